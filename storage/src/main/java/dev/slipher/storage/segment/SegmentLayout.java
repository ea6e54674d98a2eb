package dev.slipher.storage.segment;

import dev.slipher.storage.catalog.SegmentRecord.ColumnRange;
import dev.slipher.storage.encoding.ByteOutput;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The numbers of the segment format, and its forms of types and values. */
final class SegmentLayout {
    static final int MAGIC = 0x47534C53; // "SLSG" in memory
    static final int VERSION = 1;

    /** Magic and version at the start. */
    static final int HEAD_BYTES = 8;

    static final int TRAILER_BYTES = 32;
    static final int CHUNK_ALIGNMENT = 64;

    private static final int TYPE_DECIMAL = 32;
    private static final int TYPE_CHAR = 33;
    private static final int TYPE_VARCHAR = 34;
    private static final int TYPE_VARBYTE = 35;
    private static final int TYPE_ARRAY = 36;

    /** Numbered by position; new types go to the end. */
    private static final List<SqlType.Simple> SIMPLE_TYPES = List.of(
            SqlType.Simple.BOOLEAN,
            SqlType.Simple.SMALLINT,
            SqlType.Simple.INTEGER,
            SqlType.Simple.BIGINT,
            SqlType.Simple.REAL,
            SqlType.Simple.DOUBLE,
            SqlType.Simple.DATE,
            SqlType.Simple.TIME,
            SqlType.Simple.TIMETZ,
            SqlType.Simple.TIMESTAMP,
            SqlType.Simple.TIMESTAMPTZ,
            SqlType.Simple.INTERVAL,
            SqlType.Simple.OID,
            SqlType.Simple.NAME);

    private SegmentLayout() {}

    static void putType(SqlType type, ByteOutput target) {
        switch (type) {
            case SqlType.Simple simple -> {
                var number = SIMPLE_TYPES.indexOf(simple);
                if (number < 0) {
                    throw new IllegalStateException("type %s has no number in segments".formatted(type));
                }
                target.putByte(number);
            }
            case SqlType.Decimal(var precision, var scale) -> {
                target.putByte(TYPE_DECIMAL);
                target.putByte(precision);
                target.putByte(scale);
            }
            case SqlType.Char(var length) -> putSizedType(TYPE_CHAR, length, target);
            case SqlType.Varchar(var length) -> putSizedType(TYPE_VARCHAR, length, target);
            case SqlType.Varbyte(var length) -> putSizedType(TYPE_VARBYTE, length, target);
            case SqlType.Array(var element, var _) -> {
                target.putByte(TYPE_ARRAY);
                putType(element, target);
            }
        }
    }

    private static void putSizedType(int number, int length, ByteOutput target) {
        target.putByte(number);
        target.putInt(length);
    }

    /** Reads a type; anything that is none fails with an unchecked exception of the JDK. */
    static SqlType getType(ByteBuffer source) {
        int number = source.get();
        return switch (number) {
            case TYPE_DECIMAL -> new SqlType.Decimal(source.get(), source.get());
            case TYPE_CHAR -> new SqlType.Char(source.getInt());
            case TYPE_VARCHAR -> new SqlType.Varchar(source.getInt());
            case TYPE_VARBYTE -> new SqlType.Varbyte(source.getInt());
            case TYPE_ARRAY -> new SqlType.Array(getType(source));
            default -> SIMPLE_TYPES.get(number);
        };
    }

    static void putDatum(Datum datum, ByteOutput target) {
        switch (datum) {
            case Datum.Null _ -> target.putByte(0);
            case Datum.Integral(var value) -> {
                target.putByte(1);
                target.putLong(value);
            }
            case Datum.Floating(var value) -> {
                target.putByte(2);
                target.putLong(Double.doubleToRawLongBits(value));
            }
            case Datum.Wide(var high, var low) -> {
                target.putByte(3);
                target.putLong(high);
                target.putLong(low);
            }
            case Datum.Bytes(var value) -> {
                target.putByte(4);
                putBytes(value, target);
            }
        }
    }

    static Datum getDatum(ByteBuffer source) {
        int number = source.get();
        return switch (number) {
            case 0 -> Datum.Null.NULL;
            case 1 -> new Datum.Integral(source.getLong());
            case 2 -> new Datum.Floating(source.getDouble());
            case 3 -> new Datum.Wide(source.getLong(), source.getLong());
            case 4 -> new Datum.Bytes(getBytes(source));
            default -> throw new IllegalArgumentException("value of form " + number);
        };
    }

    static void putBytes(byte[] bytes, ByteOutput target) {
        target.putInt(bytes.length);
        target.putBytes(bytes, 0, bytes.length);
    }

    static byte[] getBytes(ByteBuffer source) {
        var length = source.getInt();
        if (length < 0 || length > source.remaining()) {
            throw new IllegalArgumentException("bytes of length " + length);
        }
        var bytes = new byte[length];
        source.get(bytes);
        return bytes;
    }

    /**
     * Writes the directory: row groups, then columns with where their headers lie, and their statistics.
     *
     * @param statistics of the directory's columns, in their order
     */
    static void putDirectory(SegmentDirectory directory, List<ColumnStatistics> statistics, ByteOutput target) {
        target.putInt(directory.rowGroups().length);
        for (var rows : directory.rowGroups()) {
            target.putInt(rows);
        }
        target.putInt(directory.columns().size());
        for (var i = 0; i < statistics.size(); i++) {
            var column = directory.columns().get(i);
            target.putInt(column.spec().columnId());
            putType(column.spec().type(), target);
            target.putByte(column.spec().raw() ? 1 : 0);
            target.putLong(column.headerOffset());
            target.putInt(column.headerLength());
            var known = statistics.get(i);
            target.putLong(known.nullCount());
            putDatum(known.min(), target);
            putDatum(known.max(), target);
            target.putLong(Double.doubleToRawLongBits(known.averageWidth()));
            putBytes(known.distinct().toBytes(), target);
        }
    }

    /** Reads a directory, and passes over its sketches and widths; bytes that are none fail with an unchecked exception of the JDK. */
    static SegmentDirectory getDirectory(ByteBuffer source) {
        var rowGroups = new int[checkCount(source.getInt(), source)];
        for (var i = 0; i < rowGroups.length; i++) {
            rowGroups[i] = source.getInt();
        }
        var columnCount = checkCount(source.getInt(), source);
        var columns = new ArrayList<SegmentDirectory.Entry>(columnCount);
        for (var i = 0; i < columnCount; i++) {
            var columnId = source.getInt();
            var type = getType(source);
            var raw = source.get() != 0;
            var headerOffset = source.getLong();
            var headerLength = source.getInt();
            var nullCount = source.getLong();
            var min = getDatum(source);
            var max = getDatum(source);
            source.getDouble();
            skip(source.getInt(), source);
            columns.add(new SegmentDirectory.Entry(
                    new ColumnSpec(columnId, type, raw),
                    headerOffset,
                    headerLength,
                    new ColumnRange(columnId, min, max, nullCount > 0)));
        }
        return new SegmentDirectory(rowGroups, columns);
    }

    private static void skip(int byteCount, ByteBuffer source) {
        source.position(source.position() + checkCount(byteCount, source));
    }

    private static int checkCount(int count, ByteBuffer source) {
        if (count < 0 || count > source.remaining()) {
            throw new IllegalArgumentException("count of " + count);
        }
        return count;
    }
}
