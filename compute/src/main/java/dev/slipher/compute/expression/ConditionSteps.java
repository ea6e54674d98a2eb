package dev.slipher.compute.expression;

import dev.slipher.compute.expression.ColumnShape.Representation;
import dev.slipher.compute.expression.kernel.Compare;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SqlType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Chooses the loops of conditions. */
final class ConditionSteps {
    private static final int STRING_COST = 4;
    private static final int LIKE_COST = 16;
    private static final int CALL_COST = 16;

    private final ExpressionCompiler compiler;

    ConditionSteps(ExpressionCompiler compiler) {
        this.compiler = compiler;
    }

    static ConditionStep constant(boolean value, boolean isNull) {
        return new ConditionStep(isNull, false, true, 0, () -> new ConditionNodes.Constant(value, isNull));
    }

    ConditionStep ofValue(Step step) {
        if (step.constant().isPresent()) {
            return step.isNullConstant() ? constant(false, true) : constant(step.integralConstant() != 0, false);
        }
        return new ConditionStep(
                step.shape().mayHaveNulls(),
                step.canFail(),
                step.isStable(),
                step.canFail() ? CALL_COST : 1,
                () -> new ConditionNodes.OfValue(step.nodes().get()));
    }

    ConditionStep and(List<Expression> operands, boolean negated) {
        var steps = operands.stream().map(compiler::condition).toList();
        boolean nulls = steps.stream().anyMatch(ConditionStep::mayHaveNulls);
        boolean canFail = steps.stream().anyMatch(ConditionStep::canFail);
        boolean stable = steps.stream().allMatch(ConditionStep::isStable);
        int cost = steps.stream().mapToInt(ConditionStep::cost).sum();
        return new ConditionStep(nulls, canFail, stable, cost, () -> {
            var nodes = steps.stream().map(step -> step.nodes().get()).toArray(ConditionNode[]::new);
            var careful = new boolean[nodes.length];
            for (int i = 0; i < careful.length; i++) {
                careful[i] = i > 0 && (steps.get(i).canFail() || steps.get(i).cost() > 2);
            }
            return new ConditionNodes.And(nodes, careful, negated);
        });
    }

    ConditionStep isNull(Expression operand) {
        if (operand.type() == SqlType.Simple.BOOLEAN) {
            var condition = compiler.condition(operand);
            return new ConditionStep(
                    false,
                    condition.canFail(),
                    condition.isStable(),
                    condition.cost(),
                    () -> new ConditionNodes.IsUnknown(condition.nodes().get()));
        }
        var step = compiler.value(operand);
        if (step.constant().isPresent() || !step.shape().mayHaveNulls() && !step.canFail()) {
            return constant(step.isNullConstant(), false);
        }
        return new ConditionStep(
                false,
                step.canFail(),
                step.isStable(),
                step.canFail() ? CALL_COST : 1,
                () -> new ConditionNodes.IsNull(step.nodes().get()));
    }

    ConditionStep comparison(ComparisonOperator operator, Step left, Step right) {
        boolean distinct = operator == ComparisonOperator.DISTINCT || operator == ComparisonOperator.NOT_DISTINCT;
        if (!distinct && (left.isNullConstant() || right.isNullConstant())) {
            return constant(false, true);
        }
        if (left.shape().representation() == Representation.BYTES) {
            return strings(operator, left, right, distinct);
        }
        if (isPlain(left.constant()) && !isPlain(right.constant())) {
            return comparison(swapped(operator), right, left);
        }
        if (!distinct && isPlain(right.constant())) {
            var range = rangeCondition(operator, left, right.constant().orElseThrow());
            if (range.isPresent()) {
                return range.get();
            }
        }
        return pair(operator, left, right, distinct);
    }

    private static boolean isPlain(Optional<Datum> constant) {
        return constant.isPresent() && !constant.get().isNull();
    }

    private static ComparisonOperator swapped(ComparisonOperator operator) {
        return switch (operator) {
            case LESS -> ComparisonOperator.GREATER;
            case LESS_OR_EQUAL -> ComparisonOperator.GREATER_OR_EQUAL;
            case GREATER -> ComparisonOperator.LESS;
            case GREATER_OR_EQUAL -> ComparisonOperator.LESS_OR_EQUAL;
            case EQUAL, NOT_EQUAL, DISTINCT, NOT_DISTINCT -> operator;
        };
    }

