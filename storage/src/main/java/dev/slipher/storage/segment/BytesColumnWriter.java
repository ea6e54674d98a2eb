package dev.slipher.storage.segment;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.encoding.BytesChunkEncoder;
import dev.slipher.storage.encoding.IntegerBlockEncoder;
import dev.slipher.storage.encoding.StringComparison;
import dev.slipher.storage.type.Datum;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The column writer for values of kind BYTES. */
final class BytesColumnWriter extends ColumnWriter {
    private static final byte[] NOTHING = new byte[0];
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final BytesChunkEncoder encoder;
    private final IntegerBlockEncoder codeEncoder;
    private final boolean ignoresBlanks;
    private final long[] codes = new long[Batch.CAPACITY + Batch.SLACK];
    private byte[] bytes = new byte[1 << 12];
    private int[] offsets = new int[Batch.CAPACITY + 1];

    private byte @Nullable [] segmentMin;
    private byte @Nullable [] segmentMax;
    private long segmentByteCount;
    private boolean anyTrailingBlank;
    private int minRow;
    private int maxRow;

    BytesColumnWriter(ColumnSpec spec, BytesChunkEncoder.Workspace workspace, IntegerBlockEncoder codeEncoder) {
        super(spec);
        this.ignoresBlanks = StringComparison.ignoresBlanks(spec.type());
        this.encoder = new BytesChunkEncoder(workspace, ignoresBlanks, spec.raw());
        this.codeEncoder = codeEncoder;
    }

    /** Returns the bytes that rows {@code from} to {@code to - 1} of {@code vector}, or of its selection, would append. */
    static long byteCount(Vector vector, int @Nullable [] selection, int from, int to) {
        return switch (vector) {
            case BytesVector strings when selection == null -> strings.offsets()[to] - strings.offsets()[from];
            case BytesVector strings -> {
                var sum = 0L;
                for (var i = from; i < to; i++) {
                    sum += strings.length(selection[i]);
                }
                yield sum;
            }
            case DictionaryVector coded -> {
                var entries = coded.dictionary().offsets();
                var sum = 0L;
                for (var i = from; i < to; i++) {
                    var code = coded.codes()[selection == null ? i : selection[i]];
                    sum += entries[code + 1] - entries[code];
                }
                yield sum;
            }
            case ConstantVector constant ->
                constant.value() instanceof Datum.Bytes value ? (long) value.value().length * (to - from) : 0;
            default -> 0;
        };
    }

    /** Returns the bytes that are buffered. */
    int bufferedBytes() {
        return offsets[rows];
    }

    @Override
    void appendValues(Vector vector, int @Nullable [] selection, int from, int to) {
        var count = to - from;
        if (rows + count >= offsets.length) {
            offsets = Arrays.copyOf(offsets, Math.max(rows + count + 1, 2 * offsets.length));
        }
        ensure(Math.toIntExact(byteCount(vector, selection, from, to)));
        switch (vector) {
            case BytesVector strings -> appendStrings(strings, selection, from, count);
            case DictionaryVector coded -> {
                var entries = coded.dictionary();
                for (var i = 0; i < count; i++) {
                    var code = coded.codes()[selection == null ? from + i : selection[from + i]];
                    appendString(rows + i, entries.bytes(), entries.offsets()[code], entries.offsets()[code + 1]);
                }
            }
            case ConstantVector constant -> {
                var value = constant.value() instanceof Datum.Bytes some ? some.value() : NOTHING;
                for (var i = 0; i < count; i++) {
                    appendString(rows + i, value, 0, value.length);
                }
            }
            default -> throw mismatch(spec, vector);
        }
    }

    private void appendStrings(BytesVector strings, int @Nullable [] selection, int from, int count) {
        var source = strings.offsets();
        if (selection == null && strings.nulls() == null) {
            var start = source[from];
            System.arraycopy(strings.bytes(), start, bytes, offsets[rows], source[from + count] - start);
            var shift = offsets[rows] - start;
            for (var i = 1; i <= count; i++) {
                offsets[rows + i] = source[from + i] + shift;
            }
            return;
        }
        for (var i = 0; i < count; i++) {
            var position = selection == null ? from + i : selection[from + i];
            appendString(rows + i, strings.bytes(), source[position], source[position + 1]);
        }
    }

