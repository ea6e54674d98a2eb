package dev.slipher.compute.expression;

import static dev.slipher.compute.expression.Expressions.TEXT;
import static dev.slipher.compute.expression.Expressions.batch;
import static dev.slipher.compute.expression.Expressions.bytes;
import static dev.slipher.compute.expression.Expressions.column;
import static dev.slipher.compute.expression.Expressions.datum;
import static dev.slipher.compute.expression.Expressions.dictionary;
import static dev.slipher.compute.expression.Expressions.evaluate;
import static dev.slipher.compute.expression.Expressions.evaluateAll;
import static dev.slipher.compute.expression.Expressions.filter;
import static dev.slipher.compute.expression.Expressions.literal;
import static dev.slipher.compute.expression.Expressions.strings;
import static dev.slipher.compute.expression.Expressions.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConditionTest {
    private static final SqlType INT = SqlType.Simple.INTEGER;
    private static final SqlType DOUBLE = SqlType.Simple.DOUBLE;
    private static final SqlType BOOLEAN = SqlType.Simple.BOOLEAN;

    @Test
    void logicHasThreeValues() {
        String[] values = {"true", "false", null};
        String[][] and = {{"t", "f", null}, {"f", "f", "f"}, {null, "f", null}};
        String[][] or = {{"t", "t", "t"}, {"t", "f", null}, {"t", null, null}};
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                var batch = batch(
                        1, vector(BOOLEAN, datum(BOOLEAN, values[i])), vector(BOOLEAN, datum(BOOLEAN, values[j])));
                var operands = List.of(column(0, BOOLEAN), column(1, BOOLEAN));
                var shapes = List.of(ColumnShape.of(BOOLEAN), ColumnShape.of(BOOLEAN));
                assertThat(evaluateAll(new Expression.And(operands), shapes, batch))
                        .containsExactly(datum(BOOLEAN, and[i][j]));
                assertThat(evaluateAll(new Expression.Or(operands), shapes, batch))
                        .containsExactly(datum(BOOLEAN, or[i][j]));
                assertThat(filter(new Expression.And(operands), shapes, batch)).hasSize("t".equals(and[i][j]) ? 1 : 0);
            }
        }
    }

    @Test
    void aConditionThatFailsSeesOnlyRowsThatEarlierOnesLeft() {
        var zeroes = vector(INT, number(0), number(2), number(0), number(4));
        var notZero = new Expression.Comparison(ComparisonOperator.NOT_EQUAL, column(0, INT), literal(INT, 0));
        var quotient =
                new Expression.Arithmetic(Expression.ArithmeticOperator.DIVIDE, literal(INT, 4), column(0, INT), INT);
        var big = new Expression.Comparison(ComparisonOperator.GREATER, quotient, literal(INT, 1));
        var shapes = List.of(ColumnShape.of(INT));
        assertThat(filter(new Expression.And(List.of(notZero, big)), shapes, batch(4, zeroes)))
                .containsExactly(1);
        assertThat(filter(new Expression.And(List.of(big, notZero)), shapes, batch(4, zeroes)))
                .containsExactly(1);
        var chosen = new Expression.Case(List.of(new Expression.When(notZero, quotient)), literal(INT, -1), INT);
        assertThat(evaluateAll(chosen, shapes, batch(4, zeroes)))
                .containsExactly(number(-1), number(2), number(-1), number(1));
        assertThatThrownBy(() -> filter(big, shapes, batch(4, zeroes))).hasMessage("division by zero");
    }

    @Test
    void numbersCompareLikeTheirReference() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var type = List.of(INT, SqlType.Simple.BIGINT, DOUBLE, new SqlType.Decimal(30, 2))
                    .get(random.nextInt(4));
            int rows = 1 + random.nextInt(300);
            var left =
                    IntStream.range(0, rows).mapToObj(_ -> value(random, type)).toArray(Datum[]::new);
            var right =
                    IntStream.range(0, rows).mapToObj(_ -> value(random, type)).toArray(Datum[]::new);
            var operator = ComparisonOperator.values()[random.nextInt(8)];
            boolean constant = random.nextBoolean();
            var expression = new Expression.Comparison(
                    operator, column(0, type), constant ? new Expression.Literal(right[0], type) : column(1, type));
            var batch = batch(rows, vector(type, left), vector(type, right));
            int[] selection = select(random, batch);
            var shapes = List.of(ColumnShape.of(type), ColumnShape.of(type));
            var expected = new ArrayList<Datum>();
            var kept = new ArrayList<Integer>();
            for (int row : selection) {
                var result = reference(operator, left[row], constant ? right[0] : right[row]);
                expected.add(result);
                if (result.equals(number(1))) {
                    kept.add(row);
                }
            }
            assertThat(evaluateAll(expression, shapes, batch))
                    .as("seed %d round %d: %s on %s", seed, round, operator, type)
                    .isEqualTo(expected);
            assertThat(filter(expression, shapes, batch))
                    .as("seed %d round %d: %s on %s", seed, round, operator, type)
                    .isEqualTo(kept);
        }
    }

    private static int[] select(Random random, Batch batch) {
        if (random.nextBoolean()) {
            return IntStream.range(0, batch.rowCount()).toArray();
        }
        double density = random.nextDouble();
        int[] positions = IntStream.range(0, batch.rowCount())
                .filter(_ -> random.nextDouble() < density)
                .toArray();
        batch.select(positions, positions.length);
        return positions;
    }

    private static Datum value(Random random, SqlType type) {
        if (random.nextInt(5) == 0) {
            return Datum.Null.NULL;
        }
        if (type.equals(DOUBLE)) {
            double[] some = {0, -0.0, 1, -1, 2.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
            return new Datum.Floating(some[random.nextInt(some.length)]);
        }
        long[] some = {0, 1, -1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE};
        long number = some[random.nextInt(some.length)];
        return type instanceof SqlType.Decimal ? new Datum.Wide(number >> 63, number) : number(number);
    }

    private static Datum reference(ComparisonOperator operator, Datum left, Datum right) {
        boolean anyNull = left.isNull() || right.isNull();
        if (operator == ComparisonOperator.DISTINCT || operator == ComparisonOperator.NOT_DISTINCT) {
            boolean same = anyNull ? left.isNull() && right.isNull() : compare(left, right) == 0;
            return truth(same == (operator == ComparisonOperator.NOT_DISTINCT));
        }
        if (anyNull) {
            return Datum.Null.NULL;
        }
        int order = compare(left, right);
        return truth(
                switch (operator) {
                    case EQUAL -> order == 0;
                    case NOT_EQUAL -> order != 0;
                    case LESS -> order < 0;
                    case LESS_OR_EQUAL -> order <= 0;
                    case GREATER -> order > 0;
                    default -> order >= 0;
                });
    }

    private static int compare(Datum left, Datum right) {
        return switch (left) {
            case Datum.Integral(var number) -> Long.compare(number, ((Datum.Integral) right).value());
            case Datum.Wide(var _, var low) -> Long.compare(low, ((Datum.Wide) right).low());
            case Datum.Floating(var number) -> Double.compare(number + 0.0, ((Datum.Floating) right).value() + 0.0);
            default -> throw new IllegalStateException();
        };
    }

    @Test
    void stringsCompareWithoutTrailingBlanks() {
        String[] values = {"a", "a  ", "b", "", " ", "ab", "é", null};
        for (var vector : List.of(strings(values), dictionary(values))) {
            var batch = batch(values.length, vector);
            var shapes = List.of(ColumnShape.of(TEXT));
            assertThat(filter(compare(ComparisonOperator.EQUAL, "a "), shapes, batch))
                    .containsExactly(0, 1);
            batch.setRows(values.length);
            assertThat(filter(compare(ComparisonOperator.GREATER, "a"), shapes, batch))
                    .containsExactly(2, 5, 6);
            batch.setRows(values.length);
            assertThat(filter(compare(ComparisonOperator.LESS_OR_EQUAL, ""), shapes, batch))
                    .containsExactly(3, 4);
            batch.setRows(values.length);
            var in = new Expression.In(column(0, TEXT), List.of(bytes("b "), bytes("ab"), Datum.Null.NULL));
            assertThat(filter(in, shapes, batch)).containsExactly(2, 5);
            batch.setRows(values.length);
            assertThat(filter(new Expression.Not(in), shapes, batch)).isEmpty();
        }
    }

    private static Expression compare(ComparisonOperator operator, String constant) {
        return new Expression.Comparison(operator, column(0, TEXT), literal(TEXT, constant));
    }

    @Test
    void numbersAreFoundInLists() {
        var random = new Random(5);
        for (int size : new int[] {1, 3, 20, 400}) {
            for (var type : List.of(INT, SqlType.Simple.BIGINT, DOUBLE)) {
                var values = IntStream.range(0, size)
                        .mapToObj(i -> type.equals(DOUBLE)
                                ? (Datum) new Datum.Floating(i * 3 - 7)
                                : number(size == 20 ? i * 1_000_003L : i * 3 - 7))
                        .toList();
                var rows = IntStream.range(0, 500)
                        .mapToObj(i -> i % 7 == 0
                                ? Datum.Null.NULL
                                : type.equals(DOUBLE)
                                        ? new Datum.Floating(random.nextInt(90) - 10)
                                        : number(random.nextInt(90) - 10))
                        .toArray(Datum[]::new);
                var expected = IntStream.range(0, 500)
                        .filter(i -> values.contains(rows[i]))
                        .boxed()
                        .toList();
                assertThat(filter(
                                new Expression.In(column(0, type), values),
                                List.of(ColumnShape.of(type)),
                                batch(500, vector(type, rows))))
                        .as("%d of %s", size, type)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void likeAgreesWithRegularExpressions() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 600; round++) {
            var pattern = word(random, "ab%_é", 6);
            var values = IntStream.range(0, 80)
                    .mapToObj(_ -> word(random, "abBé", 9))
                    .toArray(String[]::new);
            boolean ignoreCase = random.nextInt(4) == 0;
            var regex = Pattern.compile(
                    pattern.replace("%", ".*").replace("_", "."),
                    Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0));
            var expected = IntStream.range(0, values.length)
                    .filter(i -> regex.matcher(values[i]).matches())
                    .boxed()
                    .toList();
            var like = new Expression.Like(column(0, TEXT), literal(TEXT, pattern), Optional.empty(), ignoreCase);
            var shapes = List.of(ColumnShape.of(TEXT));
            assertThat(filter(like, shapes, batch(values.length, strings(values))))
                    .as("seed %d: '%s'", seed, pattern)
                    .isEqualTo(expected);
            assertThat(filter(like, shapes, batch(values.length, dictionary(values))))
                    .as("seed %d: '%s' on a dictionary", seed, pattern)
                    .isEqualTo(expected);
            var varying = new Expression.Like(column(0, TEXT), column(1, TEXT), Optional.empty(), ignoreCase);
            var batch = batch(values.length, strings(values), dictionary(repeat(pattern, values.length)));
            assertThat(filter(varying, List.of(ColumnShape.of(TEXT), ColumnShape.of(TEXT)), batch))
                    .as("seed %d: '%s' as a column", seed, pattern)
                    .isEqualTo(expected);
        }
    }

    private static String[] repeat(String value, int count) {
        var values = new String[count];
        java.util.Arrays.fill(values, value);
        return values;
    }

    private static String word(Random random, String letters, int maxLength) {
        var word = new StringBuilder();
        for (int i = random.nextInt(maxLength + 1); i > 0; i--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    @Test
    void anEscapedWildcardStandsForItself() {
        assertThat(like("50%", "50\\%")).isEqualTo("t");
        assertThat(like("500", "50\\%")).isEqualTo("f");
        assertThatThrownBy(() -> like("a", "a\\")).hasMessage("LIKE pattern must not end with escape character");
    }

    private static String like(String value, String pattern) {
        return evaluate(new Expression.Like(literal(TEXT, value), literal(TEXT, pattern), Optional.empty(), false));
    }

    @Test
    void conditionsKeepTheSameRowsInAnyLearnedOrder() {
        var random = new Random(3);
        var shapes = List.of(ColumnShape.of(INT), ColumnShape.of(TEXT));
        var condition = new Expression.And(List.of(
                new Expression.Comparison(ComparisonOperator.GREATER, column(0, INT), literal(INT, 10)),
                new Expression.Like(column(1, TEXT), literal(TEXT, "%a%"), Optional.empty(), false),
                new Expression.Comparison(ComparisonOperator.LESS, column(0, INT), literal(INT, 95))));
        var predicate = ExpressionCompiler.compileCondition(condition, shapes, Expressions.CONTEXT)
                .newPredicate();
        for (int round = 0; round < 200; round++) {
            int rows = 1 + random.nextInt(Batch.CAPACITY);
            var numbers = IntStream.range(0, rows)
                    .mapToObj(_ -> number(random.nextInt(100)))
                    .toArray(Datum[]::new);
            var words = IntStream.range(0, rows)
                    .mapToObj(_ -> word(random, "abc", 4))
                    .toArray(String[]::new);
            var batch = batch(rows, vector(INT, numbers), strings(words));
            predicate.filter(batch);
            var expected = IntStream.range(0, rows)
                    .filter(i -> value(numbers[i]) > 10 && value(numbers[i]) < 95 && words[i].contains("a"))
                    .toArray();
            int[] selection = batch.selection();
            assertThat(IntStream.range(0, batch.selectedCount()).map(i -> selection == null ? i : selection[i]))
                    .containsExactly(IntStream.of(expected).boxed().toArray(Integer[]::new));
        }
    }

    private static long value(Datum datum) {
        return ((Datum.Integral) datum).value();
    }

    private static Datum truth(boolean value) {
        return number(value ? 1 : 0);
    }

    private static Datum number(long value) {
        return new Datum.Integral(value);
    }
}