    /** A comparison of a number with a constant is a range, as long as the constant has the operand's form. */
    private static Optional<ConditionStep> rangeCondition(ComparisonOperator operator, Step operand, Datum constant) {
        var shape = operand.shape();
        long value;
        long least = shape.min();
        long greatest = shape.max();
        if (shape.isIntegral() && constant instanceof Datum.Integral(var number)) {
            value = number;
        } else if (shape.isIntegral() && constant instanceof Datum.Wide(var high, var low) && high == low >> 63) {
            value = low;
        } else if (shape.representation() == Representation.DOUBLE && constant instanceof Datum.Floating(var number)) {
            value = Compare.order(number);
            least = Compare.order(Double.NEGATIVE_INFINITY);
            greatest = Compare.order(Double.NaN);
        } else {
            return Optional.empty();
        }
        boolean negated = operator == ComparisonOperator.NOT_EQUAL;
        long min = least;
        long max = greatest;
        boolean empty = false;
        switch (operator) {
            case EQUAL, NOT_EQUAL -> {
                empty = value < least || value > greatest;
                min = value;
                max = value;
            }
            case LESS -> {
                empty = value <= least;
                max = empty ? greatest : Math.min(greatest, value - 1);
            }
            case LESS_OR_EQUAL -> {
                empty = value < least;
                max = Math.min(greatest, value);
            }
            case GREATER -> {
                empty = value >= greatest;
                min = empty ? least : Math.max(least, value + 1);
            }
            default -> {
                empty = value > greatest;
                min = Math.max(least, value);
            }
        }
        if (empty && !operand.canFail() && !shape.mayHaveNulls()) {
            return Optional.of(constant(negated, false));
        }
        // An empty range is the negation of the full one.
        long from = empty ? least : min;
        long to = empty ? greatest : max;
        boolean flip = negated ^ empty;
        return Optional.of(new ConditionStep(
                shape.mayHaveNulls(),
                operand.canFail(),
                operand.isStable(),
                operand.canFail() ? CALL_COST : 1,
                () -> new ConditionNodes.InRange(operand.nodes().get(), from, to, flip)));
    }

    private static ConditionStep pair(ComparisonOperator operator, Step left, Step right, boolean distinct) {
        if (left.shape().type() == SqlType.Simple.INTERVAL || left.shape().type() == SqlType.Simple.TIMETZ) {
            return pair(operator, comparedBy(left), comparedBy(right), distinct, Representation.WIDE);
        }
        var form = ExpressionCompiler.commonForm(
                left.shape().representation(), right.shape().representation());
        return pair(operator, left, right, distinct, form);
    }

    private static ConditionStep pair(
            ComparisonOperator operator, Step left, Step right, boolean distinct, Representation form) {
        var l = ExpressionCompiler.inForm(left, form);
        var r = ExpressionCompiler.inForm(right, form);
        boolean canFail = left.canFail() || right.canFail();
        return new ConditionStep(
                !distinct && (left.shape().mayHaveNulls() || right.shape().mayHaveNulls()),
                canFail,
                left.isStable() && right.isStable(),
                canFail ? CALL_COST : form == Representation.WIDE ? STRING_COST : 1,
                () -> new ConditionNodes.Pair(
                        operator, l.nodes().get(), r.nodes().get(), form == Representation.DOUBLE));
    }

    private ConditionStep strings(ComparisonOperator operator, Step left, Step right, boolean distinct) {
        boolean nulls =
                !distinct && (left.shape().mayHaveNulls() || right.shape().mayHaveNulls());
        boolean binary = left.shape().type() instanceof SqlType.Varbyte;
        if (!distinct && !binary && right.constant().orElse(Datum.Null.NULL) instanceof Datum.Bytes(var value)) {
            return entries(left, StringTests.comparison(operator, value), STRING_COST);
        }
        if (!distinct && !binary && left.constant().orElse(Datum.Null.NULL) instanceof Datum.Bytes(var value)) {
            return entries(right, StringTests.comparison(swapped(operator), value), STRING_COST);
        }
        return new ConditionStep(
                nulls,
                left.canFail() || right.canFail(),
                left.isStable() && right.isStable(),
                2 * STRING_COST,
                () -> new StringPairs.Comparison(
                        operator, left.nodes().get(), right.nodes().get(), binary));
    }

    private static ConditionStep entries(Step operand, EntryTest test, int cost) {
        return new ConditionStep(
                operand.shape().mayHaveNulls(),
                operand.canFail(),
                operand.isStable(),
                operand.canFail() ? cost + CALL_COST : cost,
                () -> new EntryCondition(operand.nodes().get(), test));
    }

