package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowWrites;
import dev.slipher.compute.operator.Hashing;
import dev.slipher.compute.operator.Pieces;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;

/** One worker's side of a {@link Grouping} in one pipeline: finds the group of each row and adds to its states. */
final class GroupStep implements Step {
    /** Groups in a worker's table before it is cut into partitions, so that it stays in the second-level cache. */
    private static final int SMALL_TABLE_GROUPS = 1 << 15;

    /** Bytes of group rows before the same, if groups come again too seldom for a small table to gather them. */
    private static final int LARGE_TABLE_BYTES = 1 << 24;

    /** Rows for a group on average, below which a table is thought to have gathered nothing. */
    private static final int GATHERED_ROWS = 2;

    private final GroupInput input;
    private final GroupRows rows;
    private final WorkerGroups worker;
    private final Hashing hashing;
    private final GroupTable table;
    private final RowAppender local;
    private final DirectGroups direct;
    private final StateUpdates updates;
    private int mostGroups = SMALL_TABLE_GROUPS;
    private boolean isLargeInVain;
    /** Rows since the table was empty. */
    private long gatheredRows;

    private final Vector[] keys;
    private final int[] identity = new int[Batch.CAPACITY];
    private final long[] hashes = new long[Batch.CAPACITY];
    private final int[] addresses = new int[Batch.CAPACITY];
    private final int[] indexes = new int[Batch.CAPACITY];
    private final int[] missing = new int[Batch.CAPACITY];
    private final int[] missingAddresses = new int[Batch.CAPACITY];
    private final KeyRuns runs = new KeyRuns();
    private final int[] runAddresses = new int[Batch.CAPACITY];

    GroupStep(Grouping grouping, Worker worker, GroupInput input) {
        this.input = input;
        rows = grouping.rows();
        this.worker = new WorkerGroups(grouping, worker);
        hashing = new Hashing(input.keys());
        table = this.worker.table();
        local = this.worker.rows();
        keys = new Vector[input.keys().length];
        direct = new DirectGroups(input, grouping.expectedRows(), this.worker.account());
        updates = new StateUpdates(rows, input, local);
        for (var i = 0; i < identity.length; i++) {
            identity[i] = i;
        }
    }

    @Override
    public void push(Batch batch) {
        for (var k = 0; k < keys.length; k++) {
            keys[k] = batch.column(input.keys()[k]);
        }
        if (!Pieces.tryTake(batch, this::tryAdd)) {
            throw worker.refused();
        }
    }

    private boolean tryAdd(Batch batch) {
        var count = batch.selectedCount();
        var positions = batch.selection() == null ? identity : batch.selection();
        if (keys.length == 0) {
            if (!tryMakeRoom(batch)) {
                return false;
            }
            updates.updateOne(batch, onlyGroup());
            return true;
        }
        if (direct.index(keys, positions, count, indexes)) {
            if (rows.hasStringState() || direct.isAnyMissing(indexes, count)) {
                if (!tryMakeRoom(batch)) {
                    return false;
                }
                findMissing(batch, positions, count);
            }
            direct.addresses(indexes, count, addresses);
            updates.update(batch, positions, addresses, indexes, direct.size(), count);
        } else {
            if (!tryMakeRoom(batch)) {
                return false;
            }
            lookUp(batch, positions, count);
            updates.update(batch, positions, addresses, count);
        }
        gatheredRows += count;
        if (table.groupCount() > mostGroups) {
            growOrFlush();
        }
        return true;
    }

    private void lookUp(Batch batch, int[] positions, int count) {
        if (runs.find(keys, positions, count)) {
            var heads = runs.heads(positions);
            hash(batch, heads, runs.count());
            table.lookUp(keys, heads, hashes, runs.count(), runAddresses, local);
            runs.spread(runAddresses, addresses);
        } else {
            hashing.hash(batch, hashes);
            table.lookUp(keys, positions, hashes, count, addresses, local);
        }
    }

    /** Hashes some rows of a batch, whatever it selects. */
    private void hash(Batch batch, int[] positions, int count) {
        var selection = batch.selection();
        var selected = batch.selectedCount();
        batch.select(positions, count);
        hashing.hash(batch, hashes);
        if (selection == null) {
            batch.setRows(batch.rowCount());
        } else {
            batch.select(selection, selected);
        }
    }

    /** Goes on with a larger table if the small one has gathered next to nothing, else empties it. */
    private void growOrFlush() {
        var gathered = gatheredRows >= (long) GATHERED_ROWS * table.groupCount();
        var largest = LARGE_TABLE_BYTES / (8 * rows.layout().rowLongs());
        if (mostGroups == SMALL_TABLE_GROUPS && !gathered && !isLargeInVain && largest > SMALL_TABLE_GROUPS) {
            mostGroups = largest;
            return;
        }
        isLargeInVain |= mostGroups != SMALL_TABLE_GROUPS && !gathered;
        mostGroups = isLargeInVain ? SMALL_TABLE_GROUPS : mostGroups;
        worker.flush(mostGroups);
        forget();
    }

    private int onlyGroup() {
        if (table.groupCount() == 0) {
            hashes[0] = 0;
            table.lookUp(keys, identity, hashes, 1, addresses, local);
        }
        return addresses[0];
    }

    /** Looks up the groups that are missing in the array. */
    private void findMissing(Batch batch, int[] positions, int count) {
        var groups = direct.groups();
        var missed = 0;
        for (var i = 0; i < count; i++) {
            if (groups[indexes[i]] == 0) {
                groups[indexes[i]] = -1;
                missing[missed++] = i;
            }
        }
        if (missed > 0) {
            var missedPositions = new int[missed];
            for (var m = 0; m < missed; m++) {
                missedPositions[m] = positions[missing[m]];
            }
            hash(batch, missedPositions, missed);
            table.lookUp(keys, missedPositions, hashes, missed, missingAddresses, local);
            for (var m = 0; m < missed; m++) {
                groups[indexes[missing[m]]] = missingAddresses[m];
            }
        }
    }

    /** Reserves what the batch may need at most. */
    private boolean tryMakeRoom(Batch batch) {
        return worker.tryMakeRoom(() -> tryPrepare(batch), this::forget);
    }

    private void forget() {
        direct.clear();
        gatheredRows = 0;
    }

    private boolean tryPrepare(Batch batch) {
        var count = keys.length == 0 ? 1 : batch.selectedCount();
        var bytes = 0L;
        for (var k = 0; k < keys.length; k++) {
            bytes += RowWrites.bytesNeeded(local, k, keys[k], batch.selection(), batch.selectedCount());
        }
        if (rows.hasStringState()) {
            for (var argument : input.arguments()) {
                if (argument >= 0) {
                    bytes += RowWrites.stringBytes(batch.column(argument), batch.selection(), batch.selectedCount());
                }
            }
        }
        // Rows do with what the table leaves, which is of one size.
        return table.tryPrepare(count) && local.tryPrepare(count, bytes);
    }

    @Override
    public void finish() {
        direct.close();
        worker.finish();
    }
}
