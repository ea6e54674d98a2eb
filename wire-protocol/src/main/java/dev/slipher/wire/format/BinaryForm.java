package dev.slipher.wire.format;

import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;

/**
 * Values in PostgreSQL's binary form, by physical kind; integers are big-endian.
 *
 * <pre>
 * boolean 1    smallint 2    integer 4    bigint 8    oid 4    real, double: IEEE 754
 * date: days:4 since 2000    time, timestamp, timestamptz: µs:8    timetz: µs:8 secondsWest:4
 * interval: µs:8 days:4 months:4    numeric: see {@link NumericForm}    strings: their bytes
 * </pre>
 */
final class BinaryForm {
    private BinaryForm() {}

    /** Appends a value that is not null. */
    static void append(SqlType type, Datum value, ByteSink out) {
        switch (value) {
            case Datum.Integral(var integral) -> appendLong(type, integral, out);
            case Datum.Floating(var floating) -> appendDouble(type, floating, out);
            case Datum.Wide(var high, var low) -> appendWide(type, high, low, out);
            case Datum.Bytes(var bytes) -> out.append(bytes);
            case Datum.Null _ -> throw new IllegalArgumentException("null has no binary form");
        }
    }

    static void appendLong(SqlType type, long value, ByteSink out) {
        switch (type) {
            case SqlType.Simple simple -> {
                switch (simple) {
                    case BOOLEAN -> out.append((int) value);
                    case SMALLINT -> appendBytes(value, Short.BYTES, out);
                    case INTEGER, DATE, OID -> appendBytes(value, Integer.BYTES, out);
                    case BIGINT, TIME, TIMESTAMP, TIMESTAMPTZ -> appendBytes(value, Long.BYTES, out);
                    case REAL, DOUBLE, TIMETZ, INTERVAL, NAME -> throw wrongKind(type);
                }
            }
            case SqlType.Decimal(var _, var scale) -> NumericForm.append(value >> Long.SIZE - 1, value, scale, out);
            case SqlType.Char _, SqlType.Varchar _, SqlType.Varbyte _, SqlType.Array _ -> throw wrongKind(type);
        }
    }

    static void appendDouble(SqlType type, double value, ByteSink out) {
        if (type == SqlType.Simple.REAL) {
            appendBytes(Float.floatToIntBits((float) value), Integer.BYTES, out);
        } else {
            appendBytes(Double.doubleToLongBits(value), Long.BYTES, out);
        }
    }

    static void appendWide(SqlType type, long high, long low, ByteSink out) {
        switch (type) {
            case SqlType.Decimal(var _, var scale) -> NumericForm.append(high, low, scale, out);
            case SqlType.Simple simple -> {
                appendBytes(low, Long.BYTES, out);
                if (simple == SqlType.Simple.INTERVAL) {
                    appendBytes(high, Integer.BYTES, out);
                    appendBytes(high >> Integer.SIZE, Integer.BYTES, out);
                } else {
                    appendBytes(high, Integer.BYTES, out);
                }
            }
            case SqlType.Char _, SqlType.Varchar _, SqlType.Varbyte _, SqlType.Array _ -> throw wrongKind(type);
        }
    }

    /** Appends the lowest {@code count} bytes of {@code value}, the highest first. */
    static void appendBytes(long value, int count, ByteSink out) {
        var target = out.reserve(count);
        var at = out.length();
        for (var i = count - 1; i >= 0; i--) {
            target[at++] = (byte) (value >> i * Byte.SIZE);
        }
        out.setLength(at);
    }

    private static IllegalStateException wrongKind(SqlType type) {
        return new IllegalStateException(type + " in a vector of another kind");
    }
}
