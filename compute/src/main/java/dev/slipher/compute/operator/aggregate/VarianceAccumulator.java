package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.PhysicalKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Variances and standard deviations: count, mean and sum of squared distances from it, merged as Chan et al. (1979) do. */
final class VarianceAccumulator implements Accumulator {
    private final boolean population;
    private final boolean root;
    private final double divisor;

    /**
     * Makes an accumulator.
     *
     * @param argumentScale digits after the point of an exact argument
     */
    VarianceAccumulator(boolean population, boolean root, int argumentScale) {
        this.population = population;
        this.root = root;
        divisor = Math.pow(10, argumentScale);
    }

    @Override
    public List<PhysicalKind> state() {
        return List.of(PhysicalKind.INT64, PhysicalKind.INT64, PhysicalKind.INT64);
    }

    @Override
    public void update(
            RowAppender appender, int slot, Vector argument, int @Nullable [] positions, int[] addresses, int count) {
        var pages = appender.heap().pages();
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var page = pages[address >>> RowHeap.OFFSET_BITS];
            var offset = (address & RowHeap.OFFSET_MASK) + slot;
            var value = value(argument, positions == null ? i : positions[i]);
            var mean = Double.longBitsToDouble(page[offset + 1]);
            var seen = ++page[offset];
            var distance = value - mean;
            mean += distance / seen;
            page[offset + 1] = Double.doubleToRawLongBits(mean);
            page[offset + 2] =
                    Double.doubleToRawLongBits(Double.longBitsToDouble(page[offset + 2]) + distance * (value - mean));
        }
    }

    private double value(Vector argument, int position) {
        return switch (argument) {
            case DoubleVector v -> v.values()[position];
            case IntVector v -> v.values()[position] / divisor;
            case LongVector v -> v.values()[position] / divisor;
            case Int128Vector v ->
                IntegralResult.wide(v.high()[position], v.low()[position]).doubleValue() / divisor;
            default -> throw new IllegalStateException("variance of " + argument);
        };
    }

    @Override
    public void merge(RowHeap heap, int slot, int to, int from) {
        var toPage = Accumulator.page(heap, to);
        var toOffset = (to & RowHeap.OFFSET_MASK) + slot;
        var fromPage = Accumulator.page(heap, from);
        var fromOffset = (from & RowHeap.OFFSET_MASK) + slot;
        double left = toPage[toOffset];
        double right = fromPage[fromOffset];
        if (right == 0) {
            return;
        }
        var mean = Double.longBitsToDouble(toPage[toOffset + 1]);
        var distance = Double.longBitsToDouble(fromPage[fromOffset + 1]) - mean;
        var squares = Double.longBitsToDouble(toPage[toOffset + 2])
                + Double.longBitsToDouble(fromPage[fromOffset + 2])
                + distance * distance * left * right / (left + right);
        toPage[toOffset] += fromPage[fromOffset];
        toPage[toOffset + 1] = Double.doubleToRawLongBits(mean + distance * right / (left + right));
        toPage[toOffset + 2] = Double.doubleToRawLongBits(squares);
    }

    @Override
    public Vector result(RowHeap heap, int slot, int[] addresses, int count) {
        var pages = heap.pages();
        var target = DoubleVector.allocate(count);
        var nulls = new long[Vectors.MASK_LONGS];
        var any = false;
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var page = pages[address >>> RowHeap.OFFSET_BITS];
            var offset = (address & RowHeap.OFFSET_MASK) + slot;
            var freedom = population ? page[offset] : page[offset] - 1;
            if (freedom <= 0) {
                nulls[i >>> 6] |= 1L << i;
                any = true;
                continue;
            }
            var variance = Double.longBitsToDouble(page[offset + 2]) / freedom;
            target.values()[i] = DoubleSumAccumulator.canonical(root ? Math.sqrt(variance) : variance);
        }
        target.set(target.values(), any ? nulls : null);
        return target;
    }
}
