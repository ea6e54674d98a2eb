package dev.slipher.compute.operator.join;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.KeyMatch;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Vector;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An open-addressing table, at most half full, of {@code upper half of the hash, lowest bit set | row address}; keys are
 * compared in the rows when those halves agree.
 */
final class HashedTable implements BuildTable {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long TAG_MASK = 0xFFFF_FFFF_0000_0000L;

    private final RowHeap heap;
    private final MemoryAccount account;
    private final int[] keyColumns;
    private long[] entries;
    private final AtomicBoolean repeats = new AtomicBoolean();

    private HashedTable(RowHeap heap, int[] keyColumns, long[] entries) {
        this.heap = heap;
        account = heap.account();
        this.keyColumns = keyColumns;
        this.entries = entries;
    }

    /** Makes a table for so many rows, or returns null if memory was refused. */
    static @Nullable HashedTable tryCreate(RowHeap heap, int[] keyColumns, long rowCount) {
        var size = entriesFor(rowCount);
        if (size > 1 << 30 || !heap.account().tryReserve(8 * size)) {
            return null;
        }
        return new HashedTable(heap, keyColumns, new long[(int) size]);
    }

    /** Returns the bytes of a table for so many rows. */
    static long bytesFor(long rowCount) {
        return 8 * entriesFor(rowCount);
    }

    private static long entriesFor(long rowCount) {
        return Math.max(64, Long.highestOneBit(Math.max(1, 2 * rowCount - 1)) << 1);
    }

    private static long tag(long hash) {
        return hash & 0xFFFF_FFFE_0000_0000L | 1L << 32;
    }

    @Override
    public void insert(RowAppender rows, int[] notNull, Worker worker) {
        var rowLongs = heap.layout().rowLongs();
        var pages = heap.pages();
        var repeated = false;
        for (var p = 0; p < rows.pageCount(); p++) {
            worker.checkpoint();
            var page = pages[rows.pageId(p)];
            var base = rows.pageId(p) << RowHeap.OFFSET_BITS;
            var used = rows.usedLongs(p);
            for (var offset = 0; offset + rowLongs <= used; offset += rowLongs) {
                if (!BuildTable.isLeftOut(heap, page, offset, notNull)) {
                    repeated |= insert(pages, page, offset, base | offset);
                }
            }
        }
        if (repeated) {
            repeats.set(true);
        }
    }

    /** Returns whether there was a row of the same key already. */
    private boolean insert(long[][] pages, long[] page, int offset, int address) {
        var hash = page[offset + BuildRows.HASH_SLOT];
        var tag = tag(hash);
        var mask = entries.length - 1;
        var slot = (int) hash & mask;
        while (true) {
            var entry = (long) LONGS.getAcquire(entries, slot);
            if (entry == 0) {
                page[offset + BuildRows.NEXT_SLOT] = 0;
                if (LONGS.compareAndSet(entries, slot, 0L, tag | address & 0xFFFF_FFFFL)) {
                    return false;
                }
            } else if ((entry & TAG_MASK) == tag && KeyMatch.rowsEqual(heap, pages, (int) entry, address, keyColumns)) {
                page[offset + BuildRows.NEXT_SLOT] = entry & 0xFFFF_FFFFL;
                if (LONGS.compareAndSet(entries, slot, entry, tag | address & 0xFFFF_FFFFL)) {
                    return true;
                }
            } else {
                slot = slot + 1 & mask;
            }
        }
    }

    @Override
    public boolean isUnique() {
        return !repeats.get();
    }

    @Override
    public boolean usesHashes() {
        return true;
    }

    @Override
    public String form() {
        return "hash join";
    }

    @Override
    public void find(Vector[] keys, int[] positions, long[] hashes, int count, int[] addresses, ProbeScratch scratch) {
        var mask = entries.length - 1;
        var slots = scratch.slots;
        var pending = scratch.pending;
        for (var i = 0; i < count; i++) {
            slots[i] = (int) hashes[i] & mask;
            pending[i] = i;
        }
        var remaining = count;
        while (remaining > 0) {
            var compared = candidates(entries, hashes, remaining, addresses, positions, scratch);
            if (compared == 0) {
                return;
            }
            Arrays.fill(scratch.equal, 0, compared, true);
            for (var k = 0; k < keys.length; k++) {
                KeyMatch.match(
                        heap,
                        keyColumns[k],
                        keys[k],
                        scratch.candidatePositions,
                        scratch.candidateAddresses,
                        compared,
                        scratch.equal);
            }
            remaining = 0;
            for (var c = 0; c < compared; c++) {
                var i = pending[c];
                if (scratch.equal[c]) {
                    addresses[i] = scratch.candidateAddresses[c];
                } else {
                    slots[i] = slots[i] + 1 & mask;
                    pending[remaining++] = i;
                }
            }
        }
    }

    /** Walks each pending key on to an entry of its tag; pending keys that meet an empty one are done. */
    private static int candidates(
            long[] entries, long[] hashes, int remaining, int[] addresses, int[] positions, ProbeScratch scratch) {
        var mask = entries.length - 1;
        var compared = 0;
        for (var p = 0; p < remaining; p++) {
            var i = scratch.pending[p];
            var tag = tag(hashes[i]);
            var slot = scratch.slots[i];
            var entry = entries[slot];
            while (entry != 0 && (entry & TAG_MASK) != tag) {
                slot = slot + 1 & mask;
                entry = entries[slot];
            }
            scratch.slots[i] = slot;
            if (entry == 0) {
                addresses[i] = 0;
            } else {
                scratch.candidateAddresses[compared] = (int) entry;
                scratch.candidatePositions[compared] = positions[i];
                scratch.pending[compared++] = i;
            }
        }
        return compared;
    }

    @Override
    public void close() {
        account.release(8L * entries.length);
        entries = new long[0];
    }
}
