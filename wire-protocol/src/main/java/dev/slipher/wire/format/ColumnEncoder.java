package dev.slipher.wire.format;

import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.DateTimeText;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.DecimalText;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns some rows of one column into the bytes that the client gets.
 *
 * <p>The values of a vector, whatever its variant, are first gathered into plain arrays, and these then written by a loop
 * of their type. Strings are not written at all: their bytes are where the vector has them.
 */
final class ColumnEncoder {
    private static final int SINK_BYTES = 1 << 12;
    private static final int SINK_KEPT_BYTES_MAX = 1 << 20;
    private static final byte[] NOTHING = {};

    private final SqlType type;
    private final ValueFormat format;
    private final SessionTime time;

    /** Null where the bytes are what the client gets, as in UTF-8. */
    private final @Nullable Transcoder transcoder;

    private final int[] starts = new int[RowEncoder.CHUNK_ROWS];
    private final int[] lengths = new int[RowEncoder.CHUNK_ROWS];
    private byte[] bytes = NOTHING;
    private ByteSink sink = new ByteSink(SINK_BYTES);

    /** Room for gathered values; which of them are in use depends on the physical kind. */
    private final long[] longs;

    private final long[] lows;
    private final double[] doubles;

    ColumnEncoder(RowEncoder.Column column, SessionTime time, Charset charset) {
        this.type = column.type();
        this.format = column.format();
        this.time = time;
        this.transcoder = isText() && !charset.equals(StandardCharsets.UTF_8) ? new Transcoder(charset) : null;
        var kind = type.physicalKind();
        this.longs = new long
                [switch (kind) {
                    case INT32, INT64, INT128 -> RowEncoder.CHUNK_ROWS;
                    case DOUBLE, BYTES -> 0;
                }];
        this.lows = new long
                [switch (kind) {
                    case INT128 -> RowEncoder.CHUNK_ROWS;
                    case INT32, INT64, DOUBLE, BYTES -> 0;
                }];
        this.doubles = new double
                [switch (kind) {
                    case DOUBLE -> RowEncoder.CHUNK_ROWS;
                    case INT32, INT64, INT128, BYTES -> 0;
                }];
    }

    /** Returns where the values' bytes lie, until the next {@link #encode}. */
    byte[] bytes() {
        return bytes;
    }

    /** Returns where each value starts. */
    int[] starts() {
        return starts;
    }

    /** Returns the length of each value, -1 for NULL. */
    int[] lengths() {
        return lengths;
    }

    /** Encodes the rows of {@code vector} at the first {@code count} of {@code positions}. */
    void encode(Vector vector, int[] positions, int count) {
        reuseSink();
        if (vector instanceof ConstantVector constant) {
            encodeConstant(constant.value(), count);
            return;
        }
        gather(vector, positions, count);
        var nulls = vector.nulls();
        if (nulls != null) {
            markNulls(nulls, positions, count);
        }
        write(count);
        if (nulls != null) {
            markNulls(nulls, positions, count);
        }
        transcode(count);
    }

    private void markNulls(long[] nulls, int[] positions, int count) {
        for (var i = 0; i < count; i++) {
            if ((nulls[positions[i] >>> 6] >>> positions[i] & 1) != 0) {
                lengths[i] = -1;
            }
        }
    }

    private void reuseSink() {
        if (sink.bytes().length > SINK_KEPT_BYTES_MAX) {
            sink = new ByteSink(SINK_BYTES);
        }
        sink.clear();
    }

    private void encodeConstant(Datum value, int count) {
        switch (value) {
            case Datum.Null _ -> {
                Arrays.fill(lengths, 0, count, -1);
                return;
            }
            case Datum.Integral(var integral) -> longs[0] = integral;
            case Datum.Floating(var floating) -> doubles[0] = floating;
            case Datum.Wide(var high, var low) -> {
                longs[0] = high;
                lows[0] = low;
            }
            case Datum.Bytes(var string) -> {
                bytes = string;
                starts[0] = 0;
                lengths[0] = string.length;
            }
        }
        write(1);
        transcode(1);
        Arrays.fill(starts, 0, count, starts[0]);
        Arrays.fill(lengths, 0, count, lengths[0]);
    }

