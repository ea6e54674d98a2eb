package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.memory.RowWrites;
import dev.slipher.compute.operator.KeyMatch;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import java.util.Arrays;

/**
 * One worker's open-addressing table of group rows. An entry is the upper half of the hash, its lowest bit set, over the
 * row's address; a batch is looked up in rounds, each of which compares all candidates a column at a time.
 */
final class GroupTable implements AutoCloseable {
    private static final int FIRST_ENTRIES = 1 << 8;
    private static final int MAX_ENTRIES = 1 << 30;

    private final GroupRows rows;
    private final RowHeap heap;
    private final MemoryAccount account;
    private long[] entries = new long[0];
    private int groupCount;

    private int[] pending = new int[Batch.CAPACITY];
    private int[] again = new int[Batch.CAPACITY];
    private final int[] slots = new int[Batch.CAPACITY];
    private final int[] freshAddresses = new int[Batch.CAPACITY];
    private final int[] freshRows = new int[Batch.CAPACITY];
    private final int[] freshPositions = new int[Batch.CAPACITY];
    private final int[] candidates = new int[Batch.CAPACITY];
    private final int[] candidateAddresses = new int[Batch.CAPACITY];
    private final int[] candidatePositions = new int[Batch.CAPACITY];
    private final boolean[] equal = new boolean[Batch.CAPACITY];

    GroupTable(GroupRows rows, RowHeap heap, MemoryAccount account) {
        this.rows = rows;
        this.heap = heap;
        this.account = account;
    }

    /** Returns the bytes of a table that was prepared for so many groups at once. */
    static long bytesFor(long groups) {
        return 8L * entriesFor(2 * groups);
    }

    private static long entriesFor(long needed) {
        return Math.max(FIRST_ENTRIES, Long.highestOneBit(needed - 1) << 1);
    }

    int groupCount() {
        return groupCount;
    }

