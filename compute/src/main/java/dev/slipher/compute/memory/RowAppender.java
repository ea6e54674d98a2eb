package dev.slipher.compute.memory;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.error.SlipherException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Adds rows to a {@link RowHeap} for one worker, in pages that belong to this appender until it is released.
 *
 * <p>Memory is reserved by {@link #tryPrepare} for a whole batch, after which appending that batch fails only if a string
 * is longer than any row may hold.
 */
public final class RowAppender {
    private static final int FIRST_PAGE_LONGS = 1 << 9;
    /** A page that is worth having when there is memory for no more. */
    private static final int LEAST_PAGE_LONGS = 1 << 6;

    private static final int FIRST_PAGE_BYTES = 1 << 12;

    private final RowHeap heap;
    private final MemoryAccount account;
    private final int rowLongs;
    private int[] pageIds = new int[4];
    private int[] usedLongs = new int[4];
    private int pageCount;
    private int currentPage = -1;
    private int position;
    private int limit;
    private long rowCount;
    private long heldBytes;

    private int[] bytePageIds = new int[4];
    private int bytePageCount;
    private int bytePosition;
    private int byteLimit;
    private byte[] byteArray = new byte[0];
    /** By column, the dictionary whose entries were stored last; a null entry where there is none. */
    private final @Nullable Dictionary[] storedDictionaries;

    private final long[][] storedReferences;

    public RowAppender(RowHeap heap) {
        this(heap, heap.account());
    }

    /** Makes an appender whose pages count in an account of its own. */
    public RowAppender(RowHeap heap, MemoryAccount account) {
        this.heap = heap;
        this.account = account;
        this.rowLongs = heap.layout().rowLongs();
        storedDictionaries = new Dictionary[heap.layout().columnCount()];
        storedReferences = new long[heap.layout().columnCount()][];
    }

    public RowHeap heap() {
        return heap;
    }

    public long rowCount() {
        return rowCount;
    }

    /** Returns the bytes reserved for this appender's pages. */
    public long heldBytes() {
        return heldBytes;
    }

    public int pageCount() {
        return currentPage + 1;
    }

    /** Returns the heap's number of this appender's page {@code index}. */
    public int pageId(int index) {
        return pageIds[index];
    }

    /** Returns the longs of page {@code index} that hold rows. */
    public int usedLongs(int index) {
        return index == currentPage ? position : usedLongs[index];
    }

    /**
     * Makes room for rows and for the bytes of their strings.
     *
     * @return false if memory was refused, or the heap has as many pages as it can tell apart; nothing but free room was
     *     gained then
     */
    public boolean tryPrepare(int rows, long stringBytes) {
        if (tryPrepare(rows, stringBytes, FIRST_PAGE_LONGS)) {
            return true;
        }
        // Pages with room to grow may have left too little for the rest.
        while (pageCount > currentPage + 1) {
            pageCount--;
            heldBytes -= 8L * pageLength(pageCount);
            heap.releasePage(pageIds[pageCount]);
        }
        return tryPrepare(rows, stringBytes, LEAST_PAGE_LONGS);
    }

    private boolean tryPrepare(int rows, long stringBytes, int firstLongs) {
        var room = currentPage < 0 ? 0 : (limit - position) / rowLongs;
        for (var i = currentPage + 1; i < pageCount; i++) {
            room += pageLength(i) / rowLongs;
        }
        while (room < rows) {
            var added = tryAddPage(rows - room, firstLongs);
            if (added == 0) {
                return false;
            }
            room += added;
        }
        return stringBytes <= byteLimit - bytePosition || tryAddBytePage(stringBytes);
    }

    private int pageLength(int index) {
        return heap.pages()[pageIds[index]].length;
    }

    private int tryAddPage(int rows, int firstLongs) {
        var wanted = pageCount == 0 || firstLongs == LEAST_PAGE_LONGS
                ? firstLongs
                : Math.min(MemoryPool.PAGE_LONGS, 2 * pageLength(pageCount - 1));
        var needed = Math.min(MemoryPool.PAGE_LONGS, (long) rows * rowLongs);
        var size = Math.max(wanted, Integer.highestOneBit((int) Math.max(needed - 1, 1)) << 1);
        size = Math.min(size, MemoryPool.PAGE_LONGS);
        while (!account.tryReserve(8L * size)) {
            size >>>= 1;
            if (size < rowLongs || size < LEAST_PAGE_LONGS) {
                return 0;
            }
        }
        var page = account.takeLongs(size);
        var id = heap.tryAddPage(page, account);
        if (id == RowHeap.NO_PAGE) {
            account.giveBack(page);
            account.release(8L * size);
            return 0;
        }
        heldBytes += 8L * size;
        if (pageCount == pageIds.length) {
            pageIds = Arrays.copyOf(pageIds, 2 * pageCount);
            usedLongs = Arrays.copyOf(usedLongs, 2 * pageCount);
        }
        pageIds[pageCount++] = id;
        return size / rowLongs;
    }

    private boolean tryAddBytePage(long stringBytes) {
        if (stringBytes > RowHeap.MAX_PAGE_BYTES) {
            return false;
        }
        var wanted = byteArray.length == 0 ? FIRST_PAGE_BYTES : Math.min(2L * byteArray.length, MemoryPool.PAGE_BYTES);
        var size = Math.max(wanted, stringBytes);
        if (!account.tryReserve(size)) {
            size = stringBytes;
            if (!account.tryReserve(size)) {
                return false;
            }
        }
        var page = account.takeBytes((int) size);
        var id = heap.tryAddBytePage(page, account);
        if (id == RowHeap.NO_PAGE) {
            account.giveBack(page);
            account.release(size);
            return false;
        }
        heldBytes += size;
        byteArray = page;
        if (bytePageCount == bytePageIds.length) {
            bytePageIds = Arrays.copyOf(bytePageIds, 2 * bytePageCount);
        }
        bytePageIds[bytePageCount++] = id;
        bytePosition = 0;
        byteLimit = (int) size;
        return true;
    }

    /** Gives out the addresses of {@code count} new rows, whose longs hold anything; room for them was prepared. */
    public void allocate(int count, int[] addresses) {
        for (var done = 0; done < count; ) {
            if (currentPage < 0 || limit - position < rowLongs) {
                if (currentPage >= 0) {
                    usedLongs[currentPage] = position;
                }
                currentPage++;
                position = 0;
                limit = pageLength(currentPage);
                continue;
            }
            var base = pageIds[currentPage] << RowHeap.OFFSET_BITS;
            var fitting = Math.min(count - done, (limit - position) / rowLongs);
            for (var i = 0; i < fitting; i++) {
                addresses[done + i] = base | position;
                position += rowLongs;
            }
            done += fitting;
        }
        rowCount += count;
    }

    /** Adds a row and returns its address; room for it was prepared. */
    public int allocate() {
        if (currentPage < 0 || limit - position < rowLongs) {
            if (currentPage >= 0) {
                usedLongs[currentPage] = position;
            }
            currentPage++;
            position = 0;
            limit = pageLength(currentPage);
        }
        var address = pageIds[currentPage] << RowHeap.OFFSET_BITS | position;
        position += rowLongs;
        rowCount++;
        return address;
    }

    /**
     * Copies a string and returns the reference to it; room for it was prepared.
     *
     * @throws SlipherException 54000 if it is longer than rows may hold, after which the query is at its end
     */
    public long store(byte[] source, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        var reference = RowHeap.reference(bytePageIds[bytePageCount - 1], bytePosition, length);
        System.arraycopy(source, offset, byteArray, bytePosition, length);
        bytePosition += length;
        return reference;
    }

    /**
     * Decides, before rows of a column are prepared, whether the entries of their dictionary are stored once for all rows:
     * large dictionaries cost more than few strings.
     *
     * @return the reference of each entry, -1 for those not stored yet; null if strings are stored a row
     */
    long @Nullable [] prepareReferences(int columnIndex, Dictionary dictionary, int rows) {
        if (storedDictionaries[columnIndex] != dictionary) {
            if (dictionary.size() > 2 * rows) {
                return null;
            }
            storedDictionaries[columnIndex] = dictionary;
            storedReferences[columnIndex] = new long[dictionary.size()];
            Arrays.fill(storedReferences[columnIndex], -1);
        }
        return storedReferences[columnIndex];
    }

    /** Returns what {@link #prepareReferences} decided for a dictionary. */
    long @Nullable [] referencesOrNull(int columnIndex, Dictionary dictionary) {
        return storedDictionaries[columnIndex] == dictionary ? storedReferences[columnIndex] : null;
    }

    /** Appends the selected rows of a batch; {@link RowWrites#bytesNeeded} says what room they need. */
    public void append(Batch batch, int[] addresses) {
        var count = batch.selectedCount();
        allocate(count, addresses);
        RowWrites.clearNulls(heap, addresses, count);
        for (var c = 0; c < heap.layout().columnCount(); c++) {
            RowWrites.write(this, c, batch.column(c), batch.selection(), addresses, count);
        }
    }

    /** Forgets the last {@code count} rows, whose room is free again; strings stay. */
    public void drop(int count) {
        for (var left = count; left > 0; ) {
            var dropped = Math.min(left, position / rowLongs);
            position -= dropped * rowLongs;
            left -= dropped;
            if (left > 0) {
                currentPage--;
                position = usedLongs[currentPage];
                limit = pageLength(currentPage);
            }
        }
        rowCount -= count;
    }

    /** Forgets the rows but keeps their pages for new ones, and keeps the strings. */
    public void clearRows() {
        currentPage = -1;
        position = 0;
        limit = 0;
        rowCount = 0;
    }

    /** Gives all pages back; the rows are gone, and the appender is as new. */
    public void release() {
        for (var i = 0; i < pageCount; i++) {
            heap.releasePage(pageIds[i]);
        }
        for (var i = 0; i < bytePageCount; i++) {
            heap.releaseBytePage(bytePageIds[i]);
        }
        Arrays.fill(storedDictionaries, null);
        Arrays.fill(storedReferences, new long[0]);
        pageCount = 0;
        currentPage = -1;
        position = 0;
        limit = 0;
        rowCount = 0;
        heldBytes = 0;
        bytePageCount = 0;
        bytePosition = 0;
        byteLimit = 0;
        byteArray = new byte[0];
    }
}