    private void gather(Vector vector, int[] positions, int count) {
        switch (vector) {
            case IntVector ints -> gatherInts(ints.values(), positions, count, longs);
            case LongVector vectorLongs -> gatherLongs(vectorLongs.values(), positions, count, longs);
            case DoubleVector vectorDoubles -> gatherDoubles(vectorDoubles.values(), positions, count, doubles);
            case Int128Vector wide -> {
                gatherLongs(wide.high(), positions, count, longs);
                gatherLongs(wide.low(), positions, count, lows);
            }
            case BytesVector strings -> {
                bytes = strings.bytes();
                gatherStrings(strings.offsets(), positions, count);
            }
            case DictionaryVector dictionary -> {
                bytes = dictionary.dictionary().bytes();
                gatherEntries(dictionary.codes(), dictionary.dictionary().offsets(), positions, count);
            }
            case ConstantVector _ -> throw new IllegalStateException("constants are encoded once");
        }
        if (type.physicalKind() == PhysicalKind.INT128 && !(vector instanceof Int128Vector)) {
            widen(count);
        }
    }

    /** Makes high and low halves of values that travelled in a narrower vector than their type's. */
    private void widen(int count) {
        for (var i = 0; i < count; i++) {
            lows[i] = longs[i];
            longs[i] >>= Long.SIZE - 1;
        }
    }

    private static void gatherInts(int[] values, int[] positions, int count, long[] target) {
        for (var i = 0; i < count; i++) {
            target[i] = values[positions[i]];
        }
    }

    private static void gatherLongs(long[] values, int[] positions, int count, long[] target) {
        for (var i = 0; i < count; i++) {
            target[i] = values[positions[i]];
        }
    }

    private static void gatherDoubles(double[] values, int[] positions, int count, double[] target) {
        for (var i = 0; i < count; i++) {
            target[i] = values[positions[i]];
        }
    }

    private void gatherStrings(int[] offsets, int[] positions, int count) {
        for (var i = 0; i < count; i++) {
            starts[i] = offsets[positions[i]];
            lengths[i] = offsets[positions[i] + 1] - starts[i];
        }
    }

    private void gatherEntries(int[] codes, int[] offsets, int[] positions, int count) {
        for (var i = 0; i < count; i++) {
            var code = codes[positions[i]];
            starts[i] = offsets[code];
            lengths[i] = offsets[code + 1] - starts[i];
        }
    }

    private void write(int count) {
        switch (type.physicalKind()) {
            case INT32, INT64 -> writeLongs(count);
            case DOUBLE -> writeDoubles(count);
            case INT128 -> writeWide(count);
            case BYTES -> writeStrings(count);
        }
    }

    private void writeLongs(int count) {
        switch (format) {
            case TEXT -> writeLongTexts(count);
            case BINARY -> {
                for (var i = 0; i < count; i++) {
                    starts[i] = sink.length();
                    BinaryForm.appendLong(type, longs[i], sink);
                    lengths[i] = sink.length() - starts[i];
                }
            }
        }
        bytes = sink.bytes();
    }

