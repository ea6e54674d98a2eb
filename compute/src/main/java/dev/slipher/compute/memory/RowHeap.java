package dev.slipher.compute.memory;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import java.util.Arrays;

/**
 * Rows of one layout in pages, shared by the workers of an operator: each appends through a {@link RowAppender} of its
 * own, and every row has an address that is valid for all of them until its page is released.
 *
 * <p>Address 0 is a row whose columns are all null, for outer joins, and otherwise says that there is no row. An address is {@code page << 17 | offset}, an unsigned int into {@link #pages()}. A reference to a string is
 * {@code page << 48 | offset << 20 | length} into {@link #bytePages()}; that to an empty string is 0, whose page may be
 * missing.
 */
public final class RowHeap implements AutoCloseable {
    /** Bits of an address that are the offset in its page. */
    public static final int OFFSET_BITS = 17;

    /** Selects the offset from an address. */
    public static final int OFFSET_MASK = (1 << OFFSET_BITS) - 1;

    private static final int LENGTH_BITS = 20;
    private static final int BYTE_OFFSET_BITS = 28;
    /** The most bytes that a string in a row may have: more than any type declares, but expressions can make longer ones. */
    static final int MAX_STRING_BYTES = (1 << LENGTH_BITS) - 1;

    /** The most bytes that a page of strings may have. */
    static final int MAX_PAGE_BYTES = 1 << BYTE_OFFSET_BITS;

    /** Said instead of a page's number. */
    static final int NO_PAGE = -1;

    private static final int MAX_PAGES = 1 << 32 - OFFSET_BITS;
    private static final int MAX_BYTE_PAGES = 1 << 16;

    private final RowLayout layout;
    private final MemoryAccount account;
    /** By column, whether a null was written; only ever set, and read after the phase that wrote. */
    private final boolean[] nullable;

    private final int maxPages;
    private final int maxBytePages;

    private volatile long[][] pages = new long[8][];
    private volatile byte[][] bytePages = new byte[8][];
    /** Guarded by this, as is all below. */
    private int pageCount = 1;

    private int bytePageCount;
    private MemoryAccount[] pageOwners = new MemoryAccount[8];
    private MemoryAccount[] bytePageOwners = new MemoryAccount[8];
    /** Numbers of released pages, which are given again: an operator that spills has many pages, one after the other. */
    private final IntStack freePages = new IntStack();

    private final IntStack freeBytePages = new IntStack();

    public RowHeap(RowLayout layout, MemoryAccount account) {
        this(layout, account, MAX_PAGES, MAX_BYTE_PAGES);
    }

    /** Makes a heap of fewer pages than addresses and references can tell apart; the null row takes one. */
    RowHeap(RowLayout layout, MemoryAccount account, int maxPages, int maxBytePages) {
        this.layout = layout;
        this.account = account;
        this.maxPages = maxPages;
        this.maxBytePages = maxBytePages;
        nullable = new boolean[layout.columnCount()];
        pages[0] = new long[layout.rowLongs()];
        Arrays.fill(pages[0], layout.firstNullSlot(), layout.firstNullSlot() + layout.nullLongs(), -1L);
    }

    public RowLayout layout() {
        return layout;
    }

    /** Says that rows may be null in a column. */
    void noteNulls(int columnIndex) {
        if (!nullable[columnIndex]) {
            nullable[columnIndex] = true;
        }
    }

    /** Returns whether rows other than that of address 0 may be null in a column. */
    public boolean mayBeNull(int columnIndex) {
        return nullable[columnIndex];
    }

    public MemoryAccount account() {
        return account;
    }

    /** Returns the pages, by the upper bits of an address; ask again after rows were added. */
    public long[][] pages() {
        return pages;
    }

    /** Returns the pages of strings, by {@link #referencePage}; ask again after rows were added. */
    public byte[][] bytePages() {
        return bytePages;
    }

    /**
     * Returns the reference to a string.
     *
     * @throws SlipherException 54000 if it is longer than a reference can say
     */
    public static long reference(int page, int offset, int length) {
        if (length > MAX_STRING_BYTES) {
            throw tooLong(length);
        }
        return (long) page << LENGTH_BITS + BYTE_OFFSET_BITS | (long) offset << LENGTH_BITS | length;
    }

