package dev.slipher.compute.expression;

import static dev.slipher.compute.expression.Expressions.batch;
import static dev.slipher.compute.expression.Expressions.column;
import static dev.slipher.compute.expression.Expressions.evaluate;
import static dev.slipher.compute.expression.Expressions.evaluateAll;
import static dev.slipher.compute.expression.Expressions.literal;
import static dev.slipher.compute.expression.Expressions.text;
import static dev.slipher.compute.expression.Expressions.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.compute.expression.function.DecimalRules;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ArithmeticOperator;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArithmeticTest {
    private static final SqlType INT = SqlType.Simple.INTEGER;
    private static final SqlType BIGINT = SqlType.Simple.BIGINT;

    @Test
    void integersOverflowAtTheEndOfTheirType() {
        assertThat(binary(ArithmeticOperator.ADD, INT, "2147483646", "1")).isEqualTo("2147483647");
        assertThatThrownBy(() -> binary(ArithmeticOperator.ADD, INT, "2147483647", "1"))
                .isInstanceOf(SlipherException.class)
                .hasMessage("integer out of range");
        assertThatThrownBy(() -> binary(ArithmeticOperator.MULTIPLY, BIGINT, "9223372036854775807", "2"))
                .hasMessage("bigint out of range");
        assertThatThrownBy(() -> binary(ArithmeticOperator.SUBTRACT, SqlType.Simple.SMALLINT, "-32768", "1"))
                .hasMessage("smallint out of range");
        assertThatThrownBy(() -> binary(ArithmeticOperator.DIVIDE, BIGINT, "-9223372036854775808", "-1"))
                .hasMessage("bigint out of range");
        assertThat(binary(ArithmeticOperator.MODULO, BIGINT, "-9223372036854775808", "-1"))
                .isEqualTo("0");
    }

    @Test
    void divisionTruncatesTowardZeroAndRefusesZero() {
        assertThat(binary(ArithmeticOperator.DIVIDE, INT, "-7", "2")).isEqualTo("-3");
        assertThat(binary(ArithmeticOperator.MODULO, INT, "-7", "2")).isEqualTo("-1");
        assertThatThrownBy(() -> binary(ArithmeticOperator.DIVIDE, INT, "1", "0"))
                .hasMessage("division by zero");
        assertThatThrownBy(() -> binary(ArithmeticOperator.DIVIDE, SqlType.Simple.DOUBLE, "1", "0"))
                .hasMessage("division by zero");
    }

    @Test
    void doublesThatOverflowOrVanishAreErrors() {
        assertThatThrownBy(() -> binary(ArithmeticOperator.MULTIPLY, SqlType.Simple.DOUBLE, "1e300", "1e300"))
                .hasMessage("value out of range: overflow");
        assertThatThrownBy(() -> binary(ArithmeticOperator.MULTIPLY, SqlType.Simple.DOUBLE, "1e-300", "1e-300"))
                .hasMessage("value out of range: underflow");
        assertThat(binary(ArithmeticOperator.ADD, SqlType.Simple.DOUBLE, "infinity", "1"))
                .isEqualTo("Infinity");
        assertThat(binary(ArithmeticOperator.ADD, SqlType.Simple.REAL, "0.1", "0.2"))
                .isEqualTo("0.3");
    }

    @Test
    void rowsThatAreNullOrNotSelectedNeverFail() {
        var values = vector(INT, number(1), Datum.Null.NULL, number(0), number(4));
        var divisors = vector(INT, number(1), number(0), number(0), number(2));
        var batch = batch(4, values, divisors);
        batch.select(new int[] {0, 1, 3}, 3);
        var expression = new Expression.Arithmetic(ArithmeticOperator.DIVIDE, column(0, INT), column(1, INT), INT);
        assertThat(evaluateAll(expression, List.of(ColumnShape.of(INT), ColumnShape.of(INT)), batch))
                .containsExactly(number(1), Datum.Null.NULL, number(2));
    }

    @Test
    void narrowRangesStayInInts() {
        var shape = ColumnShape.integral(new SqlType.Decimal(15, 2), 0, 10_000, false);
        var product = ExpressionCompiler.compile(
                new Expression.Arithmetic(
                        ArithmeticOperator.MULTIPLY,
                        column(0, shape.type()),
                        column(1, shape.type()),
                        new SqlType.Decimal(31, 4)),
                List.of(shape, shape),
                Expressions.CONTEXT);
        assertThat(product.shape().representation()).isEqualTo(ColumnShape.Representation.INT);
        assertThat(product.shape().max()).isEqualTo(100_000_000);
    }

    @Test
    void integersAgreeWithBigIntegers() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            var type = List.of(SqlType.Simple.SMALLINT, INT, BIGINT).get(random.nextInt(3));
            var bounds = ColumnShape.of(type);
            var operator = ArithmeticOperator.values()[random.nextInt(5)];
            long left = extreme(random, bounds);
            long right = extreme(random, bounds);
            var expected = reference(operator, left, right, bounds);
            for (int form = 0; form < 4; form++) {
                var actual = integral(operator, type, left, right, form);
                assertThat(actual)
                        .as("seed %d: %s %d %d %s form %d", seed, operator, left, right, type, form)
                        .isEqualTo(expected);
            }
        }
    }

    private static long extreme(Random random, ColumnShape bounds) {
        return switch (random.nextInt(6)) {
            case 0 -> bounds.min();
            case 1 -> bounds.max();
            case 2 -> random.nextInt(5) - 2;
            case 3 -> bounds.max() / 2 + random.nextInt(3) - 1;
            default -> Math.clamp(random.nextLong() >> random.nextInt(64), bounds.min(), bounds.max());
        };
    }

    private static String reference(ArithmeticOperator operator, long left, long right, ColumnShape bounds) {
        var l = BigInteger.valueOf(left);
        var r = BigInteger.valueOf(right);
        if (right == 0 && (operator == ArithmeticOperator.DIVIDE || operator == ArithmeticOperator.MODULO)) {
            return "division by zero";
        }
        var result = switch (operator) {
            case ADD -> l.add(r);
            case SUBTRACT -> l.subtract(r);
            case MULTIPLY -> l.multiply(r);
            case DIVIDE -> l.divide(r);
            case MODULO -> l.remainder(r);
        };
        boolean fits = result.compareTo(BigInteger.valueOf(bounds.min())) >= 0
                && result.compareTo(BigInteger.valueOf(bounds.max())) <= 0;
        return fits ? result.toString() : bounds.type() + " out of range";
    }

    /** Evaluates with both operands as columns or constants, with full and with exact ranges. */
    private static String integral(ArithmeticOperator operator, SqlType type, long left, long right, int form) {
        var leftShape = form == 3 ? ColumnShape.integral(type, left, left, false) : ColumnShape.of(type);
        var rightShape = form == 3 ? ColumnShape.integral(type, right, right, false) : ColumnShape.of(type);
        var leftOperand = form == 1 ? literal(type, left) : column(0, type);
        var rightOperand = form == 2 ? literal(type, right) : column(1, type);
        var batch = batch(
                1,
                vector(type, leftShape.representation(), number(left)),
                vector(type, rightShape.representation(), number(right)));
        try {
            var expression = new Expression.Arithmetic(operator, leftOperand, rightOperand, type);
            return text(
                    evaluateAll(expression, List.of(leftShape, rightShape), batch)
                            .getFirst(),
                    type);
        } catch (SlipherException e) {
            return e.getMessage();
        }
    }

    @Test
    void decimalsAgreeWithBigDecimals() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            var leftType = decimal(random);
            var rightType = decimal(random);
            var operator = ArithmeticOperator.values()[random.nextInt(5)];
            var type = switch (operator) {
                case ADD, SUBTRACT -> DecimalRules.add(leftType, rightType);
                case MULTIPLY -> DecimalRules.multiply(leftType, rightType);
                case DIVIDE -> DecimalRules.divide(leftType, rightType);
                case MODULO -> DecimalRules.modulo(leftType, rightType);
            };
            var left = decimalValue(random, leftType);
            var right = decimalValue(random, rightType);
            var expected = reference(operator, left, right, type);
            String actual;
            try {
                var batch = batch(
                        1,
                        vector(leftType, Expressions.datum(leftType, left.toPlainString())),
                        vector(rightType, Expressions.datum(rightType, right.toPlainString())));
                var expression = new Expression.Arithmetic(
                        operator,
                        column(0, leftType),
                        random.nextBoolean() ? column(1, rightType) : literal(rightType, right.toPlainString()),
                        type);
                actual = text(
                        evaluateAll(expression, List.of(ColumnShape.of(leftType), ColumnShape.of(rightType)), batch)
                                .getFirst(),
                        type);
            } catch (SlipherException e) {
                actual = e.getMessage();
            }
            assertThat(actual)
                    .as("seed %d: %s %s %s as %s", seed, left, operator, right, type)
                    .isEqualTo(expected);
        }
    }

    private static SqlType.Decimal decimal(Random random) {
        int precision = 1 + random.nextInt(random.nextBoolean() ? 18 : 38);
        return new SqlType.Decimal(precision, Math.min(random.nextInt(precision + 1), 37));
    }

    private static BigDecimal decimalValue(Random random, SqlType.Decimal type) {
        int digits = 1 + random.nextInt(type.precision());
        var unscaled = random.nextInt(4) == 0
                ? BigInteger.TEN.pow(digits).subtract(BigInteger.ONE)
                : new BigInteger(120, random).mod(BigInteger.TEN.pow(digits));
        return new BigDecimal(random.nextBoolean() ? unscaled.negate() : unscaled, type.scale());
    }

    private static String reference(
            ArithmeticOperator operator, BigDecimal left, BigDecimal right, SqlType.Decimal type) {
        if (right.signum() == 0 && (operator == ArithmeticOperator.DIVIDE || operator == ArithmeticOperator.MODULO)) {
            return "division by zero";
        }
        var result = switch (operator) {
            case ADD -> left.add(right);
            case SUBTRACT -> left.subtract(right);
            case MULTIPLY -> left.multiply(right);
            case DIVIDE -> left.divide(right, type.scale(), RoundingMode.HALF_UP);
            case MODULO ->
                left.setScale(type.scale(), RoundingMode.HALF_UP)
                        .remainder(right.setScale(type.scale(), RoundingMode.HALF_UP));
        };
        var scaled = result.setScale(type.scale(), RoundingMode.HALF_UP);
        boolean fits = scaled.unscaledValue().abs().compareTo(BigInteger.TEN.pow(type.precision())) < 0;
        return fits ? scaled.toPlainString() : "numeric field overflow";
    }

    private static Datum number(long value) {
        return new Datum.Integral(value);
    }

    private static String binary(ArithmeticOperator operator, SqlType type, String left, String right) {
        return evaluate(new Expression.Arithmetic(operator, literal(type, left), literal(type, right), type));
    }
}
