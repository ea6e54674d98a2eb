package dev.slipher.compute.operator;

import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.memory.RowLayout;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Comparison of keys in vectors with keys in rows of a heap, a column at a time: candidates that differ drop out. Nulls
 * are equal to each other here; who wants otherwise leaves them out before.
 */
public final class KeyMatch {
    private KeyMatch() {}

    /**
     * Says for each candidate whether its key column equals the row's.
     *
     * @param positions the candidates' positions in the vector
     * @param addresses by candidate, the row to compare with
     * @param equal by candidate, set to false where the values differ
     */
    public static void match(
            RowHeap heap,
            int columnIndex,
            Vector vector,
            int[] positions,
            int[] addresses,
            int count,
            boolean[] equal) {
        var layout = heap.layout();
        var slot = layout.slot(columnIndex);
        var pages = heap.pages();
        var nulls = vector.nulls();
        if (nulls != null || heap.mayBeNull(columnIndex)) {
            matchNulls(
                    pages, layout.nullSlot(columnIndex), columnIndex & 63, nulls, positions, addresses, count, equal);
        }
        var wide = layout.kind(columnIndex) == PhysicalKind.INT128;
        if (wide && (vector instanceof IntVector || vector instanceof LongVector)) {
            matchSigns(pages, slot, nulls, positions, addresses, count, equal);
        }
        switch (vector) {
            case IntVector v ->
                matchInts(pages, wide ? slot + 1 : slot, v.values(), nulls, positions, addresses, count, equal);
            case LongVector v ->
                matchLongs(pages, wide ? slot + 1 : slot, v.values(), nulls, positions, addresses, count, equal);
            case DoubleVector v -> matchDoubles(pages, slot, v.values(), nulls, positions, addresses, count, equal);
            case Int128Vector v -> {
                matchLongs(pages, slot, v.high(), nulls, positions, addresses, count, equal);
                matchLongs(pages, slot + 1, v.low(), nulls, positions, addresses, count, equal);
            }
            case BytesVector v ->
                matchBytes(heap, slot, v.bytes(), v.offsets(), null, nulls, positions, addresses, count, equal);
            case DictionaryVector v ->
                matchBytes(
                        heap,
                        slot,
                        v.dictionary().bytes(),
                        v.dictionary().offsets(),
                        v.codes(),
                        nulls,
                        positions,
                        addresses,
                        count,
                        equal);
            case ConstantVector v ->
                matchConstant(heap, slot, v.value().as(layout.kind(columnIndex)), addresses, count, equal);
        }
    }

    private static boolean isNull(long @Nullable [] nulls, int row) {
        return nulls != null && (nulls[row >>> 6] >>> row & 1) != 0;
    }

