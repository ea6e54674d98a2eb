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

/**
 * Row addresses by the rank of one integral key among those that occur, which a bitmap over the keys' range tells: no
 * hashing, no comparing, and little memory although few values of the range occur (Jacobson, "Space-efficient Static
 * Trees and Graphs", 1989).
 */
final class RankedTable implements BuildTable {
    private final MemoryAccount account;
    private final long reservedBytes;
    private final int keySlot;
    private final long min;
    private long[] bits;
    /** By word of the bitmap, how many bits are set in those before it. */
    private int[] ranks;

    private int[] heads;
    private final AtomicBoolean repeats = new AtomicBoolean();

    private RankedTable(
            MemoryAccount account, long reservedBytes, int keySlot, long min, long[] bits, int[] ranks, int keys) {
        this.account = account;
        this.reservedBytes = reservedBytes;
        this.keySlot = keySlot;
        this.min = min;
        this.bits = bits;
        this.ranks = ranks;
        heads = new int[keys];
    }

    /**
     * Makes a table for keys from {@code min} on, or returns null if memory was refused.
     *
     * @param bits bit {@code i & 63} of word {@code i >> 6} says whether {@code min + i} occurs; it changes no more
     */
    static @Nullable RankedTable tryCreate(MemoryAccount account, int keySlot, long min, long[] bits) {
        var count = 0L;
        for (var word : bits) {
            count += Long.bitCount(word);
        }
        var bytes = Integer.BYTES * (bits.length + count);
        if (count > Integer.MAX_VALUE - 16 || !account.tryReserve(bytes)) {
            return null;
        }
        var ranks = new int[bits.length];
        var rank = 0;
        for (var i = 0; i < ranks.length; i++) {
            ranks[i] = rank;
            rank += Long.bitCount(bits[i]);
        }
        return new RankedTable(account, bytes, keySlot, min, bits, ranks, rank);
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
                repeated |= BuildTable.push(heads, rank(bits, ranks, page[offset + keySlot] - min), page, base, offset);
            }
        }
        if (repeated) {
            repeats.set(true);
        }
    }

    private static int rank(long[] bits, int[] ranks, long index) {
        var word = (int) (index >>> 6);
        return ranks[word] + Long.bitCount(bits[word] & (1L << index) - 1);
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
        return "ranked join";
    }

    @Override
    public void find(Vector[] keys, int[] positions, long[] hashes, int count, int[] addresses, ProbeScratch scratch) {
        switch (keys[0]) {
            case IntVector v -> {
                var values = v.values();
                for (var i = 0; i < count; i++) {
                    addresses[i] = at(bits, ranks, heads, values[positions[i]] - min);
                }
            }
            case LongVector v -> {
                var values = v.values();
                for (var i = 0; i < count; i++) {
                    addresses[i] = at(bits, ranks, heads, values[positions[i]] - min);
                }
            }
            default -> {
                var key = count == 0 ? 0 : Vectors.longAt(keys[0], 0);
                for (var i = 0; i < count; i++) {
                    addresses[i] = at(bits, ranks, heads, key - min);
                }
            }
        }
    }

    private static int at(long[] bits, int[] ranks, int[] heads, long index) {
        if (index < 0 || index >>> 6 >= bits.length || (bits[(int) (index >>> 6)] >>> index & 1) == 0) {
            return 0;
        }
        return heads[rank(bits, ranks, index)];
    }

    @Override
    public void close() {
        account.release(reservedBytes);
        bits = new long[0];
        ranks = new int[0];
        heads = new int[0];
    }
}
