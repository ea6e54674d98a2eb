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
        return switch (window.call().function()) {
            case "first_value" ->
                window.ignoreNulls()
                        ? firstNotNull(partition, bounds, column)
                        : row -> {
                            var start = bounds.start(row);
                            return start < bounds.end(row) ? partition.value(start, column) : Datum.Null.NULL;
                        };
            case "last_value" ->
                window.ignoreNulls()
                        ? lastNotNull(partition, bounds, column)
                        : row -> {
                            var end = bounds.end(row);
                            return bounds.start(row) < end ? partition.value(end - 1, column) : Datum.Null.NULL;
                        };
            default -> window.ignoreNulls() ? nthNotNull(partition, bounds, column) : nth(partition, bounds, column);
        };
    }

    /** Frames move forward only, so what was found null before the first value need not be looked at again. */
    private static Evaluation firstNotNull(PartitionRows partition, FrameBounds bounds, int column) {
        return new Evaluation() {
            private long at;

            @Override
            public Datum next(long row) {
                var end = bounds.end(row);
                at = Math.max(at, bounds.start(row));
                for (; at < end; at++) {
                    var value = partition.value(at, column);
                    if (!value.isNull()) {
                        return value;
                    }
                }
                return Datum.Null.NULL;
            }
        };
    }

    /** Likewise each row is looked at when it comes into the frame. */
    private static Evaluation lastNotNull(PartitionRows partition, FrameBounds bounds, int column) {
        return new Evaluation() {
            private long seen;
            private long lastRow = -1;
            private Datum last = Datum.Null.NULL;

            @Override
            public Datum next(long row) {
                var start = bounds.start(row);
                var end = bounds.end(row);
                for (seen = Math.max(seen, start); seen < end; seen++) {
                    var value = partition.value(seen, column);
                    if (!value.isNull()) {
                        last = value;
                        lastRow = seen;
                    }
                }
                return lastRow >= start && lastRow < end ? last : Datum.Null.NULL;
            }
        };
    }

    private Evaluation nth(PartitionRows partition, FrameBounds bounds, int column) {
        return row -> {
            var start = bounds.start(row);
            var end = bounds.end(row);
            var number = number(partition, row);
            return number > 0 && number <= end - start ? partition.value(start + number - 1, column) : Datum.Null.NULL;
        };
    }

    private Evaluation nthNotNull(PartitionRows partition, FrameBounds bounds, int column) {
        var values = new ValueRows(partition, column);
        return new Evaluation() {
            @Override
            public Datum next(long row) {
                var start = bounds.start(row);
                var end = bounds.end(row);
                var number = number(partition, row);
                if (number == 0 || start >= end) {
                    return Datum.Null.NULL;
                }
                var found = values.row(values.before(start) + (number - 1));
                return found != ValueRows.NONE && found < end ? partition.value(found, column) : Datum.Null.NULL;
            }

            @Override
            public void close() {
                values.close();
            }
        };
    }

    /** Returns which value of the frame is asked for, from 1; 0 if that is null. */
    private long number(PartitionRows partition, long row) {
        if (!(partition.value(row, window.call().arguments().get(1)) instanceof Datum.Integral(var number))) {
            return 0;
        }
        if (number <= 0) {
            throw new SlipherException(
                    SqlState.INVALID_ARGUMENT_FOR_NTH_VALUE_FUNCTION,
                    "argument of nth_value must be greater than zero");
        }
        return number;
    }
}
