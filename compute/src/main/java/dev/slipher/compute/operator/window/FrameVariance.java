package dev.slipher.compute.operator.window;

import dev.slipher.compute.fragment.PlanNode.FrameBound;
import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.type.Datum;

/**
 * Variance and standard deviation of a frame by Welford's method ("Note on a Method for Calculating Corrected Sums of
 * Squares and Products", 1962). Values cannot be taken back without loss, so that a frame whose start moved starts anew.
 */
final class FrameVariance implements WindowFunction {
    private final WindowCall window;
    private final boolean startMoves;
    private final boolean population;
    private final boolean root;

    FrameVariance(WindowCall window) {
        this.window = window;
        startMoves = window.frame().start() != FrameBound.Fixed.UNBOUNDED_PRECEDING;
        population = window.call().function().endsWith("_pop");
        root = window.call().function().startsWith("stddev");
    }

    @Override
    public Evaluation over(PartitionRows partition) {
        return new Variances(partition);
    }

    private final class Variances implements Evaluation {
        private final PartitionRows partition;
        private final FrameBounds bounds;
        private final int column = window.call().arguments().getFirst();
        private Moments moments = new Moments();
        private long from;
        private long to;

        private Variances(PartitionRows partition) {
            this.partition = partition;
            bounds = new FrameBounds(window.frame(), partition);
        }

        @Override
        public Datum next(long row) {
            var start = bounds.start(row);
            var end = Math.max(start, bounds.end(row));
            if (startMoves && start != from) {
                moments = new Moments();
                from = start;
                to = start;
            }
            for (; to < end; to++) {
                if (partition.value(to, column) instanceof Datum.Floating(var value)
                        && PartitionText.counts(window, partition, to)) {
                    moments.add(value);
                }
            }
            return moments.result();
        }
    }

    private final class Moments {
        private long count;
        private double mean;
        private double squares;

        private void add(double value) {
            count++;
            var distance = value - mean;
            mean += distance / count;
            squares += distance * (value - mean);
        }

        private Datum result() {
            var freedom = population ? count : count - 1;
            if (freedom <= 0) {
                return Datum.Null.NULL;
            }
            var variance = squares / freedom;
            return new Datum.Floating(root ? Math.sqrt(variance) : variance);
        }
    }
}
