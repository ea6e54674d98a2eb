package dev.slipher.compute.operator.join;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.memory.RowWrites;
import dev.slipher.compute.operator.Hashing;
import dev.slipher.compute.operator.Pieces;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import java.util.Arrays;

/** Collects one worker's build rows with their hashes; rows that can neither match nor be put out are left out. */
final class BuildStep implements Step {
    private final JoinBuild build;
    private final JoinSpec spec;
    private final Worker worker;
    private final MemoryAccount account;
    private final RowAppender rows;
    private final Hashing hashing;
    private final long[] hashes = new long[Batch.CAPACITY];
    private final int[] addresses = new int[Batch.CAPACITY];
    private final int[] kept = new int[Batch.CAPACITY];
    private long rowCount;
    /** By key, the least and the greatest value of those whose range is kept. */
    private final long[] min;

    private final long[] max;
    private boolean hasNullKey;

    BuildStep(JoinBuild build, Worker worker) {
        this.build = build;
        this.worker = worker;
        spec = build.spec();
        account = build.account(worker);
        rows = new RowAppender(build.heap(), account);
        hashing = new Hashing(spec.buildKeys());
        min = new long[spec.buildKeys().length];
        max = new long[min.length];
        Arrays.fill(min, Long.MAX_VALUE);
        Arrays.fill(max, Long.MIN_VALUE);
    }

    @Override
    public void push(Batch batch) {
        rowCount += batch.selectedCount();
        dropNullKeys(batch);
        if (batch.selectedCount() > 0 && !Pieces.tryTake(batch, this::tryAdd)) {
            throw account.refused(8L * spec.layout().rowLongs(), "the build side of a join");
        }
    }

    private boolean tryAdd(Batch batch) {
        if (!tryMakeRoom(batch)) {
            return false;
        }
        add(batch);
        return true;
    }

    private void add(Batch batch) {
        var count = batch.selectedCount();
        hashing.hash(batch, hashes);
        rows.append(batch, addresses);
        var pages = build.heap().pages();
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var offset = addresses[i] & RowHeap.OFFSET_MASK;
            page[offset + BuildRows.NEXT_SLOT] = 0;
            page[offset + BuildRows.HASH_SLOT] = hashes[i];
        }
        for (var k = 0; k < min.length; k++) {
            if (build.keyFilters()[k] != null) {
                widenRange(k, batch);
            }
        }
    }

    /** Reserves what the batch needs; if that is refused, rows go to disk, this worker's first. */
    private boolean tryMakeRoom(Batch batch) {
        if (tryPrepare(batch)) {
            return true;
        }
        build.spill(rows, worker);
        if (tryPrepare(batch)) {
            return true;
        }
        build.spillHanded(worker);
        return tryPrepare(batch);
    }

    private boolean tryPrepare(Batch batch) {
        return rows.tryPrepare(
                batch.selectedCount(),
                RowWrites.bytesNeeded(rows, batch, spec.layout().columnCount()));
    }

    private void dropNullKeys(Batch batch) {
        for (var column : spec.notNullBuild()) {
            var nulls = batch.column(column).nulls();
            if (nulls == null) {
                continue;
            }
            var selection = batch.selection();
            var count = 0;
            for (var i = 0; i < batch.selectedCount(); i++) {
                var row = selection == null ? i : selection[i];
                if ((nulls[row >>> 6] >>> row & 1) == 0) {
                    kept[count++] = row;
                }
            }
            hasNullKey |= count < batch.selectedCount();
            if (!spec.keepsBuildRows()) {
                batch.select(kept, count);
            }
        }
    }

    private void widenRange(int key, Batch batch) {
        var column = batch.column(spec.buildKeys()[key]);
        var nulls = column.nulls();
        var selection = batch.selection();
        var least = min[key];
        var greatest = max[key];
        for (var i = 0; i < batch.selectedCount(); i++) {
            var row = selection == null ? i : selection[i];
            if (nulls == null || (nulls[row >>> 6] >>> row & 1) == 0) {
                var value = switch (column) {
                    case IntVector v -> v.values()[row];
                    case LongVector v -> v.values()[row];
                    default -> Vectors.longAt(column, row);
                };
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
            }
        }
        min[key] = least;
        max[key] = greatest;
    }

    @Override
    public void finish() {
        for (var k = 0; k < min.length; k++) {
            var filter = build.keyFilters()[k];
            if (filter != null) {
                filter.widen(min[k], max[k]);
            }
        }
        build.hand(rows, rowCount, hasNullKey);
    }
}
