package dev.slipher.compute.operator.sort;

import dev.slipher.compute.memory.AddressList;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.Worker;

/**
 * Sorts addresses by prefix, least significant byte first as in a radix sort that skips bytes all prefixes share, then
 * each stretch of equal prefixes: long ones of strings by the bytes behind those that the stretch has in common, in the
 * same way, all others by comparing rows.
 */
final class RowSorter {
    private static final int INSERTION_ROWS = 12;

    /** Rows from which on a stretch of strings is sorted by further bytes, as counting 256 digits costs something. */
    private static final int RADIX_ROWS = 1 << 8;

    /** How many times that is done for a row: strings may share many a stretch of bytes. */
    private static final int MOST_LEVELS = 4;

    /** Rows that are moved, one after the other, or compared before the query may be cancelled. */
    private static final int MOVED_ROWS = 1 << 16;

    private static final int COMPARED_ROWS = 1 << 12;

    /** Bytes that {@link #sort} needs a row besides the addresses. */
    static final int SCRATCH_BYTES = 20;

    private final RowHeap heap;
    private final RowOrder order;
    private final Worker worker;
    private final int[] addresses;
    private final int[] scratch;
    /** By which the rows are sorted at present, as unsigned numbers. */
    private final long[] keys;

    private final long[] scratchKeys;
    private int compared;

    private RowSorter(RowHeap heap, RowOrder order, Worker worker, int[] addresses, int count) {
        this.heap = heap;
        this.order = order;
        this.worker = worker;
        this.addresses = addresses;
        scratch = new int[count];
        keys = new long[count];
        scratchKeys = new long[count];
    }

    /** Sorts the addresses; {@link #SCRATCH_BYTES} bytes an address are reserved. */
    static void sort(RowHeap heap, RowOrder order, AddressList list, Worker worker) {
        var count = list.size();
        var sorter = new RowSorter(heap, order, worker, list.addresses(), count);
        if (count <= INSERTION_ROWS) {
            sorter.insertionSort(0, count);
            return;
        }
        sorter.readPrefixes(count);
        sorter.radixSort(0, count);
        if (!order.isPrefixWhole()) {
            sorter.sortStretches(0, count, 0, 0);
        }
    }

    private void readPrefixes(int count) {
        var pages = heap.pages();
        for (var i = 0; i < count; ) {
            worker.checkpoint();
            for (var end = Math.min(count, i + MOVED_ROWS); i < end; i++) {
                var address = addresses[i];
                keys[i] = pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + RowOrder.PREFIX_SLOT]
                        ^ Long.MIN_VALUE;
            }
        }
    }

    private void radixSort(int start, int end) {
        var varying = varyingBits(start, end);
        var from = keys;
        var fromAddresses = addresses;
        var to = scratchKeys;
        var toAddresses = scratch;
        var inScratch = false;
        for (var shift = 0; shift < 64; shift += 8) {
            if ((varying >>> shift & 0xFF) == 0) {
                continue;
            }
            move(from, fromAddresses, to, toAddresses, start, end, shift);
            var swap = from;
            from = to;
            to = swap;
            var swapAddresses = fromAddresses;
            fromAddresses = toAddresses;
            toAddresses = swapAddresses;
            inScratch = !inScratch;
        }
        if (inScratch) {
            System.arraycopy(scratchKeys, start, keys, start, end - start);
            System.arraycopy(scratch, start, addresses, start, end - start);
        }
    }

    private long varyingBits(int start, int end) {
        var any = 0L;
        var all = -1L;
        for (var i = start; i < end; i++) {
            any |= keys[i];
            all &= keys[i];
        }
        return any ^ all;
    }

    private void move(long[] from, int[] fromAddresses, long[] to, int[] toAddresses, int start, int end, int shift) {
        var starts = new int[257];
        for (var i = start; i < end; i++) {
            starts[(int) (from[i] >>> shift & 0xFF) + 1]++;
        }
        starts[0] = start;
        for (var b = 0; b < 256; b++) {
            starts[b + 1] += starts[b];
        }
        for (var i = start; i < end; ) {
            worker.checkpoint();
            for (var stop = Math.min(end, i + MOVED_ROWS); i < stop; i++) {
                var target = starts[(int) (from[i] >>> shift & 0xFF)]++;
                to[target] = from[i];
                toAddresses[target] = fromAddresses[i];
            }
        }
    }

    /**
     * Sorts each stretch of rows whose keys are equal.
     *
     * @param depth the bytes of the first column's string that the keys have made sure of
     */
    private void sortStretches(int start, int end, int depth, int level) {
        for (var from = start; from < end; ) {
            var to = from + 1;
            while (to < end && keys[to] == keys[from]) {
                to++;
            }
            if (to - from >= RADIX_ROWS && level < MOST_LEVELS && order.isFirstString()) {
                sortByString(from, to, depth, level);
            } else if (to - from > 1) {
                mergeSort(from, to);
            }
            from = to;
        }
    }

    private void sortByString(int from, int to, int depth, int level) {
        var common = Integer.MAX_VALUE;
        for (var i = from + 1; i < to; i++) {
            countCompared();
            common = Math.min(common, order.commonBytes(heap, addresses[from], addresses[i]));
        }
        if (common == Integer.MAX_VALUE) {
            mergeSort(from, to);
            return;
        }
        var next = Math.max(depth, common);
        for (var i = from; i < to; i++) {
            countCompared();
            keys[i] = order.stringBytes(heap, addresses[i], next);
        }
        radixSort(from, to);
        sortStretches(from, to, next + Long.BYTES, level + 1);
    }

    private void insertionSort(int from, int to) {
        for (var i = from + 1; i < to; i++) {
            var address = addresses[i];
            var j = i;
            while (j > from && compare(addresses[j - 1], address) > 0) {
                addresses[j] = addresses[j - 1];
                j--;
            }
            addresses[j] = address;
        }
    }

    private void mergeSort(int from, int to) {
        if (to - from <= INSERTION_ROWS) {
            insertionSort(from, to);
            return;
        }
        var middle = from + to >>> 1;
        mergeSort(from, middle);
        mergeSort(middle, to);
        if (compare(addresses[middle - 1], addresses[middle]) <= 0) {
            return;
        }
        System.arraycopy(addresses, from, scratch, from, middle - from);
        var left = from;
        var right = middle;
        for (var target = from; left < middle; target++) {
            if (right == to || compare(scratch[left], addresses[right]) <= 0) {
                addresses[target] = scratch[left++];
            } else {
                addresses[target] = addresses[right++];
            }
        }
    }

    private int compare(int left, int right) {
        countCompared();
        return order.compare(heap, left, heap, right);
    }

    private void countCompared() {
        if ((++compared & COMPARED_ROWS - 1) == 0) {
            worker.checkpoint();
        }
    }
}
