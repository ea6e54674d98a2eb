package dev.slipher.compute.operator.window;

import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.type.Datum;

/**
 * Variance and standard deviation of a frame, from moments. One value is added by the formula of Welford ("Note on a Method for
 * Calculating Corrected Sums of Squares and Products", 1962), several by that of Chan, Golub and LeVeque ("Updating Formulae
 * and a Pairwise Algorithm for Computing Sample Variances", 1979).
 */
final class FrameVariance implements WindowFunction {
    private final WindowCall window;
    private final boolean population;
    private final boolean root;

    FrameVariance(WindowCall window) {
        this.window = window;
        population = window.call().function().endsWith("_pop");
        root = window.call().function().startsWith("stddev");
    }

    @Override
    public Evaluation over(PartitionRows partition) {
        var column = window.call().arguments().getFirst();
        var bounds = new FrameBounds(window.frame(), partition);
        var fold = new SlidingFold<>(
                Moments.NONE,
                row -> partition.value(row, column) instanceof Datum.Floating(var value)
                                && PartitionText.counts(window, partition, row)
                        ? new Moments(1, value, 0)
                        : Moments.NONE,
                Moments::combine);
        return row -> {
            var start = bounds.start(row);
            return result(fold.of(start, Math.max(start, bounds.end(row))));
        };
    }

    private Datum result(Moments moments) {
        var freedom = population ? moments.count() : moments.count() - 1;
        if (freedom <= 0) {
            return Datum.Null.NULL;
        }
        var variance = moments.squares() / freedom;
        return new Datum.Floating(root ? Math.sqrt(variance) : variance);
    }

    /**
     * Count and mean of values, and the sum of the squares of their distances from it.
     */
    private record Moments(long count, double mean, double squares) {
        private static final Moments NONE = new Moments(0, 0, 0);

        private Moments combine(Moments other) {
            if (count == 0 || other.count == 0) {
                return count == 0 ? other : this;
            }
            var both = count + other.count;
            var distance = other.mean - mean;
            if (other.count == 1) {
                var moved = mean + distance / both;
                return new Moments(both, moved, squares + distance * (other.mean - moved));
            }
            return new Moments(
                    both,
                    mean + distance * other.count / both,
                    squares + other.squares + distance * distance * count * other.count / both);
        }
    }
}
