package dev.slipher.compute.operator.window;

import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;

/** FIRST_VALUE, LAST_VALUE and NTH_VALUE of a frame. */
final class FrameValue implements WindowFunction {
    private final WindowCall window;

    FrameValue(WindowCall window) {
        this.window = window;
    }

    @Override
    public Evaluation over(PartitionRows partition) {
        var column = window.call().arguments().getFirst();
        var bounds = new FrameBounds(window.frame(), partition);
        return row -> {
            var start = bounds.start(row);
            var end = bounds.end(row);
            return switch (window.call().function()) {
                case "first_value" -> fromStart(partition, start, end, 1, column);
                case "last_value" -> last(partition, start, end, column);
                default -> nth(partition, row, start, end, column);
            };
        };
    }

    private Datum nth(PartitionRows partition, long row, long start, long end, int column) {
        if (!(partition.value(row, window.call().arguments().get(1)) instanceof Datum.Integral(var number))) {
            return Datum.Null.NULL;
        }
        if (number <= 0) {
            throw new SlipherException(
                    SqlState.INVALID_PARAMETER_VALUE, "argument of nth_value must be greater than zero");
        }
        return fromStart(partition, start, end, number, column);
    }

    private Datum fromStart(PartitionRows partition, long start, long end, long number, int column) {
        if (!window.ignoreNulls()) {
            return number <= end - start ? partition.value(start + number - 1, column) : Datum.Null.NULL;
        }
        var left = number;
        for (var row = start; row < end; row++) {
            var value = partition.value(row, column);
            if (!value.isNull() && --left == 0) {
                return value;
            }
        }
        return Datum.Null.NULL;
    }

    private Datum last(PartitionRows partition, long start, long end, int column) {
        for (var row = end - 1; row >= start; row--) {
            var value = partition.value(row, column);
            if (!window.ignoreNulls() || !value.isNull()) {
                return value;
            }
        }
        return Datum.Null.NULL;
    }
}