    private void appendString(int row, byte[] source, int from, int to) {
        var length = isNull(row) ? 0 : to - from;
        System.arraycopy(source, from, bytes, offsets[row], length);
        offsets[row + 1] = offsets[row] + length;
    }

    private void ensure(int count) {
        var needed = (long) offsets[rows] + count + BytesChunkEncoder.SLACK_BYTES;
        if (needed > bytes.length) {
            var size = Math.max(needed, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8));
            bytes = Arrays.copyOf(bytes, Math.toIntExact(size));
        }
    }

    @Override
    void encode(ChunkBuilder chunk) {
        segmentByteCount += offsets[rows];
        encoder.begin(bytes, offsets, rows, nulls, chunk.payload());
        chunk.endShared(encoder.isDictionary());
        anyTrailingBlank = false;
        if (encoder.isDictionary()) {
            chunk.setFlag(ChunkHeader.DICTIONARY);
            encodeCodes(chunk);
        } else {
            encodeStrings(chunk);
        }
        if (!anyTrailingBlank) {
            chunk.setFlag(ChunkHeader.NO_TRAILING_BLANKS);
        }
    }

    private void encodeCodes(ChunkBuilder chunk) {
        var all = encoder.codes();
        var nullsBefore = segmentNullCount;
        var chunkMin = Integer.MAX_VALUE;
        var chunkMax = -1;
        var descents = 0;
        var before = 0;
        for (var first = 0; first < rows; first += Batch.CAPACITY) {
            var count = Math.min(rows - first, Batch.CAPACITY);
            var nullCount = countNulls(first, count);
            chunk.beginBlock(nulls, first, count, nullCount);
            var min = Integer.MAX_VALUE;
            var max = -1;
            for (var i = 0; i < count; i++) {
                var code = all[first + i];
                codes[i] = code;
                min = Math.min(min, code);
                max = Math.max(max, code);
                descents += before > code ? 1 : 0;
                before = code;
            }
            chunk.setRange(min, max);
            chunkMin = Math.min(chunkMin, min);
            chunkMax = Math.max(chunkMax, max);
            var encoding = codeEncoder.encode(codes, count, min, max, 1, chunk.payload());
            chunk.endBlock(encoding, codeEncoder.width(), true);
        }
        for (var code = 0; code < encoder.entryCount(); code++) {
            var end = compared(encoder.entryStart(code), encoder.entryEnd(code));
            distinct.add(BytesChunkEncoder.hash(bytes, encoder.entryStart(code), end));
        }
        var minFrom = encoder.entryStart(chunkMin);
        var maxFrom = encoder.entryStart(chunkMax);
        var minTo = compared(minFrom, encoder.entryEnd(chunkMin));
        var maxTo = compared(maxFrom, encoder.entryEnd(chunkMax));
        chunk.addPrefixes(bytes, minFrom, minTo, maxFrom, maxTo);
        if (segmentNullCount - nullsBefore < rows) {
            widenRange(minFrom, minTo, maxFrom, maxTo);
        }
        if (descents == 0 && segmentNullCount == nullsBefore) {
            chunk.setFlag(ChunkHeader.SORTED);
        }
    }

    private void encodeStrings(ChunkBuilder chunk) {
        var nullsBefore = segmentNullCount;
        var blocks = ChunkHeader.blocksOf(rows);
        var minRows = new int[blocks];
        var maxRows = new int[blocks];
        var chunkMin = -1;
        var chunkMax = -1;
        for (var block = 0; block < blocks; block++) {
            var first = block * Batch.CAPACITY;
            findExtremes(first, Math.min(first + Batch.CAPACITY, rows));
            minRows[block] = minRow;
            maxRows[block] = maxRow;
            chunkMin = chunkMin < 0 || isNull(chunkMin) || !isNull(minRow) && compareRows(minRow, chunkMin) < 0
                    ? minRow
                    : chunkMin;
            chunkMax = chunkMax < 0 || isNull(chunkMax) || !isNull(maxRow) && compareRows(maxRow, chunkMax) > 0
                    ? maxRow
                    : chunkMax;
        }
        addPrefixes(chunk, chunkMin, chunkMax);
        for (var block = 0; block < blocks; block++) {
            var first = block * Batch.CAPACITY;
            var count = Math.min(rows - first, Batch.CAPACITY);
            chunk.beginBlock(nulls, first, count, countNulls(first, count));
            chunk.setByteCount(offsets[first + count] - offsets[first]);
            addPrefixes(chunk, minRows[block], maxRows[block]);
            hashAll(first, count);
            var encoding = encoder.encode(first, count, chunk.payload());
            chunk.endBlock(encoding, encoder.width(), false);
        }
        if (segmentNullCount - nullsBefore < rows) {
            var minFrom = offsets[chunkMin];
            var maxFrom = offsets[chunkMax];
            widenRange(
                    minFrom,
                    compared(minFrom, offsets[chunkMin + 1]),
                    maxFrom,
                    compared(maxFrom, offsets[chunkMax + 1]));
        }
    }

    private void addPrefixes(ChunkBuilder chunk, int minRow, int maxRow) {
        var minFrom = offsets[minRow];
        var maxFrom = offsets[maxRow];
        chunk.addPrefixes(
                bytes,
                minFrom,
                compared(minFrom, offsets[minRow + 1]),
                maxFrom,
                compared(maxFrom, offsets[maxRow + 1]));
    }

    /**
     * Finds the rows of the smallest and the greatest string that are not null, or the first row if all are.
     *
     * <p>The first eight bytes, as a number, decide nearly always.
     */
    private void findExtremes(int first, int end) {
        minRow = first;
        maxRow = first;
        while (minRow < end - 1 && isNull(minRow)) {
            minRow++;
        }
        maxRow = minRow;
        var minHead = head(minRow);
        var maxHead = minHead;
        for (var row = minRow + 1; row < end; row++) {
            if (isNull(row)) {
                continue;
            }
            var head = head(row);
            if (head <= minHead && (head < minHead || compareRows(row, minRow) < 0)) {
                minRow = row;
                minHead = head;
            }
            if (head >= maxHead && (head > maxHead || compareRows(row, maxRow) > 0)) {
                maxRow = row;
                maxHead = head;
            }
        }
    }

    /** Returns the first eight bytes that count, zeros where there are fewer, as a number that orders as they do. */
    private long head(int row) {
        var length = compared(offsets[row], offsets[row + 1]) - offsets[row];
        if (length == 0) {
            return Long.MIN_VALUE;
        }
        var word = (long) WORDS.get(bytes, offsets[row]);
        return (length < Long.BYTES ? word & -1L << (64 - 8 * length) : word) ^ Long.MIN_VALUE;
    }

    private int compareRows(int left, int right) {
        return StringComparison.compare(
                bytes,
                offsets[left],
                compared(offsets[left], offsets[left + 1]),
                bytes,
                offsets[right],
                compared(offsets[right], offsets[right + 1]));
    }

    private void hashAll(int first, int count) {
        for (var row = first; row < first + count; row++) {
            if (!isNull(row)) {
                var end = compared(offsets[row], offsets[row + 1]);
                distinct.add(BytesChunkEncoder.hash(bytes, offsets[row], end));
            }
        }
    }

    /** Returns where a string ends as far as comparisons go, and notes whether that cut off a blank. */
    private int compared(int from, int to) {
        if (from == to || bytes[to - 1] != ' ') {
            return to;
        }
        anyTrailingBlank = true;
        return ignoresBlanks ? StringComparison.strippedEnd(bytes, from, to) : to;
    }

    private void widenRange(int minFrom, int minTo, int maxFrom, int maxTo) {
        if (segmentMin == null || Arrays.compareUnsigned(bytes, minFrom, minTo, segmentMin, 0, segmentMin.length) < 0) {
            segmentMin = Arrays.copyOfRange(bytes, minFrom, minTo);
        }
        if (segmentMax == null || Arrays.compareUnsigned(bytes, maxFrom, maxTo, segmentMax, 0, segmentMax.length) > 0) {
            segmentMax = Arrays.copyOfRange(bytes, maxFrom, maxTo);
        }
    }

    @Override
    void forgetValues() {}

    @Override
    long memoryBytes() {
        return bytes.length + 4L * offsets.length;
    }

    @Override
    ColumnStatistics statistics() {
        var valueCount = segmentRowCount - segmentNullCount;
        return new ColumnStatistics(
                spec.columnId(),
                segmentNullCount,
                segmentMin == null ? Datum.Null.NULL : new Datum.Bytes(StringBounds.lower(segmentMin)),
                segmentMax == null ? Datum.Null.NULL : new Datum.Bytes(StringBounds.upper(segmentMax)),
                distinct,
                valueCount == 0 ? 0 : (double) segmentByteCount / valueCount);
    }
}
