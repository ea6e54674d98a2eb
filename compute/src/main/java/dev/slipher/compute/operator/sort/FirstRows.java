package dev.slipher.compute.operator.sort;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What all workers of a sort that wants few rows know of them: a bound of the first key, as a prefix of {@link RowOrder},
 * above which no row can be among the wanted ones any more.
 */
final class FirstRows {
    private final RowOrder order;
    private final AtomicLong bound = new AtomicLong(Long.MAX_VALUE);

    FirstRows(RowOrder order) {
        this.order = order;
    }

    /** Says that as many rows as are wanted have a prefix of at most {@code prefix}. */
    void lower(long prefix) {
        bound.accumulateAndGet(prefix, Math::min);
    }

    /**
     * Selects the rows of a batch that may be among the first.
     *
     * @param positions a worker's own, of a batch's capacity
     * @return how many are selected; the selection is {@code positions} if that is not all
     */
    int filter(Batch batch, int[] positions) {
        var most = bound.get();
        var all = batch.selectedCount();
        if (most == Long.MAX_VALUE || !order.isFirstOneLong()) {
            return all;
        }
        var key = batch.column(order.firstColumn());
        var kept = keep(key, batch.selection(), all, most, positions);
        if (kept < all) {
            batch.select(positions, kept);
        }
        return kept;
    }

    /** Lists the rows to keep; where keys are constant, the count alone, that of all, is returned. */
    private int keep(Vector key, int @Nullable [] selection, int count, long most, int[] positions) {
        var kept = 0;
        var nulls = key.nulls();
        switch (key) {
            case IntVector v -> {
                for (var i = 0; i < count; i++) {
                    var row = selection == null ? i : selection[i];
                    positions[kept] = row;
                    kept += order.prefixOfNumber(isNull(nulls, row), v.values()[row]) <= most ? 1 : 0;
                }
            }
            case LongVector v -> {
                for (var i = 0; i < count; i++) {
                    var row = selection == null ? i : selection[i];
                    positions[kept] = row;
                    kept += order.prefixOfNumber(isNull(nulls, row), v.values()[row]) <= most ? 1 : 0;
                }
            }
            case DoubleVector v -> {
                for (var i = 0; i < count; i++) {
                    var row = selection == null ? i : selection[i];
                    positions[kept] = row;
                    var bits = Double.doubleToLongBits(v.values()[row] + 0.0);
                    kept += order.prefixOfNumber(isNull(nulls, row), bits) <= most ? 1 : 0;
                }
            }
            default -> {
                return count;
            }
        }
        return kept;
    }

    private static boolean isNull(long @Nullable [] nulls, int row) {
        return nulls != null && (nulls[row >>> 6] >>> row & 1) != 0;
    }
}
