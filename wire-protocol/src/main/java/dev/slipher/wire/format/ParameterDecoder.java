package dev.slipher.wire.format;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import dev.slipher.wire.message.FrontendMessage.RawParameter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads the parameters of a Bind.
 *
 * <p>The client sends binary values in the form of the type that it, or the statement, named by OID. Where that is not the
 * type that the statement takes, the value goes by way of its text.
 */
public final class ParameterDecoder {
    private static final int UUID_OID = 2950;
    private static final int JSON_OID = 114;
    private static final int JSONB_OID = 3802;
    private static final int INITIAL_BYTES = 64;

    private final SessionTime time;
    private final Charset charset;

    /**
     * @param time for texts that say no zone, or {@code now}
     * @param charset of strings
     */
    public ParameterDecoder(SessionTime time, Charset charset) {
        this.time = time;
        this.charset = charset;
    }

    /**
     * Returns a parameter's value.
     *
     * @param oid names the binary form
     * @param type what the statement takes
     * @throws SlipherException 22P02, 22007 or the like for text that is no such value, 22P03 for wrong binary data, 22021
     *     for strings with a zero byte or not in the client's charset
     */
    public Datum decode(RawParameter parameter, int oid, SqlType type) {
        if (parameter.bytes().isEmpty()) {
            return Datum.Null.NULL;
        }
        var bytes = parameter.bytes().get();
        return switch (parameter.format()) {
            case TEXT -> parse(type, utf8(bytes));
            case BINARY -> decodeBinary(bytes, oid, type);
        };
    }

    /** Returns a parameter's value as {@link #decode} does, but a number with all of its digits. */
    public ParameterValue value(RawParameter parameter, int oid, SqlType type) {
        if (type instanceof SqlType.Decimal least && parameter.bytes().isPresent()) {
            var bytes = parameter.bytes().get();
            return ParameterValue.ofNumber(
                    least,
                    switch (parameter.format()) {
                        case TEXT -> utf8(bytes);
                        case BINARY -> binaryToText(oid, bytes);
                    });
        }
        return new ParameterValue(decode(parameter, oid, type), type);
    }

    private Datum parse(SqlType type, byte[] utf8) {
        TypeText.checkUtf8(utf8, 0, utf8.length);
        return TypeText.parse(type, utf8, 0, utf8.length, time);
    }

    private byte[] utf8(byte[] bytes) {
        return charset.equals(StandardCharsets.UTF_8)
                ? bytes
                : new String(bytes, charset).getBytes(StandardCharsets.UTF_8);
    }

    private Datum decodeBinary(byte[] bytes, int oid, SqlType type) {
        if (WireType.sqlTypeOf(oid).equals(Optional.of(type))) {
            if (type instanceof SqlType.Simple simple && simple != SqlType.Simple.NAME) {
                return decodeSimple(simple, bytes);
            }
            if (type instanceof SqlType.Varbyte) {
                return new Datum.Bytes(bytes);
            }
        }
        return parse(type, binaryToText(oid, bytes));
    }

    /** Returns the text of a value in the binary form of the type of that OID. */
    byte[] binaryToText(int oid, byte[] bytes) {
        var out = new ByteSink(INITIAL_BYTES);
        switch (oid) {
            case WireType.NUMERIC_OID -> NumericForm.appendText(bytes, out);
            case UUID_OID -> {
                var in = new BinaryReader("uuid", bytes);
                var uuid = new UUID(in.integer(Long.BYTES), in.integer(Long.BYTES));
                in.end();
                out.appendAscii(uuid.toString());
            }
            case JSONB_OID -> {
                var in = new BinaryReader("jsonb", bytes);
                in.integer(1);
                out.append(utf8(in.bytes(bytes.length - 1)));
            }
            case JSON_OID, WireType.UNKNOWN_OID -> out.append(utf8(bytes));
            default -> {
                var form = WireType.sqlTypeOf(oid)
                        .orElseThrow(() -> new SlipherException(
                                        SqlState.FEATURE_NOT_SUPPORTED,
                                        "binary values of the type with OID %d are not supported".formatted(oid))
                                .withHint("Send them as text."));
                appendText(form, bytes, out);
            }
        }
        return out.toByteArray();
    }

    private void appendText(SqlType form, byte[] bytes, ByteSink out) {
        switch (form) {
            case SqlType.Simple simple
            when simple != SqlType.Simple.NAME -> TypeText.format(simple, decodeSimple(simple, bytes), time, out);
            case SqlType.Decimal _ -> NumericForm.appendText(bytes, out);
            case SqlType.Varbyte _ -> TypeText.formatBytes(form, bytes, 0, bytes.length, out);
            case SqlType.Array _ -> ArrayForm.appendText(bytes, this, out);
            case SqlType.Simple _, SqlType.Char _, SqlType.Varchar _ -> out.append(utf8(bytes));
        }
    }

    /** Reads what {@link BinaryForm} writes. */
    private static Datum decodeSimple(SqlType.Simple type, byte[] bytes) {
        var in = new BinaryReader(type, bytes);
        var value = switch (type) {
            case BOOLEAN -> new Datum.Integral(in.integer(1) == 0 ? 0 : 1);
            case SMALLINT -> new Datum.Integral(in.integer(Short.BYTES));
            case INTEGER, DATE -> new Datum.Integral(in.integer(Integer.BYTES));
            case OID -> new Datum.Integral(in.integer(Integer.BYTES) & 0xffff_ffffL);
            case BIGINT, TIMESTAMP, TIMESTAMPTZ -> new Datum.Integral(in.integer(Long.BYTES));
            case TIME -> new Datum.Integral(timeOfDay(in));
            case REAL -> floating(Float.intBitsToFloat(in.int32()));
            case DOUBLE -> floating(Double.longBitsToDouble(in.integer(Long.BYTES)));
            case TIMETZ -> {
                var micros = timeOfDay(in);
                yield new Datum.Wide(in.int32(), micros);
            }
            case INTERVAL -> {
                var micros = in.integer(Long.BYTES);
                var days = in.int32();
                yield new Datum.Wide((long) in.int32() << Integer.SIZE | days & 0xffff_ffffL, micros);
            }
            case NAME -> new Datum.Bytes(in.bytes(bytes.length));
        };
        in.end();
        return value;
    }

    private static long timeOfDay(BinaryReader in) {
        var micros = in.integer(Long.BYTES);
        if (micros < 0 || micros > 86_400_000_000L) {
            throw new SlipherException(SqlState.DATETIME_FIELD_OVERFLOW, "time out of range");
        }
        return micros;
    }

    /** Inside there is one NaN and no negative zero. */
    private static Datum floating(double value) {
        return new Datum.Floating(Double.isNaN(value) ? Double.NaN : value + 0.0);
    }
}
