package dev.slipher.storage.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the different strings of a chunk and gives them codes in the order of their values.
 *
 * <p>Strings that differ only in trailing blanks are different entries, next to each other, the shorter one first.
 */
final class DictionaryBuilder {
    /** The most entries; codes fit a short. */
    static final int MAX_ENTRIES = 1 << 16;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** From this row on, more new strings than a share of the rows end the attempt. */
    private static final int TRIAL_ROWS = 2_048;

    private static final double TRIAL_SHARE = 0.6;

    private static final int INITIAL_ENTRIES = 1 << 8;

    private int[] starts = new int[INITIAL_ENTRIES];
    private int[] ends = new int[INITIAL_ENTRIES];
    /** Hashes of the entries; short entries are equal if their lengths and hashes are. */
    private long[] hashes = new long[INITIAL_ENTRIES];

    private int[] slots = new int[4 * INITIAL_ENTRIES];
    private int size;
    private long entryBytes;

    int size() {
        return size;
    }

    /** Returns the total length of all entries. */
    long entryBytes() {
        return entryBytes;
    }

    int start(int code) {
        return starts[code];
    }

    int end(int code) {
        return ends[code];
    }

    static long hash(byte[] bytes, int from, int to) {
        var length = to - from;
        if (length <= Long.BYTES) {
            // Distinct for distinct strings of one length, as each step can be undone.
            var word = length == 0 ? 0 : (long) LONGS.get(bytes, from) & -1L >>> (64 - 8 * length);
            return mix(word + length * 0x9E3779B97F4A7C15L);
        }
        var hash = length * 0x9E3779B97F4A7C15L;
        var at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(bytes, at));
        }
        if (at < to) {
            hash = mix(hash ^ ((long) LONGS.get(bytes, at) & -1L >>> (64 - 8 * (to - at))));
        }
        return hash;
    }

    private static long mix(long value) {
        var product = (value ^ value >>> 32) * 0xD6E8FEB86659FD93L;
        return product ^ product >>> 29;
    }

    /**
     * Gives each row the code of its string, in the order of first appearance; null rows get that of the row before.
     *
     * @param bytes with 8 more bytes than the strings take
     * @param codes filled with the codes
     * @return whether there are at most {@code maxEntries} and at least one, and few for the rows; if not, all is void
     */
    boolean tryBuild(byte[] bytes, int[] offsets, int rows, long[] nulls, int maxEntries, int[] codes) {
        size = 0;
        entryBytes = 0;
        Arrays.fill(slots, 0);
        var code = 0;
        for (var row = 0; row < rows; row++) {
            if ((nulls[row >>> 6] >>> row & 1) == 0) {
                var from = offsets[row];
                var to = offsets[row + 1];
                code = find(bytes, from, to);
                if (code < 0) {
                    if (size == maxEntries || row >= TRIAL_ROWS && size > TRIAL_SHARE * row) {
                        return false;
                    }
                    code = add(bytes, from, to);
                }
            }
            codes[row] = code;
        }
        if (size == 0) {
            add(bytes, 0, 0);
        }
        return true;
    }

    private int find(byte[] bytes, int from, int to) {
        var hash = hash(bytes, from, to);
        for (var slot = (int) hash & slots.length - 1; slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
            var code = slots[slot] - 1;
            if (hashes[code] == hash && isEqual(bytes, code, from, to)) {
                return code;
            }
        }
        return -1;
    }

    private boolean isEqual(byte[] bytes, int code, int from, int to) {
        var length = to - from;
        return length == ends[code] - starts[code]
                && (length <= Long.BYTES || Arrays.equals(bytes, starts[code], ends[code], bytes, from, to));
    }

    private int add(byte[] bytes, int from, int to) {
        if (size == starts.length) {
            grow();
        }
        starts[size] = from;
        ends[size] = to;
        hashes[size] = hash(bytes, from, to);
        entryBytes += to - from;
        insert(size);
        return size++;
    }

    private void grow() {
        starts = Arrays.copyOf(starts, 2 * size);
        ends = Arrays.copyOf(ends, 2 * size);
        hashes = Arrays.copyOf(hashes, 2 * size);
        slots = new int[4 * starts.length];
        for (var code = 0; code < size; code++) {
            insert(code);
        }
    }

    private void insert(int code) {
        var slot = (int) hashes[code] & slots.length - 1;
        while (slots[slot] != 0) {
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = code + 1;
    }

    /**
     * Sorts the entries by their values and renames the codes.
     *
     * @param ignoreBlanks whether trailing blanks do not count
     * @return whether no two entries are equal
     */
    boolean sort(byte[] bytes, boolean ignoreBlanks, int[] codes, int rows) {
        var order = new int[size];
        Arrays.setAll(order, code -> code);
        var compared = new int[size];
        for (var code = 0; code < size; code++) {
            compared[code] = ignoreBlanks ? StringComparison.strippedEnd(bytes, starts[code], ends[code]) : ends[code];
        }
        mergeSort(bytes, compared, order, new int[size], 0, size);
        var renamed = new int[size];
        var distinct = true;
        for (var rank = 0; rank < size; rank++) {
            renamed[order[rank]] = rank;
            if (rank > 0 && compare(bytes, compared, order[rank - 1], order[rank]) == 0) {
                distinct = false;
            }
        }
        for (var row = 0; row < rows; row++) {
            codes[row] = renamed[codes[row]];
        }
        permute(starts, order);
        permute(ends, order);
        return distinct;
    }

    private static void permute(int[] values, int[] order) {
        var permuted = new int[order.length];
        for (var rank = 0; rank < order.length; rank++) {
            permuted[rank] = values[order[rank]];
        }
        System.arraycopy(permuted, 0, values, 0, order.length);
    }

    private int compare(byte[] bytes, int[] compared, int left, int right) {
        return StringComparison.compare(bytes, starts[left], compared[left], bytes, starts[right], compared[right]);
    }

    private void mergeSort(byte[] bytes, int[] compared, int[] order, int[] spare, int from, int to) {
        if (to - from < 2) {
            return;
        }
        var middle = from + to >>> 1;
        mergeSort(bytes, compared, order, spare, from, middle);
        mergeSort(bytes, compared, order, spare, middle, to);
        System.arraycopy(order, from, spare, from, to - from);
        var left = from;
        var right = middle;
        for (var out = from; out < to; out++) {
            var takeLeft = right == to || left < middle && precedes(bytes, compared, spare[left], spare[right]);
            order[out] = takeLeft ? spare[left++] : spare[right++];
        }
    }

    private boolean precedes(byte[] bytes, int[] compared, int left, int right) {
        var order = compare(bytes, compared, left, right);
        return order < 0 || order == 0 && ends[left] - starts[left] <= ends[right] - starts[right];
    }
}
