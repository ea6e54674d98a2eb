package dev.slipher.compute.memory;

import dev.slipher.storage.batch.Batch;
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
import org.jspecify.annotations.Nullable;

/**
 * The loops that spread vectors over rows of a {@link RowHeap}, a column at a time. A vector may be narrower than its
 * column, since numbers of a wide type travel as longs where all of them fit.
 */
public final class RowWrites {
    private RowWrites() {}

    /** Returns the bytes that the strings of a batch's selected rows need, at most. */
    public static long bytesNeeded(RowAppender appender, Batch batch, int columnCount) {
        if (!appender.heap().layout().hasBytes()) {
            return 0;
        }
        var total = 0L;
        for (var c = 0; c < columnCount; c++) {
            total += bytesNeeded(appender, c, batch.column(c), batch.selection(), batch.selectedCount());
        }
        return total;
    }

    /** Returns the bytes that one column's strings need, at most. */
    public static long bytesNeeded(
            RowAppender appender, int columnIndex, Vector vector, int @Nullable [] selection, int count) {
        return switch (vector) {
            case BytesVector v -> lengths(v.offsets(), selection, count);
            case DictionaryVector v -> {
                var references = appender.prepareReferences(columnIndex, v.dictionary(), count);
                yield references == null
                        ? codeLengths(v.codes(), v.dictionary().offsets(), selection, count)
                        : missingEntries(references, v, selection, count);
            }
            case ConstantVector v -> v.value() instanceof Datum.Bytes(var value) ? value.length : 0;
            case IntVector _, LongVector _, DoubleVector _, Int128Vector _ -> 0;
        };
    }

    /** Returns the bytes of the strings of some rows, each counted. */
    public static long stringBytes(Vector vector, int @Nullable [] selection, int count) {
        return switch (vector) {
            case BytesVector v -> lengths(v.offsets(), selection, count);
            case DictionaryVector v -> codeLengths(v.codes(), v.dictionary().offsets(), selection, count);
            case ConstantVector v -> v.value() instanceof Datum.Bytes(var value) ? (long) value.length * count : 0;
            case IntVector _, LongVector _, DoubleVector _, Int128Vector _ -> 0;
        };
    }

    private static long lengths(int[] offsets, int @Nullable [] selection, int count) {
        if (selection == null) {
            return (long) offsets[count] - offsets[0];
        }
        var total = 0L;
        for (var i = 0; i < count; i++) {
            total += offsets[selection[i] + 1] - offsets[selection[i]];
        }
        return total;
    }

    private static long codeLengths(int[] codes, int[] offsets, int @Nullable [] selection, int count) {
        var total = 0L;
        for (var i = 0; i < count; i++) {
            var code = codes[selection == null ? i : selection[i]];
            total += offsets[code + 1] - offsets[code];
        }
        return total;
    }

    /** Counts an entry once a row, so it is an upper bound, unless all entries are stored, when it is 0. */
    private static long missingEntries(
            long[] references, DictionaryVector vector, int @Nullable [] selection, int count) {
        var codes = vector.codes();
        var offsets = vector.dictionary().offsets();
        var total = 0L;
        for (var i = 0; i < count; i++) {
            var code = codes[selection == null ? i : selection[i]];
            if (references[code] < 0) {
                total += offsets[code + 1] - offsets[code];
            }
        }
        return total;
    }

