package dev.slipher.compute.memory;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gathers columns of addressed rows into vectors that it owns and reuses: the vectors of one call to {@link #read} are
 * valid until the next for the same column. For one thread.
 */
public final class RowReader {
    private static final int MASK_LONGS = (Batch.CAPACITY + Batch.SLACK) >>> 6;

    private final RowLayout layout;
    private final Vector[] vectors;
    private final boolean[] narrow;
    private final @Nullable Dictionary[] dictionaries;
    private final long[][] nullMasks;

    public RowReader(RowLayout layout) {
        this(layout, new boolean[layout.columnCount()]);
    }

    /** Makes a reader as below of rows that hold references to all strings. */
    public RowReader(RowLayout layout, boolean[] narrow) {
        this(layout, narrow, new Dictionary[layout.columnCount()]);
    }

    /**
     * Makes a reader.
     *
     * @param narrow by column, whether an INT64 column's values all fit an int and are to be read as ints
     * @param dictionaries by column, what the codes in the rows stand for; null where rows hold values or references
     */
    public RowReader(RowLayout layout, boolean[] narrow, @Nullable Dictionary[] dictionaries) {
        this.dictionaries = dictionaries.clone();
        this.layout = layout;
        this.narrow = narrow.clone();
        vectors = new Vector[layout.columnCount()];
        nullMasks = new long[layout.columnCount()][];
    }

    /**
     * Returns a column of {@code count} rows.
     *
     * @param addresses either all 0 or none of them
     * @param positions where in the vector each row goes, ascending; null for row {@code i} at {@code i}
     */
    public Vector read(RowHeap heap, int columnIndex, int[] addresses, int @Nullable [] positions, int count) {
        if (vectors[columnIndex] == null) {
            vectors[columnIndex] = allocate(columnIndex);
            nullMasks[columnIndex] = new long[MASK_LONGS];
        }
        var pages = heap.pages();
        var slot = layout.slot(columnIndex);
        var mask = nullMasks[columnIndex];
        var any = (heap.mayBeNull(columnIndex) || count > 0 && addresses[0] == 0)
                && readNulls(pages, layout.nullSlot(columnIndex), columnIndex & 63, addresses, positions, count, mask);
        var nulls = any ? mask : null;
        switch (vectors[columnIndex]) {
            case IntVector v -> {
                readInts(pages, slot, addresses, positions, count, v.values());
                v.set(v.values(), nulls);
            }
            case LongVector v -> {
                readLongs(pages, slot, addresses, positions, count, v.values());
                v.set(v.values(), nulls);
            }
            case DoubleVector v -> {
                readDoubles(pages, slot, addresses, positions, count, v.values());
                v.set(v.values(), nulls);
            }
            case Int128Vector v -> {
                readLongs(pages, slot, addresses, positions, count, v.high());
                readLongs(pages, slot + 1, addresses, positions, count, v.low());
                v.set(v.high(), v.low(), nulls);
            }
            case BytesVector v -> v.set(readBytes(heap, slot, addresses, positions, count, v), v.offsets(), nulls);
            case DictionaryVector v -> {
                readInts(pages, slot, addresses, positions, count, v.codes());
                v.set(v.codes(), v.dictionary(), nulls);
            }
            default -> throw new IllegalStateException("not a gathered vector");
        }
        return vectors[columnIndex];
    }

    /** Returns whether a vector is of the form in which a column without dictionary is read. */
    public boolean isLikeRead(int columnIndex, Vector vector) {
        return switch (layout.kind(columnIndex)) {
            case INT32 -> vector instanceof IntVector;
            case INT64 -> narrow[columnIndex] ? vector instanceof IntVector : vector instanceof LongVector;
            case DOUBLE, INT128, BYTES -> false;
        };
    }

    private Vector allocate(int columnIndex) {
        var dictionary = dictionaries[columnIndex];
        if (dictionary != null) {
            return new DictionaryVector(new int[Batch.CAPACITY + Batch.SLACK], dictionary, null);
        }
        return switch (layout.kind(columnIndex)) {
            case INT32 -> IntVector.allocate(Batch.CAPACITY);
            case INT64 ->
                narrow[columnIndex] ? IntVector.allocate(Batch.CAPACITY) : LongVector.allocate(Batch.CAPACITY);
            case DOUBLE -> DoubleVector.allocate(Batch.CAPACITY);
            case INT128 -> Int128Vector.allocate(Batch.CAPACITY);
            case BYTES -> new BytesVector(new byte[1 << 12], new int[Batch.CAPACITY + Batch.SLACK + 1], null);
        };
    }

    private static boolean readNulls(
            long[][] pages,
            int nullSlot,
            int bit,
            int[] addresses,
            int @Nullable [] positions,
            int count,
            long[] mask) {
        var any = 0L;
        Arrays.fill(mask, 0);
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var isNull = pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + nullSlot] >>> bit & 1;
            any |= isNull;
            var row = positions == null ? i : positions[i];
            mask[row >>> 6] |= isNull << row;
        }
        return any != 0;
    }

    private static void readInts(
            long[][] pages, int slot, int[] addresses, int @Nullable [] positions, int count, int[] values) {
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            values[positions == null ? i : positions[i]] =
                    (int) pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot];
        }
    }

    private static void readLongs(
            long[][] pages, int slot, int[] addresses, int @Nullable [] positions, int count, long[] values) {
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            values[positions == null ? i : positions[i]] =
                    pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot];
        }
    }

    private static void readDoubles(
            long[][] pages, int slot, int[] addresses, int @Nullable [] positions, int count, double[] values) {
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            values[positions == null ? i : positions[i]] = Double.longBitsToDouble(
                    pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot]);
        }
    }

    private static byte[] readBytes(
            RowHeap heap, int slot, int[] addresses, int @Nullable [] positions, int count, BytesVector target) {
        var pages = heap.pages();
        var bytePages = heap.bytePages();
        var bytes = target.bytes();
        var offsets = target.offsets();
        var end = 0;
        var next = 0;
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var row = positions == null ? i : positions[i];
            while (next <= row) {
                offsets[next++] = end;
            }
            var reference = pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot];
            var length = RowHeap.referenceLength(reference);
            if (length > 0) {
                if (end + length > bytes.length) {
                    bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + length));
                }
                System.arraycopy(
                        bytePages[RowHeap.referencePage(reference)],
                        RowHeap.referenceOffset(reference),
                        bytes,
                        end,
                        length);
                end += length;
            }
        }
        Arrays.fill(offsets, next, offsets.length, end);
        return bytes;
    }
}
