package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import org.jspecify.annotations.Nullable;

/**
 * Adds the arguments of a batch to the states of its rows' groups. Where a batch has few groups their rows are listed by
 * group first, and each call then adds up in registers.
 */
final class StateUpdates {
    private static final int FEW_GROUPS = 8;
    private static final int MAX_FEW_INDEXES = 1 << 14;
    private static final IntVector NO_VALUES = IntVector.allocate(0);

    private final GroupRows rows;
    private final GroupInput input;
    private final RowAppender appender;
    private final @Nullable ConstantVector[] constants;
    private final Vector[] flatConstants;
    private final int[] scratch = new int[Batch.CAPACITY];
    private final int[] keptPositions = new int[Batch.CAPACITY];
    private final int[] keptAddresses = new int[Batch.CAPACITY];
    private final int[] fewAddresses = new int[FEW_GROUPS];
    private final int[] fewCounts = new int[FEW_GROUPS];
    private final int[][] fewPositions = new int[FEW_GROUPS][Batch.CAPACITY];
    private final int[] fewIndexes = new int[FEW_GROUPS];
    /** By index, 1 more than the number of the group in the batch at hand; 0 between batches. */
    private byte[] fewOfIndex = new byte[0];

    private int keptCount;

    StateUpdates(GroupRows rows, GroupInput input, RowAppender appender) {
        this.rows = rows;
        this.input = input;
        this.appender = appender;
        constants = new ConstantVector[rows.accumulators().size()];
        flatConstants = new Vector[constants.length];
    }

    /**
     * Adds the rows at {@code positions} to the groups at {@code addresses}.
     *
     * @param positions as many as {@code count}, which is that of the batch's selected rows
     */
    void update(Batch batch, int[] positions, int[] addresses, int count) {
        updateFewOrAll(batch, groupFew(positions, addresses, count), positions, addresses, count);
    }

    private void updateFewOrAll(Batch batch, int groups, int[] positions, int[] addresses, int count) {
        if (groups > 0) {
            for (var g = 0; g < groups; g++) {
                updateOne(batch, fewPositions[g], fewCounts[g], fewAddresses[g]);
            }
            return;
        }
        for (var call = 0; call < rows.accumulators().size(); call++) {
            if (input.arguments()[call] != GroupInput.NOT_SERVED) {
                updateCall(batch, call, positions, addresses, count);
            }
        }
    }

    /**
     * As {@link #update(Batch, int[], int[], int)}, with an index below {@code indexCount} for each row, the same for rows
     * of the same group.
     */
    void update(Batch batch, int[] positions, int[] addresses, int[] indexes, int indexCount, int count) {
        if (indexCount > MAX_FEW_INDEXES) {
            update(batch, positions, addresses, count);
            return;
        }
        if (fewOfIndex.length < indexCount) {
            fewOfIndex = new byte[indexCount];
        }
        updateFewOrAll(batch, groupFew(positions, addresses, indexes, count), positions, addresses, count);
    }

    /** Adds all selected rows to one group. */
    void updateOne(Batch batch, int address) {
        updateOne(batch, batch.selection(), batch.selectedCount(), address);
    }

    private void updateOne(Batch batch, int @Nullable [] positions, int count, int address) {
        for (var call = 0; call < rows.accumulators().size(); call++) {
            if (input.arguments()[call] == GroupInput.NOT_SERVED) {
                continue;
            }
            var accumulator = rows.accumulators().get(call);
            var argument = argument(batch, call);
            var chosen = positions;
            var chosenCount = count;
            if (mustChoose(accumulator, argument, call)) {
                choose(batch, call, argument, accumulator.skipsNulls(), positions, null, count);
                chosen = keptPositions;
                chosenCount = keptCount;
            }
            if (chosenCount > 0) {
                accumulator.updateOne(appender, rows.slot(call), argument, chosen, address, scratch, chosenCount);
            }
        }
    }

    private void updateCall(Batch batch, int call, int[] positions, int[] addresses, int count) {
        var accumulator = rows.accumulators().get(call);
        var argument = argument(batch, call);
        if (mustChoose(accumulator, argument, call)) {
            choose(batch, call, argument, accumulator.skipsNulls(), positions, addresses, count);
            accumulator.update(appender, rows.slot(call), argument, keptPositions, keptAddresses, keptCount);
        } else {
            accumulator.update(appender, rows.slot(call), argument, positions, addresses, count);
        }
    }

    private boolean mustChoose(Accumulator accumulator, Vector argument, int call) {
        return input.filters()[call] >= 0 || accumulator.skipsNulls() && argument.nulls() != null;
    }

    private Vector argument(Batch batch, int call) {
        var column = input.arguments()[call];
        if (column < 0) {
            return NO_VALUES;
        }
        var vector = batch.column(column);
        if (!(vector instanceof ConstantVector constant)) {
            return vector;
        }
        if (constants[call] == null || !constants[call].value().equals(constant.value())) {
            constants[call] = constant;
            flatConstants[call] = Vectors.flatten(constant);
        }
        return flatConstants[call];
    }

    /** Keeps the rows whose argument is not null, if that matters, and that pass the call's filter. */
    private void choose(
            Batch batch,
            int call,
            Vector argument,
            boolean skipsNulls,
            int @Nullable [] positions,
            int @Nullable [] addresses,
            int count) {
        var nulls = skipsNulls ? argument.nulls() : null;
        var filter = input.filters()[call] < 0 ? null : batch.column(input.filters()[call]);
        var kept = 0;
        for (var i = 0; i < count; i++) {
            var row = positions == null ? i : positions[i];
            if ((nulls == null || (nulls[row >>> 6] >>> row & 1) == 0) && (filter == null || isTrue(filter, row))) {
                keptPositions[kept] = row;
                if (addresses != null) {
                    keptAddresses[kept] = addresses[i];
                }
                kept++;
            }
        }
        keptCount = kept;
    }

    private static boolean isTrue(Vector filter, int row) {
        return !filter.isNull(row)
                && switch (filter) {
                    case IntVector v -> v.values()[row] != 0;
                    case ConstantVector v -> v.value().equals(new Datum.Integral(1));
                    default -> throw new IllegalStateException("not a boolean: " + filter);
                };
    }

    /** Lists the rows of each group, or returns 0 if there are more than a few groups. */
    private int groupFew(int[] positions, int[] addresses, int count) {
        var groups = 0;
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var g = 0;
            while (g < groups && fewAddresses[g] != address) {
                g++;
            }
            if (g == groups) {
                if (groups == FEW_GROUPS) {
                    return 0;
                }
                fewAddresses[groups] = address;
                fewCounts[groups++] = 0;
            }
            fewPositions[g][fewCounts[g]++] = positions[i];
        }
        return groups;
    }

    private int groupFew(int[] positions, int[] addresses, int[] indexes, int count) {
        var groups = 0;
        var row = 0;
        for (; row < count; row++) {
            var index = indexes[row];
            var g = fewOfIndex[index] - 1;
            if (g < 0) {
                if (groups == FEW_GROUPS) {
                    break;
                }
                g = groups++;
                fewOfIndex[index] = (byte) groups;
                fewIndexes[g] = index;
                fewAddresses[g] = addresses[row];
                fewCounts[g] = 0;
            }
            fewPositions[g][fewCounts[g]++] = positions[row];
        }
        for (var g = 0; g < groups; g++) {
            fewOfIndex[fewIndexes[g]] = 0;
        }
        return row < count ? 0 : groups;
    }
}
