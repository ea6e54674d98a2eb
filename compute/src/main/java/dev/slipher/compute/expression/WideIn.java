package dev.slipher.compute.expression;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.type.Datum;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** IN over 128-bit values. */
final class WideIn extends ConditionNode {
    private final Node operand;
    private final Values values;

    WideIn(Node operand, Values values) {
        this.operand = operand;
        this.values = values;
    }

    @Override
    void evaluate(Batch batch, int @Nullable [] selection, int count) {
        var vector = (Int128Vector) operand.evaluate(batch, selection, count);
        nulls = vector.nulls();
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            long bit = values.contains(vector.high()[row], vector.low()[row]) ? 1L : 0L;
            trues[row >>> 6] = trues[row >>> 6] & ~(1L << row) | bit << row;
        }
    }

    /** An open-addressing set; shared by all workers. */
    static final class Values {
        private final long[] high;
        private final long[] low;
        private final boolean[] taken;

        Values(List<Datum.Wide> values) {
            int size = Integer.highestOneBit(Math.max(4 * values.size(), 4));
            high = new long[size];
            low = new long[size];
            taken = new boolean[size];
            for (var value : values) {
                int slot = find(value.high(), value.low());
                high[slot] = value.high();
                low[slot] = value.low();
                taken[slot] = true;
            }
        }

        private boolean contains(long valueHigh, long valueLow) {
            return taken[find(valueHigh, valueLow)];
        }

        /** Returns the slot of a value, or the free one where it would be. */
        private int find(long valueHigh, long valueLow) {
            long hash = (valueLow * 0x9E3779B97F4A7C15L ^ valueHigh) * 0xBF58476D1CE4E5B9L;
            int slot = (int) (hash >>> 33) & taken.length - 1;
            while (taken[slot] && (high[slot] != valueHigh || low[slot] != valueLow)) {
                slot = slot + 1 & taken.length - 1;
            }
            return slot;
        }
    }
}
