package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.compute.operator.aggregate.ChoiceAccumulator.Choice;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SqlType;
import java.util.List;

/** Which accumulator serves an aggregate function over arguments of given types. */
final class Accumulators {
    private Accumulators() {}

    static Accumulator of(AggregateCall call, List<ColumnShape> input) {
        var function = call.function();
        if (function.equals("count")) {
            return new CountAccumulator();
        }
        if (call.arguments().isEmpty()) {
            throw unknown(function);
        }
        var shape = input.get(call.arguments().getFirst());
        var type = shape.type();
        return switch (function) {
            case "sum", "avg" -> sum(function.equals("avg"), shape, call.type());
            case "min", "bool_and", "every" -> new ChoiceAccumulator(Choice.LEAST, type.physicalKind());
            case "max", "bool_or" -> new ChoiceAccumulator(Choice.GREATEST, type.physicalKind());
            case "any_value" -> new ChoiceAccumulator(Choice.ANY, type.physicalKind());
            case "single_value" -> new ChoiceAccumulator(Choice.SINGLE, type.physicalKind());
            case "stddev", "stddev_samp" -> new VarianceAccumulator(false, true, IntegralResult.scale(type));
            case "stddev_pop" -> new VarianceAccumulator(true, true, IntegralResult.scale(type));
            case "variance", "var_samp" -> new VarianceAccumulator(false, false, IntegralResult.scale(type));
            case "var_pop" -> new VarianceAccumulator(true, false, IntegralResult.scale(type));
            case "bit_and" -> new BitAccumulator(true, type.physicalKind());
            case "bit_or" -> new BitAccumulator(false, type.physicalKind());
            default -> throw unknown(function);
        };
    }

    private static Accumulator sum(boolean average, ColumnShape shape, SqlType result) {
        if (shape.type().physicalKind() == PhysicalKind.DOUBLE) {
            return new DoubleSumAccumulator(average, result == SqlType.Simple.REAL);
        }
        var largest = Long.MAX_VALUE / Batch.CAPACITY;
        var fits = shape.isIntegral() && shape.min() >= -largest && shape.max() <= largest;
        return new SumAccumulator(new IntegralResult(shape.type(), result, average), fits);
    }

    private static SlipherException unknown(String function) {
        return new SlipherException(
                SqlState.FEATURE_NOT_SUPPORTED, "aggregate function %s is not supported here".formatted(function));
    }
}