    /** The types that make up most results have loops of their own. */
    private void writeLongTexts(int count) {
        switch (type) {
            case SqlType.Decimal(var _, var scale) -> {
                for (var i = 0; i < count; i++) {
                    starts[i] = sink.length();
                    DecimalText.format(longs[i], scale, sink);
                    lengths[i] = sink.length() - starts[i];
                }
            }
            case SqlType.Simple.SMALLINT, SqlType.Simple.INTEGER, SqlType.Simple.BIGINT, SqlType.Simple.OID -> {
                for (var i = 0; i < count; i++) {
                    starts[i] = sink.length();
                    sink.appendLong(longs[i]);
                    lengths[i] = sink.length() - starts[i];
                }
            }
            case SqlType.Simple.DATE -> {
                for (var i = 0; i < count; i++) {
                    starts[i] = sink.length();
                    DateTimeText.formatDate((int) longs[i], sink);
                    lengths[i] = sink.length() - starts[i];
                }
            }
            default -> {
                for (var i = 0; i < count; i++) {
                    starts[i] = sink.length();
                    TypeText.formatLong(type, longs[i], time, sink);
                    lengths[i] = sink.length() - starts[i];
                }
            }
        }
    }

    private void writeDoubles(int count) {
        for (var i = 0; i < count; i++) {
            starts[i] = sink.length();
            switch (format) {
                case TEXT -> TypeText.formatDouble(type, doubles[i], sink);
                case BINARY -> BinaryForm.appendDouble(type, doubles[i], sink);
            }
            lengths[i] = sink.length() - starts[i];
        }
        bytes = sink.bytes();
    }

    private void writeWide(int count) {
        for (var i = 0; i < count; i++) {
            starts[i] = sink.length();
            switch (format) {
                case TEXT -> TypeText.formatWide(type, longs[i], lows[i], sink);
                case BINARY -> BinaryForm.appendWide(type, longs[i], lows[i], sink);
            }
            lengths[i] = sink.length() - starts[i];
        }
        bytes = sink.bytes();
    }

    /** Leaves strings where they are unless the client's form of them is another. */
    private void writeStrings(int count) {
        switch (type) {
            case SqlType.Char _ -> rewrite(count, (from, to) -> TypeText.formatBytes(type, bytes, from, to, sink));
            case SqlType.Varbyte _ -> {
                if (format == ValueFormat.TEXT) {
                    rewrite(count, (from, to) -> TypeText.formatBytes(type, bytes, from, to, sink));
                }
            }
            case SqlType.Array(var element, var vector) -> {
                if (format == ValueFormat.BINARY) {
                    rewrite(count, (from, to) -> ArrayForm.append(element, bytes, from, to, time, sink));
                } else if (vector) {
                    rewrite(count, (from, to) -> TypeText.formatBytes(type, bytes, from, to, sink));
                }
            }
            case SqlType.Varchar _, SqlType.Simple _, SqlType.Decimal _ -> {}
        }
    }

    private interface Rewriting {
        void append(int from, int to);
    }

    /** Rewrites strings; what lies under nulls may be none of the type. */
    private void rewrite(int count, Rewriting rewriting) {
        for (var i = 0; i < count; i++) {
            if (lengths[i] < 0) {
                continue;
            }
            var start = sink.length();
            rewriting.append(starts[i], starts[i] + lengths[i]);
            starts[i] = start;
            lengths[i] = sink.length() - start;
        }
        bytes = sink.bytes();
    }

    /** Whether the values are text, which clients may want in another encoding than ours. */
    private boolean isText() {
        return switch (type) {
            case SqlType.Char _, SqlType.Varchar _ -> true;
            case SqlType.Simple simple -> simple.physicalKind() == PhysicalKind.BYTES;
            case SqlType.Array _ -> format == ValueFormat.TEXT;
            case SqlType.Varbyte _, SqlType.Decimal _ -> false;
        };
    }

    /** Puts text into the client's encoding; what lies under nulls is nobody's text. */
    private void transcode(int count) {
        if (transcoder == null) {
            return;
        }
        var target = new ByteSink(SINK_BYTES);
        for (var i = 0; i < count; i++) {
            if (lengths[i] >= 0) {
                var start = target.length();
                transcoder.append(bytes, starts[i], lengths[i], target);
                starts[i] = start;
                lengths[i] = target.length() - start;
            }
        }
        bytes = target.bytes();
    }
}
