package dev.slipher.compute.operator.window;

import dev.slipher.compute.fragment.PlanNode.Window;
import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;

/** FIRST_VALUE, LAST_VALUE and NTH_VALUE of a frame. */
final class FrameValue implements WindowFunction {
    private final WindowCall window;
    private final FrameBounds bounds;

    FrameValue(WindowCall window, Window node) {
        this.window = window;
        bounds = new FrameBounds(window.frame(), node);
    }

    @Override
    public void compute(WindowPartition partition, Datum[] results) {
        var column = window.call().arguments().getFirst();
        for (var row = 0; row < results.length; row++) {
            var start = bounds.start(partition, row);
            var end = bounds.end(partition, row);
            results[row] = switch (window.call().function()) {
                case "first_value" -> fromStart(partition, start, end, 1, column);
                case "last_value" -> last(partition, start, end, column);
                default -> nth(partition, row, start, end, column);
            };
        }
    }

    private Datum nth(WindowPartition partition, int row, int start, int end, int column) {
        if (!(partition.value(row, window.call().arguments().get(1)) instanceof Datum.Integral(var number))) {
            return Datum.Null.NULL;
        }
        if (number <= 0) {
            throw new SlipherException(
                    SqlState.INVALID_PARAMETER_VALUE, "argument of nth_value must be greater than zero");
        }
        return fromStart(partition, start, end, number, column);
    }

    private Datum fromStart(WindowPartition partition, int start, int end, long number, int column) {
        if (!window.ignoreNulls()) {
            return start + number - 1 < end ? partition.value((int) (start + number - 1), column) : Datum.Null.NULL;
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

    private Datum last(WindowPartition partition, int start, int end, int column) {
        for (var row = end - 1; row >= start; row--) {
            var value = partition.value(row, column);
            if (!window.ignoreNulls() || !value.isNull()) {
                return value;
            }
        }
        return Datum.Null.NULL;
    }
}
