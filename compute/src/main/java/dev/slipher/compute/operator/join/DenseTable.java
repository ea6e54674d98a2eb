package dev.slipher.compute.operator.join;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An array of row addresses over the whole range of one integral key: no hashing, no comparing. */
final class DenseTable implements BuildTable {
    private final MemoryAccount account;
    private final int keySlot;
    private final long min;
    private int[] heads;
    private final AtomicBoolean repeats = new AtomicBoolean();

    private DenseTable(MemoryAccount account, int keySlot, long min, int[] heads) {
        this.account = account;
        this.keySlot = keySlot;
        this.min = min;
        this.heads = heads;
    }

    /** Makes a table for keys from {@code min} to {@code max}, or returns null if memory was refused. */
    static @Nullable DenseTable tryCreate(MemoryAccount account, int keySlot, long min, long max) {
        var size = (int) (max - min + 1);
        if (!account.tryReserve(4L * size)) {
            return null;
        }
        return new DenseTable(account, keySlot, min, new int[size]);
    }

    @Override
    public void insert(RowAppender rows, int[] notNull, Worker worker) {
        var heap = rows.heap();
        var rowLongs = heap.layout().rowLongs();
        var repeated = false;
        for (var p = 0; p < rows.pageCount(); p++) {
            worker.checkpoint();
            var page = heap.pages()[rows.pageId(p)];
            var base = rows.pageId(p) << RowHeap.OFFSET_BITS;
            var used = rows.usedLongs(p);
            for (var offset = 0; offset + rowLongs <= used; offset += rowLongs) {
                if (BuildTable.isLeftOut(heap, page, offset, notNull)) {
                    continue;
                }
                repeated |= BuildTable.push(heads, (int) (page[offset + keySlot] - min), page, base, offset);
            }
        }
        if (repeated) {
            repeats.set(true);
        }
    }

    @Override
    public boolean isUnique() {
        return !repeats.get();
    }

    @Override
    public boolean usesHashes() {
        return false;
    }

    @Override
    public String form() {
        return "dense join";
    }

    @Override
    public void find(Vector[] keys, int[] positions, long[] hashes, int count, int[] addresses, ProbeScratch scratch) {
        switch (keys[0]) {
            case IntVector v -> findInts(heads, min, v.values(), positions, count, addresses);
            case LongVector v -> findLongs(heads, min, v.values(), positions, count, addresses);
            default -> {
                var key = count == 0 ? 0 : Vectors.longAt(keys[0], 0);
                for (var i = 0; i < count; i++) {
                    addresses[i] = at(heads, key - min);
                }
            }
        }
    }

    private static void findInts(int[] heads, long min, int[] keys, int[] positions, int count, int[] addresses) {
        for (var i = 0; i < count; i++) {
            addresses[i] = at(heads, keys[positions[i]] - min);
        }
    }

    private static void findLongs(int[] heads, long min, long[] keys, int[] positions, int count, int[] addresses) {
        for (var i = 0; i < count; i++) {
            addresses[i] = at(heads, keys[positions[i]] - min);
        }
    }

    private static int at(int[] heads, long index) {
        return index >= 0 && index < heads.length ? heads[(int) index] : 0;
    }

    @Override
    public void close() {
        account.release(4L * heads.length);
        heads = new int[0];
    }
}
