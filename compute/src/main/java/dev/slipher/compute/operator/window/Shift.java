package dev.slipher.compute.operator.window;

import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.type.Datum;

/** LAG and LEAD: the value some rows away, or some values away if nulls are ignored. */
final class Shift implements WindowFunction {
    private static final int DISTANCE = 1;
    private static final int DEFAULT = 2;

    private final WindowCall window;
    private final int direction;

    /**
     * @param direction 1 if the rows behind are looked at, -1 if those before are
     */
    Shift(WindowCall window, int direction) {
        this.window = window;
        this.direction = direction;
    }

    @Override
    public Evaluation over(PartitionRows partition) {
        if (!window.ignoreNulls()) {
            return row -> value(partition, row, (from, distance) -> from + distance);
        }
        var values = new ValueRows(partition, window.call().arguments().getFirst());
        return new Evaluation() {
            @Override
            public Datum next(long row) {
                return value(partition, row, (from, distance) -> moved(values, from, distance));
            }

            @Override
            public void close() {
                values.close();
            }
        };
    }

    /** Returns the row as many values away, the row itself not counted; a sum that overflows is no number of a value. */
    private static long moved(ValueRows values, long row, long distance) {
        if (distance == 0) {
            return row;
        }
        return values.row(distance < 0 ? values.before(row) + distance : values.before(row + 1) + (distance - 1));
    }

    private Datum value(PartitionRows partition, long row, Move move) {
        var arguments = window.call().arguments();
        var distance =
                arguments.size() > DISTANCE ? partition.value(row, arguments.get(DISTANCE)) : new Datum.Integral(1);
        if (!(distance instanceof Datum.Integral(var rows))) {
            return Datum.Null.NULL;
        }
        var target = move.from(row, rows * direction);
        if (target >= 0 && target < partition.size()) {
            return partition.value(target, arguments.getFirst());
        }
        return arguments.size() > DEFAULT ? partition.value(row, arguments.get(DEFAULT)) : Datum.Null.NULL;
    }

    /** Finds the row at a distance, which is negative towards the first row; any other number if there is none. */
    @FunctionalInterface
    private interface Move {
        long from(long row, long distance);
    }
}
