package dev.slipher.compute.operator.join;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.type.PhysicalKind;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The strings of a build side as dictionaries, one a column: the rows hold codes in place of references, so that a
 * match costs an int and what comes after works once an entry. Code 0 is the empty string and that of nulls.
 */
final class BuildStrings implements AutoCloseable {
    /** With more entries a dictionary would no longer stay in the cache. */
    private static final int MAX_ENTRIES = 1 << 16;

    private final RowHeap heap;
    private final MemoryAccount account;
    private final List<RowAppender> rows;
    private final Worker worker;
    private final @Nullable Dictionary[] dictionaries;
    private final int rowLongs;
    private final long[] references;
    private final int[] codes;
    private long heldBytes;

    private BuildStrings(RowHeap heap, List<RowAppender> rows, int tableSize, Worker worker) {
        this.worker = worker;
        this.heap = heap;
        this.rows = rows;
        account = heap.account();
        rowLongs = heap.layout().rowLongs();
        dictionaries = new Dictionary[heap.layout().columnCount()];
        references = new long[tableSize];
        codes = new int[tableSize];
    }

    /**
     * Encodes columns where that pays and memory for it is granted.
     *
     * @param keys columns that stay as they are, to be compared
     */
    static BuildStrings encode(RowHeap heap, List<RowAppender> rows, int[] keys, Worker worker) {
        var count = rows.stream().mapToLong(RowAppender::rowCount).sum();
        var tableSize = (int) Long.highestOneBit(Math.max(1, 2 * Math.min(count, MAX_ENTRIES))) << 1;
        var scratchBytes = 12L * tableSize;
        if (!heap.layout().hasBytes() || !heap.account().tryReserve(scratchBytes)) {
            return new BuildStrings(heap, rows, 0, worker);
        }
        var strings = new BuildStrings(heap, rows, tableSize, worker);
        for (var c = 0; c < heap.layout().columnCount(); c++) {
            var column = c;
            if (heap.layout().kind(c) == PhysicalKind.BYTES
                    && IntStream.of(keys).noneMatch(key -> key == column)) {
                strings.encode(column, (int) Math.min(count, MAX_ENTRIES));
            }
        }
        heap.account().release(scratchBytes);
        return strings;
    }

    /** Returns the dictionaries by column, null for columns that hold references or no strings. */
    @Nullable
    Dictionary[] dictionaries() {
        return dictionaries.clone();
    }

    private void encode(int column, int mostEntries) {
        Arrays.fill(references, 0);
        var slot = heap.layout().slot(column);
        var entries = new long[mostEntries + 1];
        var size = 1;
        var bytes = 0L;
        for (var appender : rows) {
            for (var p = 0; p < appender.pageCount(); p++) {
                worker.checkpoint();
                var page = heap.pages()[appender.pageId(p)];
                var used = appender.usedLongs(p);
                for (var offset = 0; offset + rowLongs <= used; offset += rowLongs) {
                    var reference = page[offset + slot];
                    var index = find(reference);
                    if (reference != 0 && references[index] == 0) {
                        if (size == entries.length) {
                            return;
                        }
                        references[index] = reference;
                        codes[index] = size;
                        entries[size++] = reference;
                        bytes += RowHeap.referenceLength(reference);
                    }
                }
            }
        }
        var held = bytes + 4L * size;
        if (bytes > Integer.MAX_VALUE / 2 || !account.tryReserve(held)) {
            return;
        }
        heldBytes += held;
        dictionaries[column] = dictionary(entries, size, (int) bytes);
        writeCodes(slot);
    }

    private int find(long reference) {
        var mask = references.length - 1;
        var index = (int) (reference * 0x9E37_79B9_7F4A_7C15L >>> 32) & mask;
        while (references[index] != 0 && references[index] != reference) {
            index = index + 1 & mask;
        }
        return index;
    }

    private Dictionary dictionary(long[] entries, int size, int byteCount) {
        var bytes = new byte[byteCount];
        var offsets = new int[size + 1];
        for (var i = 1; i < size; i++) {
            var length = RowHeap.referenceLength(entries[i]);
            System.arraycopy(
                    Objects.requireNonNull(heap.bytePages()[RowHeap.referencePage(entries[i])]),
                    RowHeap.referenceOffset(entries[i]),
                    bytes,
                    offsets[i],
                    length);
            offsets[i + 1] = offsets[i] + length;
        }
        return new Dictionary(bytes, offsets, size, false, false);
    }

    private void writeCodes(int slot) {
        for (var appender : rows) {
            for (var p = 0; p < appender.pageCount(); p++) {
                worker.checkpoint();
                var page = heap.pages()[appender.pageId(p)];
                var used = appender.usedLongs(p);
                for (var offset = 0; offset + rowLongs <= used; offset += rowLongs) {
                    var reference = page[offset + slot];
                    page[offset + slot] = reference == 0 ? 0 : codes[find(reference)];
                }
            }
        }
    }

    @Override
    public void close() {
        account.release(heldBytes);
        heldBytes = 0;
    }
}
