package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.PhysicalKind;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates that end with one of their values: MIN, MAX, any value, the only value. The state is what was seen (a count,
 * or for the only value bit 0 for a row and bit 1 for a value) and the value chosen.
 */
final class ChoiceAccumulator implements Accumulator {
    /** Which value stays. */
    enum Choice {
        LEAST,
        GREATEST,
        ANY,
        /** The value of the only row; a second row raises 21000. */
        SINGLE
    }

    private static final long ROW = 1;
    private static final long VALUE = 2;

    private final Choice choice;
    private final PhysicalKind kind;

    ChoiceAccumulator(Choice choice, PhysicalKind kind) {
        this.choice = choice;
        this.kind = kind;
    }

    @Override
    public List<PhysicalKind> state() {
        return List.of(PhysicalKind.INT64, kind);
    }

    @Override
    public boolean skipsNulls() {
        return choice != Choice.SINGLE;
    }

    @Override
    public void update(
            RowAppender appender, int slot, Vector argument, int @Nullable [] positions, int[] addresses, int count) {
        var pages = appender.heap().pages();
        switch (choice) {
            case SINGLE -> {
                keepSingle(appender, slot, argument, positions, addresses, count);
                return;
            }
            case ANY -> {
                keepFirst(appender, slot, argument, positions, addresses, count);
                return;
            }
            case LEAST, GREATEST -> {}
        }
        var least = choice == Choice.LEAST;
        switch (widened(argument)) {
            case IntVector v -> keepInts(pages, slot, v.values(), positions, addresses, count, least);
            case LongVector v -> keepLongs(pages, slot, v.values(), positions, addresses, count, least);
            case DoubleVector v -> keepDoubles(pages, slot, v.values(), positions, addresses, count, least);
            case Int128Vector v -> keepWide(pages, slot, v, positions, addresses, count, least);
            default -> keepBytes(appender, slot, argument, positions, addresses, count, least);
        }
    }

    /** Numbers of a wide type travel as longs where all of them fit. */
    private Vector widened(Vector argument) {
        if (kind != PhysicalKind.INT128) {
            return argument;
        }
        return switch (argument) {
            case IntVector v -> Int128Vector.of(v);
            case LongVector v -> Int128Vector.of(v);
            default -> argument;
        };
    }