    private static void matchNulls(
            long[][] pages,
            int nullSlot,
            int bit,
            long @Nullable [] nulls,
            int[] positions,
            int[] addresses,
            int count,
            boolean[] equal) {
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var there = (pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + nullSlot] >>> bit & 1)
                    != 0;
            if (there != isNull(nulls, positions[i])) {
                equal[i] = false;
            }
        }
    }

    /** Says which wide numbers of rows are beyond a long, and so unlike every value of a narrower vector. */
    private static void matchSigns(
            long[][] pages,
            int slot,
            long @Nullable [] nulls,
            int[] positions,
            int[] addresses,
            int count,
            boolean[] equal) {
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var offset = (addresses[i] & RowHeap.OFFSET_MASK) + slot;
            if (page[offset] != page[offset + 1] >> 63 && !isNull(nulls, positions[i])) {
                equal[i] = false;
            }
        }
    }

    private static void matchInts(
            long[][] pages,
            int slot,
            int[] values,
            long @Nullable [] nulls,
            int[] positions,
            int[] addresses,
            int count,
            boolean[] equal) {
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var row = positions[i];
            if (pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot] != values[row]
                    && !isNull(nulls, row)) {
                equal[i] = false;
            }
        }
    }

    private static void matchLongs(
            long[][] pages,
            int slot,
            long[] values,
            long @Nullable [] nulls,
            int[] positions,
            int[] addresses,
            int count,
            boolean[] equal) {
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var row = positions[i];
            if (pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot] != values[row]
                    && !isNull(nulls, row)) {
                equal[i] = false;
            }
        }
    }

    private static void matchDoubles(
            long[][] pages,
            int slot,
            double[] values,
            long @Nullable [] nulls,
            int[] positions,
            int[] addresses,
            int count,
            boolean[] equal) {
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var row = positions[i];
            if (pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot]
                            != Double.doubleToLongBits(values[row] + 0.0)
                    && !isNull(nulls, row)) {
                equal[i] = false;
            }
        }
    }

    private static void matchBytes(
            RowHeap heap,
            int slot,
            byte[] bytes,
            int[] offsets,
            int @Nullable [] codes,
            long @Nullable [] nulls,
            int[] positions,
            int[] addresses,
            int count,
            boolean[] equal) {
        var pages = heap.pages();
        for (var i = 0; i < count; i++) {
            var row = positions[i];
            if (!equal[i] || isNull(nulls, row)) {
                continue;
            }
            var entry = codes == null ? row : codes[row];
            var address = addresses[i];
            var reference = pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot];
            equal[i] = equalsReference(heap.bytePages(), reference, bytes, offsets[entry], offsets[entry + 1]);
        }
    }

    private static void matchConstant(
            RowHeap heap, int slot, Datum value, int[] addresses, int count, boolean[] equal) {
        var pages = heap.pages();
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var offset = (addresses[i] & RowHeap.OFFSET_MASK) + slot;
            equal[i] &= switch (value) {
                case Datum.Integral(var v) -> page[offset] == v;
                case Datum.Floating(var v) -> page[offset] == Double.doubleToLongBits(v + 0.0);
                case Datum.Wide(var high, var low) -> page[offset] == high && page[offset + 1] == low;
                case Datum.Bytes(var v) -> equalsReference(heap.bytePages(), page[offset], v, 0, v.length);
                case Datum.Null.NULL -> true;
            };
        }
    }

    private static final byte[] EMPTY = new byte[0];

    private static boolean equalsReference(byte[][] bytePages, long reference, byte[] bytes, int from, int to) {
        var length = RowHeap.referenceLength(reference);
        var offset = RowHeap.referenceOffset(reference);
        var page = length == 0 ? EMPTY : bytePages[RowHeap.referencePage(reference)];
        return equalStrings(page, offset, offset + length, bytes, from, to);
    }

    /** Compares strings for equality under SQL, which ignores trailing blanks. */
    public static boolean equalStrings(
            byte[] left, int leftFrom, int leftTo, byte[] right, int rightFrom, int rightTo) {
        var common = Math.min(leftTo - leftFrom, rightTo - rightFrom);
        return Arrays.equals(left, leftFrom, leftFrom + common, right, rightFrom, rightFrom + common)
                && isBlank(left, leftFrom + common, leftTo)
                && isBlank(right, rightFrom + common, rightTo);
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (var i = from; i < to; i++) {
            if (bytes[i] != ' ') {
                return false;
            }
        }
        return true;
    }

    /** Compares the first {@code keyCount} columns of two rows of one heap, nulls being equal. */
    public static boolean rowsEqual(RowHeap heap, long[][] pages, int left, int right, int[] keyColumns) {
        var layout = heap.layout();
        var leftPage = pages[left >>> RowHeap.OFFSET_BITS];
        var rightPage = pages[right >>> RowHeap.OFFSET_BITS];
        var leftOffset = left & RowHeap.OFFSET_MASK;
        var rightOffset = right & RowHeap.OFFSET_MASK;
        for (var column : keyColumns) {
            var nullSlot = layout.nullSlot(column);
            var leftNull = leftPage[leftOffset + nullSlot] >>> column & 1;
            var rightNull = rightPage[rightOffset + nullSlot] >>> column & 1;
            if (leftNull != rightNull) {
                return false;
            }
            if (leftNull == 0 && !valuesEqual(heap, layout, column, leftPage, leftOffset, rightPage, rightOffset)) {
                return false;
            }
        }
        return true;
    }

    private static boolean valuesEqual(
            RowHeap heap,
            RowLayout layout,
            int column,
            long[] leftPage,
            int leftOffset,
            long[] rightPage,
            int rightOffset) {
        var slot = layout.slot(column);
        var leftValue = leftPage[leftOffset + slot];
        var rightValue = rightPage[rightOffset + slot];
        if (layout.kind(column) == PhysicalKind.BYTES) {
            if (leftValue == rightValue) {
                return true;
            }
            var length = RowHeap.referenceLength(rightValue);
            var offset = RowHeap.referenceOffset(rightValue);
            var page = length == 0 ? EMPTY : heap.bytePages()[RowHeap.referencePage(rightValue)];
            return equalsReference(heap.bytePages(), leftValue, page, offset, offset + length);
        }
        return leftValue == rightValue
                && (layout.kind(column) != PhysicalKind.INT128
                        || leftPage[leftOffset + slot + 1] == rightPage[rightOffset + slot + 1]);
    }
}