    /** Says that no column of the rows is null. */
    public static void clearNulls(RowHeap heap, int[] addresses, int count) {
        var pages = heap.pages();
        var first = heap.layout().firstNullSlot();
        var end = first + heap.layout().nullLongs();
        for (var slot = first; slot < end; slot++) {
            for (var i = 0; i < count; i++) {
                var address = addresses[i];
                pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot] = 0;
            }
        }
    }

    /** Writes the selected rows of a vector to a column; the rows' null masks were cleared before. */
    public static void write(
            RowAppender appender,
            int columnIndex,
            Vector vector,
            int @Nullable [] selection,
            int[] addresses,
            int count) {
        var layout = appender.heap().layout();
        var pages = appender.heap().pages();
        var slot = layout.slot(columnIndex);
        var wide = layout.kind(columnIndex) == PhysicalKind.INT128;
        switch (vector) {
            case IntVector v -> writeInts(pages, wide ? slot + 1 : slot, v.values(), selection, addresses, count);
            case LongVector v -> writeLongs(pages, wide ? slot + 1 : slot, v.values(), selection, addresses, count);
            case DoubleVector v -> writeDoubles(pages, slot, v.values(), selection, addresses, count);
            case Int128Vector v -> {
                writeLongs(pages, slot, v.high(), selection, addresses, count);
                writeLongs(pages, slot + 1, v.low(), selection, addresses, count);
            }
            case BytesVector v -> writeBytes(appender, pages, slot, v, selection, addresses, count);
            case DictionaryVector v -> writeCodes(appender, columnIndex, pages, slot, v, selection, addresses, count);
            case ConstantVector v ->
                writeConstant(appender, pages, slot, v.value().as(layout.kind(columnIndex)), addresses, count);
        }
        if (wide && (vector instanceof IntVector || vector instanceof LongVector)) {
            extendSigns(pages, slot, addresses, count);
        }
        var nulls = vector.nulls();
        if (nulls != null) {
            appender.heap().noteNulls(columnIndex);
            writeNulls(
                    pages, layout.nullSlot(columnIndex), 1L << columnIndex, slot, nulls, selection, addresses, count);
        }
    }

    /** Fills the high halves of numbers whose low halves were written. */
    private static void extendSigns(long[][] pages, int slot, int[] addresses, int count) {
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var offset = (addresses[i] & RowHeap.OFFSET_MASK) + slot;
            page[offset] = page[offset + 1] >> 63;
        }
    }

    private static void writeInts(
            long[][] pages, int slot, int[] values, int @Nullable [] selection, int[] addresses, int count) {
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot] =
                    values[selection == null ? i : selection[i]];
        }
    }

    private static void writeLongs(
            long[][] pages, int slot, long[] values, int @Nullable [] selection, int[] addresses, int count) {
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot] =
                    values[selection == null ? i : selection[i]];
        }
    }

    private static void writeDoubles(
            long[][] pages, int slot, double[] values, int @Nullable [] selection, int[] addresses, int count) {
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot] =
                    Double.doubleToLongBits(values[selection == null ? i : selection[i]] + 0.0);
        }
    }

    private static void writeBytes(
            RowAppender appender,
            long[][] pages,
            int slot,
            BytesVector vector,
            int @Nullable [] selection,
            int[] addresses,
            int count) {
        var bytes = vector.bytes();
        var offsets = vector.offsets();
        for (var i = 0; i < count; i++) {
            var row = selection == null ? i : selection[i];
            var address = addresses[i];
            pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot] =
                    appender.store(bytes, offsets[row], offsets[row + 1] - offsets[row]);
        }
    }

    private static void writeCodes(
            RowAppender appender,
            int columnIndex,
            long[][] pages,
            int slot,
            DictionaryVector vector,
            int @Nullable [] selection,
            int[] addresses,
            int count) {
        var dictionary = vector.dictionary();
        var bytes = dictionary.bytes();
        var offsets = dictionary.offsets();
        var codes = vector.codes();
        var references = appender.referencesOrNull(columnIndex, dictionary);
        for (var i = 0; i < count; i++) {
            var code = codes[selection == null ? i : selection[i]];
            var reference = references == null ? -1 : references[code];
            if (reference < 0) {
                reference = appender.store(bytes, offsets[code], offsets[code + 1] - offsets[code]);
                if (references != null) {
                    references[code] = reference;
                }
            }
            var address = addresses[i];
            pages[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + slot] = reference;
        }
    }

    private static void writeConstant(
            RowAppender appender, long[][] pages, int slot, Datum value, int[] addresses, int count) {
        var first = 0L;
        var second = 0L;
        switch (value) {
            case Datum.Integral(var v) -> first = v;
            case Datum.Floating(var v) -> first = Double.doubleToLongBits(v + 0.0);
            case Datum.Wide(var high, var low) -> {
                first = high;
                second = low;
            }
            case Datum.Bytes(var v) -> first = count == 0 ? 0 : appender.store(v, 0, v.length);
            case Datum.Null.NULL -> {}
        }
        var wide = value instanceof Datum.Wide;
        for (var i = 0; i < count; i++) {
            var address = addresses[i];
            var page = pages[address >>> RowHeap.OFFSET_BITS];
            var offset = (address & RowHeap.OFFSET_MASK) + slot;
            page[offset] = first;
            if (wide) {
                page[offset + 1] = second;
            }
        }
    }

    private static void writeNulls(
            long[][] pages,
            int nullSlot,
            long bit,
            int slot,
            long[] nulls,
            int @Nullable [] selection,
            int[] addresses,
            int count) {
        for (var i = 0; i < count; i++) {
            var row = selection == null ? i : selection[i];
            if ((nulls[row >>> 6] >>> row & 1) != 0) {
                var address = addresses[i];
                var page = pages[address >>> RowHeap.OFFSET_BITS];
                var offset = address & RowHeap.OFFSET_MASK;
                page[offset + nullSlot] |= bit;
                page[offset + slot] = 0;
            }
        }
    }
}