    private static void keepInts(
            long[][] pages,
            int slot,
            int[] values,
            int @Nullable [] positions,
            int[] addresses,
            int count,
            boolean least) {
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var offset = (addresses[i] & RowHeap.OFFSET_MASK) + slot;
            long value = values[positions == null ? i : positions[i]];
            if (page[offset]++ == 0 || (least ? value < page[offset + 1] : value > page[offset + 1])) {
                page[offset + 1] = value;
            }
        }
    }

    private static void keepLongs(
            long[][] pages,
            int slot,
            long[] values,
            int @Nullable [] positions,
            int[] addresses,
            int count,
            boolean least) {
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var offset = (addresses[i] & RowHeap.OFFSET_MASK) + slot;
            var value = values[positions == null ? i : positions[i]];
            if (page[offset]++ == 0 || (least ? value < page[offset + 1] : value > page[offset + 1])) {
                page[offset + 1] = value;
            }
        }
    }

    private static void keepDoubles(
            long[][] pages,
            int slot,
            double[] values,
            int @Nullable [] positions,
            int[] addresses,
            int count,
            boolean least) {
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var offset = (addresses[i] & RowHeap.OFFSET_MASK) + slot;
            var value = values[positions == null ? i : positions[i]] + 0.0;
            var order = Double.compare(value, Double.longBitsToDouble(page[offset + 1]));
            if (page[offset]++ == 0 || (least ? order < 0 : order > 0)) {
                page[offset + 1] = Double.doubleToLongBits(value);
            }
        }
    }

    private static void keepWide(
            long[][] pages,
            int slot,
            Int128Vector vector,
            int @Nullable [] positions,
            int[] addresses,
            int count,
            boolean least) {
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var offset = (addresses[i] & RowHeap.OFFSET_MASK) + slot;
            var row = positions == null ? i : positions[i];
            var order = compareWide(vector.high()[row], vector.low()[row], page[offset + 1], page[offset + 2]);
            if (page[offset]++ == 0 || (least ? order < 0 : order > 0)) {
                page[offset + 1] = vector.high()[row];
                page[offset + 2] = vector.low()[row];
            }
        }
    }

    private static int compareWide(long leftHigh, long leftLow, long rightHigh, long rightLow) {
        return leftHigh != rightHigh ? Long.compare(leftHigh, rightHigh) : Long.compareUnsigned(leftLow, rightLow);
    }

    private static void keepBytes(
            RowAppender appender,
            int slot,
            Vector argument,
            int @Nullable [] positions,
            int[] addresses,
            int count,
            boolean least) {
        var pages = appender.heap().pages();
        var bytes = bytes(argument);
        var offsets = offsets(argument);
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var offset = (addresses[i] & RowHeap.OFFSET_MASK) + slot;
            var entry = entry(argument, positions == null ? i : positions[i]);
            if (page[offset]++ != 0) {
                var order = compareToReference(
                        appender.heap(), bytes, offsets[entry], offsets[entry + 1], page[offset + 1]);
                if (least ? order >= 0 : order <= 0) {
                    continue;
                }
            }
            page[offset + 1] = appender.store(bytes, offsets[entry], offsets[entry + 1] - offsets[entry]);
        }
    }

    private static byte[] bytes(Vector argument) {
        return argument instanceof DictionaryVector v ? v.dictionary().bytes() : ((BytesVector) argument).bytes();
    }

    private static int[] offsets(Vector argument) {
        return argument instanceof DictionaryVector v ? v.dictionary().offsets() : ((BytesVector) argument).offsets();
    }

    private static int entry(Vector argument, int position) {
        return argument instanceof DictionaryVector v ? v.codes()[position] : position;
    }

    private static int compareToReference(RowHeap heap, byte[] bytes, int from, int to, long reference) {
        var length = RowHeap.referenceLength(reference);
        var offset = RowHeap.referenceOffset(reference);
        var page = length == 0 ? new byte[0] : heap.bytePages()[RowHeap.referencePage(reference)];
        return compareStrings(bytes, from, to, page, offset, offset + length);
    }

    /** Compares strings as unsigned bytes without their trailing blanks. */
    static int compareStrings(byte[] left, int leftFrom, int leftTo, byte[] right, int rightFrom, int rightTo) {
        return Arrays.compareUnsigned(
                left,
                leftFrom,
                withoutBlanks(left, leftFrom, leftTo),
                right,
                rightFrom,
                withoutBlanks(right, rightFrom, rightTo));
    }

    private static int withoutBlanks(byte[] bytes, int from, int to) {
        var end = to;
        while (end > from && bytes[end - 1] == ' ') {
            end--;
        }
        return end;
    }

    private void keepFirst(
            RowAppender appender, int slot, Vector argument, int @Nullable [] positions, int[] addresses, int count) {
        var pages = appender.heap().pages();
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var offset = (addresses[i] & RowHeap.OFFSET_MASK) + slot;
            if (page[offset]++ == 0) {
                store(appender, page, offset + 1, argument, positions == null ? i : positions[i]);
            }
        }
    }

    private void keepSingle(
            RowAppender appender, int slot, Vector argument, int @Nullable [] positions, int[] addresses, int count) {
        var pages = appender.heap().pages();
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var offset = (addresses[i] & RowHeap.OFFSET_MASK) + slot;
            var row = positions == null ? i : positions[i];
            if (page[offset] != 0) {
                throw secondRow();
            }
            page[offset] = ROW;
            if (!argument.isNull(row)) {
                page[offset] = ROW | VALUE;
                store(appender, page, offset + 1, argument, row);
            }
        }
    }

    private void store(long[] page, int offset, long value) {
        if (kind == PhysicalKind.INT128) {
            page[offset] = value >> 63;
            page[offset + 1] = value;
        } else {
            page[offset] = value;
        }
    }

    private void store(RowAppender appender, long[] page, int offset, Vector argument, int row) {
        switch (argument) {
            case IntVector v -> store(page, offset, v.values()[row]);
            case LongVector v -> store(page, offset, v.values()[row]);
            case DoubleVector v -> page[offset] = Double.doubleToLongBits(v.values()[row] + 0.0);
            case Int128Vector v -> {
                page[offset] = v.high()[row];
                page[offset + 1] = v.low()[row];
            }
            default -> {
                var offsets = offsets(argument);
                var entry = entry(argument, row);
                page[offset] = appender.store(bytes(argument), offsets[entry], offsets[entry + 1] - offsets[entry]);
            }
        }
    }

    private static SlipherException secondRow() {
        return new SlipherException(
                SqlState.CARDINALITY_VIOLATION, "more than one row returned by a subquery used as an expression");
    }

    @Override
    public void merge(RowHeap heap, int slot, int to, int from) {
        var toPage = Accumulator.page(heap, to);
        var toOffset = (to & RowHeap.OFFSET_MASK) + slot;
        var fromPage = Accumulator.page(heap, from);
        var fromOffset = (from & RowHeap.OFFSET_MASK) + slot;
        if (fromPage[fromOffset] == 0) {
            return;
        }
        if (toPage[toOffset] != 0) {
            if (choice == Choice.SINGLE) {
                throw secondRow();
            }
            if (choice == Choice.ANY || !isBetter(heap, fromPage, fromOffset + 1, toPage, toOffset + 1)) {
                toPage[toOffset] += fromPage[fromOffset];
                return;
            }
        }
        toPage[toOffset] = choice == Choice.SINGLE ? fromPage[fromOffset] : toPage[toOffset] + fromPage[fromOffset];
        toPage[toOffset + 1] = fromPage[fromOffset + 1];
        if (kind == PhysicalKind.INT128) {
            toPage[toOffset + 2] = fromPage[fromOffset + 2];
        }
    }

    private boolean isBetter(RowHeap heap, long[] leftPage, int left, long[] rightPage, int right) {
        var order = switch (kind) {
            case INT32, INT64 -> Long.compare(leftPage[left], rightPage[right]);
            case DOUBLE ->
                Double.compare(Double.longBitsToDouble(leftPage[left]), Double.longBitsToDouble(rightPage[right]));
            case INT128 -> compareWide(leftPage[left], leftPage[left + 1], rightPage[right], rightPage[right + 1]);
            case BYTES -> {
                var length = RowHeap.referenceLength(leftPage[left]);
                var offset = RowHeap.referenceOffset(leftPage[left]);
                var page = length == 0 ? new byte[0] : heap.bytePages()[RowHeap.referencePage(leftPage[left])];
                yield compareToReference(heap, page, offset, offset + length, rightPage[right]);
            }
        };
        return choice == Choice.LEAST ? order < 0 : order > 0;
    }

    @Override
    public Vector result(RowHeap heap, int slot, int[] addresses, int count) {
        var target = Vectors.allocate(kind, count);
        var nulls = new long[Vectors.MASK_LONGS];
        var pages = heap.pages();
        var any = false;
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var seen = page[(addresses[i] & RowHeap.OFFSET_MASK) + slot];
            if (choice == Choice.SINGLE ? (seen & VALUE) == 0 : seen == 0) {
                nulls[i >>> 6] |= 1L << i;
                any = true;
            }
        }
        if (target instanceof BytesVector strings) {
            readStrings(heap, slot + 1, addresses, count, strings);
        } else {
            readFixed(pages, slot + 1, addresses, count, target);
        }
        Vectors.setNulls(target, any ? nulls : null);
        return target;
    }

    private static void readFixed(long[][] pages, int slot, int[] addresses, int count, Vector target) {
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var offset = (addresses[i] & RowHeap.OFFSET_MASK) + slot;
            switch (target) {
                case IntVector v -> v.values()[i] = (int) page[offset];
                case LongVector v -> v.values()[i] = page[offset];
                case DoubleVector v -> v.values()[i] = Double.longBitsToDouble(page[offset]);
                case Int128Vector v -> {
                    v.high()[i] = page[offset];
                    v.low()[i] = page[offset + 1];
                }
                default -> throw new IllegalStateException("fixed-size " + target);
            }
        }
    }

    private static void readStrings(RowHeap heap, int slot, int[] addresses, int count, BytesVector target) {
        var bytes = new byte[16 * count];
        var offsets = target.offsets();
        for (var i = 0; i < count; i++) {
            var reference = Accumulator.page(heap, addresses[i])[(addresses[i] & RowHeap.OFFSET_MASK) + slot];
            var length = RowHeap.referenceLength(reference);
            if (offsets[i] + length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, offsets[i] + length));
            }
            if (length > 0) {
                System.arraycopy(
                        heap.bytePages()[RowHeap.referencePage(reference)],
                        RowHeap.referenceOffset(reference),
                        bytes,
                        offsets[i],
                        length);
            }
            offsets[i + 1] = offsets[i] + length;
        }
        target.set(bytes, offsets, null);
    }
}