    private static SlipherException tooLong(int length) {
        return new SlipherException(
                        SqlState.PROGRAM_LIMIT_EXCEEDED,
                        "a string of %d bytes is longer than the %d bytes that rows in memory can hold"
                                .formatted(length, MAX_STRING_BYTES))
                .withHint("Shorten it before rows are grouped, sorted, joined or kept, for instance with left().");
    }

    public static int referencePage(long reference) {
        return (int) (reference >>> LENGTH_BITS + BYTE_OFFSET_BITS);
    }

    public static int referenceOffset(long reference) {
        return (int) (reference >>> LENGTH_BITS) & (1 << BYTE_OFFSET_BITS) - 1;
    }

    public static int referenceLength(long reference) {
        return (int) reference & (1 << LENGTH_BITS) - 1;
    }

    /** Returns whether one value of a row is null. */
    public boolean isNull(int address, int columnIndex) {
        var slot = (address & OFFSET_MASK) + layout.nullSlot(columnIndex);
        return (pages[address >>> OFFSET_BITS][slot] >>> columnIndex & 1) != 0;
    }

    /** Returns one value of a row; not for hot loops. */
    public Datum datum(int address, int columnIndex) {
        if (isNull(address, columnIndex)) {
            return Datum.Null.NULL;
        }
        var page = pages[address >>> OFFSET_BITS];
        var offset = address & OFFSET_MASK;
        var value = page[offset + layout.slot(columnIndex)];
        return switch (layout.kind(columnIndex)) {
            case INT32, INT64 -> new Datum.Integral(value);
            case DOUBLE -> new Datum.Floating(Double.longBitsToDouble(value));
            case INT128 -> new Datum.Wide(value, page[offset + layout.slot(columnIndex) + 1]);
            case BYTES -> {
                var length = referenceLength(value);
                var from = referenceOffset(value);
                yield new Datum.Bytes(
                        length == 0
                                ? new byte[0]
                                : Arrays.copyOfRange(bytePages[referencePage(value)], from, from + length));
            }
        };
    }

    /**
     * Adds a page whose bytes {@code owner} has reserved.
     *
     * @return its number, or {@link #NO_PAGE} if all are in use, when the page stays the caller's
     */
    synchronized int tryAddPage(long[] page, MemoryAccount owner) {
        if (freePages.isEmpty() && pageCount == maxPages) {
            return NO_PAGE;
        }
        var free = freePages.isEmpty() ? pageCount++ : freePages.pop();
        if (free == pages.length) {
            pages = Arrays.copyOf(pages, 2 * free);
            pageOwners = Arrays.copyOf(pageOwners, 2 * free);
        }
        pageOwners[free] = owner;
        pages[free] = page;
        return free;
    }

    /** Adds a page of strings as {@link #tryAddPage} does one of rows. */
    synchronized int tryAddBytePage(byte[] page, MemoryAccount owner) {
        if (freeBytePages.isEmpty() && bytePageCount == maxBytePages) {
            return NO_PAGE;
        }
        var free = freeBytePages.isEmpty() ? bytePageCount++ : freeBytePages.pop();
        if (free == bytePages.length) {
            bytePages = Arrays.copyOf(bytePages, 2 * free);
            bytePageOwners = Arrays.copyOf(bytePageOwners, 2 * free);
        }
        bytePageOwners[free] = owner;
        bytePages[free] = page;
        return free;
    }

    synchronized void releasePage(int index) {
        var page = pages[index];
        if (page != null) {
            pages[index] = null;
            freePages.push(index);
            pageOwners[index].giveBack(page);
            pageOwners[index].release(8L * page.length);
        }
    }

    synchronized void releaseBytePage(int index) {
        var page = bytePages[index];
        if (page != null) {
            bytePages[index] = null;
            freeBytePages.push(index);
            bytePageOwners[index].giveBack(page);
            bytePageOwners[index].release(page.length);
        }
    }

    /** Releases every page; addresses are void from here on. */
    @Override
    public synchronized void close() {
        for (var i = 1; i < pageCount; i++) {
            releasePage(i);
        }
        for (var i = 0; i < bytePageCount; i++) {
            releaseBytePage(i);
        }
        pageCount = 1;
        bytePageCount = 0;
        freePages.clear();
        freeBytePages.clear();
    }

    private static final class IntStack {
        private int[] values = new int[8];
        private int size;

        private boolean isEmpty() {
            return size == 0;
        }

        private void push(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }

        private int pop() {
            return values[--size];
        }

        private void clear() {
            size = 0;
        }
    }
}