    ConditionStep in(Step operand, List<Datum> values) {
        boolean anyNull = values.stream().anyMatch(Datum::isNull);
        var plain = values.stream().filter(value -> !value.isNull()).toList();
        ConditionStep found;
        if (operand.isNullConstant() && !values.isEmpty()) {
            return constant(false, true);
        }
        if (plain.isEmpty()) {
            found = constant(false, false);
        } else if (operand.shape().representation() == Representation.BYTES) {
            var strings =
                    plain.stream().map(value -> ((Datum.Bytes) value).value()).toList();
            boolean binary = operand.shape().type() instanceof SqlType.Varbyte;
            found = entries(operand, StringTests.in(strings, binary), STRING_COST);
        } else if (operand.shape().representation() == Representation.WIDE) {
            found = wide(operand, plain);
        } else {
            found = numbers(operand, plain);
        }
        if (!anyNull) {
            return found;
        }
        // With a null among the constants, what is not found is unknown.
        var known = found;
        var unknown = constant(false, true);
        return new ConditionStep(
                true,
                known.canFail(),
                known.isStable(),
                known.cost(),
                () -> new ConditionNodes.And(
                        new ConditionNode[] {
                            known.nodes().get(), unknown.nodes().get()
                        },
                        new boolean[2],
                        true));
    }

    private static ConditionStep numbers(Step operand, List<Datum> values) {
        boolean doubles = operand.shape().representation() == Representation.DOUBLE;
        long[] keys = values.stream()
                .filter(value -> doubles || !(value instanceof Datum.Wide(var high, var low)) || high == low >> 63)
                .mapToLong(ConditionSteps::key)
                .toArray();
        if (keys.length == 0) {
            return constant(false, operand.shape().mayHaveNulls());
        }
        return new ConditionStep(
                operand.shape().mayHaveNulls(),
                operand.canFail(),
                operand.isStable(),
                operand.canFail() ? CALL_COST : 2,
                () -> new NumberIn(operand.nodes().get(), keys));
    }

    private static long key(Datum value) {
        return switch (value) {
            case Datum.Integral(var number) -> number;
            case Datum.Floating(var number) -> Compare.order(number);
            case Datum.Wide(var _, var low) -> low;
            case Datum.Bytes _, Datum.Null _ -> throw new IllegalStateException("not a number");
        };
    }

    private static ConditionStep wide(Step operand, List<Datum> values) {
        var type = operand.shape().type();
        var compared = comparedBy(operand);
        var members = new WideIn.Values(values.stream()
                .map(value -> comparedBy(Constants.step(value, type)))
                .map(step -> (Datum.Wide) step.constant().orElseThrow().as(PhysicalKind.INT128))
                .toList());
        return new ConditionStep(
                compared.shape().mayHaveNulls(),
                compared.canFail(),
                compared.isStable(),
                compared.canFail() ? CALL_COST : STRING_COST,
                () -> new WideIn(compared.nodes().get(), members));
    }

    /** Returns what a value of 128 bits is compared by. */
    private static Step comparedBy(Step step) {
        boolean constant = step.constant().isPresent();
        var type = step.shape().type();
        if (type == SqlType.Simple.INTERVAL) {
            return Constants.fold(IntervalLengths.of(step), constant);
        }
        return type == SqlType.Simple.TIMETZ ? Constants.fold(IntervalLengths.ofTimeTz(step), constant) : step;
    }

    ConditionStep like(Expression.Like like) {
        var operand = compiler.value(like.operand());
        var pattern = compiler.value(like.pattern());
        var escape = like.escape().map(compiler::value);
        boolean nullArgument = operand.isNullConstant()
                || pattern.isNullConstant()
                || escape.map(Step::isNullConstant).orElse(false);
        if (nullArgument) {
            return constant(false, true);
        }
        var escapeText = escape.map(ConditionSteps::text).orElse(Optional.of("\\"));
        var patternText = text(pattern);
        if (patternText.isPresent() && escapeText.isPresent()) {
            var test = LikePattern.compile(patternText.get(), escapeText.get(), like.ignoreCase());
            return entries(operand, test, LIKE_COST);
        }
        Optional<Supplier<Node>> escapeNodes = escape.map(Step::nodes);
        return new ConditionStep(
                true,
                true,
                operand.isStable() && pattern.isStable(),
                2 * LIKE_COST,
                () -> new StringPairs.Like(
                        operand.nodes().get(),
                        pattern.nodes().get(),
                        escapeNodes.map(Supplier::get),
                        like.ignoreCase()));
    }

    private static Optional<String> text(Step step) {
        return step.constant().orElse(Datum.Null.NULL) instanceof Datum.Bytes(var bytes)
                ? Optional.of(new String(bytes, StandardCharsets.UTF_8))
                : Optional.empty();
    }
}
