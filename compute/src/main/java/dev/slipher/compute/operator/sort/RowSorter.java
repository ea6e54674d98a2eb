package dev.slipher.compute.operator.sort;

import dev.slipher.compute.memory.AddressList;
import dev.slipher.compute.memory.RowHeap;
import java.util.Arrays;

/**
 * Sorts addresses by prefix, least significant byte first as in a radix sort that skips bytes all prefixes share, then
 * each stretch of equal prefixes by comparing rows.
 */
final class RowSorter {
    private static final int INSERTION_ROWS = 12;

    /** Bytes that {@link #sort} needs a row besides the addresses. */
    static final int SCRATCH_BYTES = 20;

    private RowSorter() {}

    /** Sorts the addresses; {@link #SCRATCH_BYTES} bytes an address are reserved. */
    static void sort(RowHeap heap, RowOrder order, AddressList list) {
        var count = list.size();
        var addresses = list.addresses();
        var prefixes = new long[count];
        var pages = heap.pages();
        var any = 0L;
        var all = -1L;
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var prefix = pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + RowOrder.PREFIX_SLOT]
                    ^ Long.MIN_VALUE;
            prefixes[i] = prefix;
            any |= prefix;
            all &= prefix;
        }
        if (count > INSERTION_ROWS) {
            radix(prefixes, addresses, count, any ^ all);
            if (order.isPrefixWhole()) {
                return;
            }
            for (var from = 0; from < count; ) {
                var to = from + 1;
                while (to < count && prefixes[to] == prefixes[from]) {
                    to++;
                }
                if (to - from > 1) {
                    mergeSort(heap, order, addresses, from, to);
                }
                from = to;
            }
        } else {
            insertionSort(heap, order, addresses, 0, count);
        }
    }

    private static void radix(long[] prefixes, int[] addresses, int count, long varying) {
        var from = prefixes;
        var fromAddresses = addresses;
        var to = new long[count];
        var toAddresses = new int[count];
        var inScratch = false;
        for (var shift = 0; shift < 64; shift += 8) {
            if ((varying >>> shift & 0xFF) == 0) {
                continue;
            }
            var starts = new int[257];
            for (var i = 0; i < count; i++) {
                starts[(int) (from[i] >>> shift & 0xFF) + 1]++;
            }
            for (var b = 0; b < 256; b++) {
                starts[b + 1] += starts[b];
            }
            for (var i = 0; i < count; i++) {
                var target = starts[(int) (from[i] >>> shift & 0xFF)]++;
                to[target] = from[i];
                toAddresses[target] = fromAddresses[i];
            }
            var swap = from;
            from = to;
            to = swap;
            var swapAddresses = fromAddresses;
            fromAddresses = toAddresses;
            toAddresses = swapAddresses;
            inScratch = !inScratch;
        }
        if (inScratch) {
            System.arraycopy(from, 0, prefixes, 0, count);
            System.arraycopy(fromAddresses, 0, addresses, 0, count);
        }
    }

    private static void insertionSort(RowHeap heap, RowOrder order, int[] addresses, int from, int to) {
        for (var i = from + 1; i < to; i++) {
            var address = addresses[i];
            var j = i;
            while (j > from && order.compare(heap, addresses[j - 1], heap, address) > 0) {
                addresses[j] = addresses[j - 1];
                j--;
            }
            addresses[j] = address;
        }
    }

    private static void mergeSort(RowHeap heap, RowOrder order, int[] addresses, int from, int to) {
        if (to - from <= INSERTION_ROWS) {
            insertionSort(heap, order, addresses, from, to);
            return;
        }
        var middle = from + to >>> 1;
        mergeSort(heap, order, addresses, from, middle);
        mergeSort(heap, order, addresses, middle, to);
        if (order.compare(heap, addresses[middle - 1], heap, addresses[middle]) <= 0) {
            return;
        }
        var left = Arrays.copyOfRange(addresses, from, middle);
        var l = 0;
        var r = middle;
        for (var target = from; l < left.length; target++) {
            if (r == to || order.compare(heap, left[l], heap, addresses[r]) <= 0) {
                addresses[target] = left[l++];
            } else {
                addresses[target] = addresses[r++];
            }
        }
    }
}
