package dev.slipher.compute.operator.window;

import dev.slipher.compute.fragment.PlanNode.FrameBound;
import dev.slipher.compute.fragment.PlanNode.Window;
import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.type.Datum;

/**
 * Variance and standard deviation of a frame by Welford's method ("Note on a Method for Calculating Corrected Sums of
 * Squares and Products", 1962). Values cannot be taken back without loss, so that a frame whose start moved starts anew.
 */
final class FrameVariance implements WindowFunction {
    private final WindowCall window;
    private final FrameBounds bounds;
    private final boolean startMoves;
    private final boolean population;
    private final boolean root;

    FrameVariance(WindowCall window, Window node) {
        this.window = window;
        bounds = new FrameBounds(window.frame(), node);
        startMoves = window.frame().start() != FrameBound.Fixed.UNBOUNDED_PRECEDING;
        population = window.call().function().endsWith("_pop");
        root = window.call().function().startsWith("stddev");
    }

    @Override
    public void compute(WindowPartition partition, Datum[] results) {
        var column = window.call().arguments().getFirst();
        var moments = new Moments();
        var from = 0;
        var to = 0;
        for (var row = 0; row < results.length; row++) {
            var start = bounds.start(partition, row);
            var end = Math.max(start, bounds.end(partition, row));
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
            results[row] = moments.result();
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
