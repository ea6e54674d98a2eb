package dev.slipher.compute.operator;

import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import java.util.Arrays;

/** Moves rows between appenders of one heap; strings stay where they are. */
public final class RowMoves {
    private RowMoves() {}

    /** Copies the longs of one row over those of another. */
    public static void copy(long[][] pages, int from, int to, int rowLongs) {
        System.arraycopy(
                pages[from >>> RowHeap.OFFSET_BITS],
                from & RowHeap.OFFSET_MASK,
                pages[to >>> RowHeap.OFFSET_BITS],
                to & RowHeap.OFFSET_MASK,
                rowLongs);
    }

    /**
     * Copies all rows of an appender to those of their partitions.
     *
     * @param hashSlot the header long that holds a row's hash
     * @return false if memory was refused and nothing copied
     */
    public static boolean tryPartition(RowAppender rows, RowAppender[] parts, int hashSlot) {
        var heap = rows.heap();
        var rowLongs = heap.layout().rowLongs();
        var counts = new int[parts.length];
        var pages = heap.pages();
        for (var p = 0; p < rows.pageCount(); p++) {
            var page = pages[rows.pageId(p)];
            var end = rows.usedLongs(p);
            for (var offset = 0; offset + rowLongs <= end; offset += rowLongs) {
                counts[RowSpill.partition(page[offset + hashSlot], 0)]++;
            }
        }
        for (var p = 0; p < parts.length; p++) {
            if (counts[p] > 0 && !parts[p].tryPrepare(counts[p], 0)) {
                return false;
            }
        }
        var targets = new int[parts.length][];
        for (var p = 0; p < parts.length; p++) {
            targets[p] = new int[counts[p]];
            parts[p].allocate(counts[p], targets[p]);
        }
        pages = heap.pages();
        Arrays.fill(counts, 0);
        for (var p = 0; p < rows.pageCount(); p++) {
            var page = pages[rows.pageId(p)];
            var end = rows.usedLongs(p);
            for (var offset = 0; offset + rowLongs <= end; offset += rowLongs) {
                var partition = RowSpill.partition(page[offset + hashSlot], 0);
                var target = targets[partition][counts[partition]++];
                System.arraycopy(
                        page, offset, pages[target >>> RowHeap.OFFSET_BITS], target & RowHeap.OFFSET_MASK, rowLongs);
            }
        }
        return true;
    }
}