    /**
     * Makes room for so many more groups.
     *
     * @return false if memory was refused
     */
    boolean tryPrepare(int more) {
        var needed = 2L * (groupCount + more);
        if (needed <= entries.length) {
            return true;
        }
        var wanted = entriesFor(needed);
        if (wanted > MAX_ENTRIES || !account.tryReserve(8 * wanted)) {
            return false;
        }
        var size = (int) wanted;
        var old = entries;
        entries = new long[size];
        var pages = heap.pages();
        for (var entry : old) {
            if (entry != 0) {
                var address = (int) entry;
                var hash =
                        pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + GroupRows.HASH_SLOT];
                var slot = (int) hash & size - 1;
                while (entries[slot] != 0) {
                    slot = slot + 1 & size - 1;
                }
                entries[slot] = entry;
            }
        }
        account.release(8L * old.length);
        return true;
    }

    /** Forgets all groups, whose rows stay in the heap, and is large enough for {@code next} others but not much larger. */
    void clear(int next) {
        var size = Integer.highestOneBit(2 * next - 1) << 2;
        if (entries.length > 2 * size) {
            account.release(8L * (entries.length - size));
            entries = new long[size];
        } else {
            Arrays.fill(entries, 0);
        }
        groupCount = 0;
    }

    private static long tag(long hash) {
        return hash & 0xFFFF_FFFE_0000_0000L | 1L << 32;
    }

    /**
     * Finds or adds the group of each key.
     *
     * @param keys the key's columns
     * @param positions the keys' positions in them
     * @param hashes by key
     * @param addresses by key, filled with the group's row
     * @param appender takes new groups; room for all keys was prepared in it and here
     */
    void lookUp(Vector[] keys, int[] positions, long[] hashes, int count, int[] addresses, RowAppender appender) {
        var remaining = count;
        var mask = entries.length - 1;
        for (var i = 0; i < count; i++) {
            pending[i] = i;
            slots[i] = (int) hashes[i] & mask;
        }
        while (remaining > 0) {
            remaining = round(keys, positions, hashes, remaining, addresses, appender);
            var swap = pending;
            pending = again;
            again = swap;
        }
    }

    private int round(
            Vector[] keys, int[] positions, long[] hashes, int remaining, int[] addresses, RowAppender appender) {
        var mask = entries.length - 1;
        var fresh = 0;
        var compared = 0;
        for (var p = 0; p < remaining; p++) {
            var i = pending[p];
            var tag = tag(hashes[i]);
            var slot = slots[i];
            var entry = entries[slot];
            while (entry != 0 && (entry & 0xFFFF_FFFF_0000_0000L) != tag) {
                slot = slot + 1 & mask;
                entry = entries[slot];
            }
            slots[i] = slot;
            if (entry == 0) {
                var address = appender.allocate();
                entries[slot] = tag | address & 0xFFFF_FFFFL;
                addresses[i] = address;
                freshAddresses[fresh] = address;
                freshRows[fresh] = i;
                freshPositions[fresh++] = positions[i];
            } else {
                candidates[compared] = i;
                candidatePositions[compared] = positions[i];
                candidateAddresses[compared++] = (int) entry;
            }
        }
        if (fresh > 0) {
            writeNew(keys, hashes, fresh, appender);
        }
        if (compared == 0) {
            return 0;
        }
        Arrays.fill(equal, 0, compared, true);
        for (var k = 0; k < keys.length; k++) {
            KeyMatch.match(heap, k, keys[k], candidatePositions, candidateAddresses, compared, equal);
        }
        var left = 0;
        for (var c = 0; c < compared; c++) {
            var i = candidates[c];
            addresses[i] = candidateAddresses[c];
            if (!equal[c]) {
                slots[i] = slots[i] + 1 & mask;
                again[left++] = i;
            }
        }
        return left;
    }

    private void writeNew(Vector[] keys, long[] hashes, int fresh, RowAppender appender) {
        groupCount += fresh;
        writeKeys(rows, appender, keys, freshPositions, freshAddresses, fresh);
        var pages = heap.pages();
        for (var f = 0; f < fresh; f++) {
            var address = freshAddresses[f];
            pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + GroupRows.HASH_SLOT] =
                    hashes[freshRows[f]];
        }
    }

    /** Fills new group rows: their key, and states in which nothing was aggregated. */
    static void writeKeys(
            GroupRows rows, RowAppender appender, Vector[] keys, int[] positions, int[] addresses, int count) {
        var heap = appender.heap();
        RowWrites.clearNulls(heap, addresses, count);
        var pages = heap.pages();
        var first = rows.firstStateSlot();
        var end = rows.layout().rowLongs();
        if (first < end) {
            for (var i = 0; i < count; i++) {
                var offset = addresses[i] & RowHeap.OFFSET_MASK;
                Arrays.fill(pages[addresses[i] >>> RowHeap.OFFSET_BITS], offset + first, offset + end, 0);
            }
        }
        for (var k = 0; k < keys.length; k++) {
            RowWrites.write(appender, k, keys[k], positions, addresses, count);
        }
    }

    /**
     * Adds a finished row of the heap, or its states to those of the row that already stands for its group.
     *
     * @return whether the row itself now stands for its group; room for it was prepared
     */
    boolean merge(int address) {
        var pages = heap.pages();
        var hash = pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + GroupRows.HASH_SLOT];
        var tag = tag(hash);
        var mask = entries.length - 1;
        var slot = (int) hash & mask;
        while (true) {
            var entry = entries[slot];
            if (entry == 0) {
                entries[slot] = tag | address & 0xFFFF_FFFFL;
                groupCount++;
                return true;
            }
            if ((entry & 0xFFFF_FFFF_0000_0000L) == tag
                    && KeyMatch.rowsEqual(heap, pages, (int) entry, address, rows.keyColumns())) {
                var accumulators = rows.accumulators();
                for (var c = 0; c < accumulators.size(); c++) {
                    accumulators.get(c).merge(heap, rows.slot(c), (int) entry, address);
                }
                return false;
            }
            slot = slot + 1 & mask;
        }
    }

    /** Gives the entries' memory back; the rows stay. */
    @Override
    public void close() {
        account.release(8L * entries.length);
        entries = new long[0];
        groupCount = 0;
    }
}
