package dev.slipher.storage.type;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text form of every type, in and out, one value at a time.
 *
 * <p>Loops over many values of one type call the class of that type ({@link IntegerText}, {@link DecimalText},
 * {@link DateTimeText} and so on), which neither dispatch nor allocate.
 */
public final class TypeText {
    private TypeText() {}

    /**
     * Returns the value of {@code type} that {@code bytes[from..to-1]} says; malformed text raises PostgreSQL's error.
     *
     * <p>Strings longer than their type raise 22001 unless only blanks are cut off.
     */
    public static Datum parse(SqlType type, byte[] bytes, int from, int to, SessionTime time) {
        return switch (type) {
            case SqlType.Simple simple -> parseSimple(simple, bytes, from, to, time);
            case SqlType.Decimal decimal -> parseDecimal(decimal, bytes, from, to);
            case SqlType.Char(var length) -> {
                int end = dropTrailingBlanks(bytes, from, to);
                checkLength(type, length, bytes, from, end);
                yield new Datum.Bytes(Arrays.copyOfRange(bytes, from, end));
            }
            case SqlType.Varchar(var length) -> {
                int end = to - from <= length ? to : Math.max(from + length, dropTrailingBlanks(bytes, from, to));
                checkLength(type, length, bytes, from, end);
                yield new Datum.Bytes(Arrays.copyOfRange(bytes, from, end));
            }
            case SqlType.Varbyte(var length) -> {
                var sink = new ByteSink((to - from) / 2);
                VarbyteText.parse(bytes, from, to, sink);
                checkLength(type, length, sink.bytes(), 0, sink.length());
                yield new Datum.Bytes(sink.toByteArray());
            }
            case SqlType.Array(var element, var vector) -> {
                var array = vector ? ArrayText.parseVector(bytes, from, to) : ArrayText.parse(bytes, from, to);
                yield new Datum.Bytes(array.converted(element, time).toString().getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    /** Parses a string. */
    public static Datum parse(SqlType type, String text, SessionTime time) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(type, bytes, 0, bytes.length, time);
    }

    /** Appends the text of a value that is not null. */
    public static void format(SqlType type, Datum value, SessionTime time, ByteSink out) {
        switch (value) {
            case Datum.Integral(var number) -> formatLong(type, number, time, out);
            case Datum.Floating(var number) -> formatDouble(type, number, out);
            case Datum.Wide(var high, var low) -> formatWide(type, high, low, out);
            case Datum.Bytes(var bytes) -> formatBytes(type, bytes, 0, bytes.length, out);
            case Datum.Null _ -> throw new IllegalArgumentException("null has no text");
        }
    }

    /** Appends the text of a value of kind INT32 or INT64. */
    public static void formatLong(SqlType type, long value, SessionTime time, ByteSink out) {
        switch (type) {
            case SqlType.Simple.BOOLEAN -> BooleanText.format(value != 0, out);
            case SqlType.Simple.DATE -> DateTimeText.formatDate((int) value, out);
            case SqlType.Simple.TIME -> DateTimeText.formatTime(value, out);
            case SqlType.Simple.TIMESTAMP -> DateTimeText.formatTimestamp(value, out);
            case SqlType.Simple.TIMESTAMPTZ -> DateTimeText.formatTimestampTz(value, time.zone(), out);
            case SqlType.Decimal(var _, var scale) -> DecimalText.format(value, scale, out);
            default -> out.appendLong(value);
        }
    }

    /** Appends the text of a REAL or DOUBLE PRECISION. */
    public static void formatDouble(SqlType type, double value, ByteSink out) {
        if (type == SqlType.Simple.REAL) {
            FloatText.formatReal(value, out);
        } else {
            FloatText.formatDouble(value, out);
        }
    }

    /** Appends the text of a value of kind INT128. */
    public static void formatWide(SqlType type, long high, long low, ByteSink out) {
        switch (type) {
            case SqlType.Simple.INTERVAL -> IntervalText.format(high, low, out);
            case SqlType.Simple.TIMETZ -> DateTimeText.formatTimeTz(high, low, out);
            case SqlType.Decimal(var _, var scale) -> {
                var register = new Int128();
                register.set(high, low);
                register.appendDecimal(scale, out);
            }
            default -> throw new IllegalArgumentException(type + " is not a wide type");
        }
    }

    /** Appends the text of a value of kind BYTES; CHAR gets back its trailing blanks. */
    public static void formatBytes(SqlType type, byte[] bytes, int from, int to, ByteSink out) {
        switch (type) {
            case SqlType.Varbyte _ -> VarbyteText.format(bytes, from, to, out);
            case SqlType.Char(var length) -> {
                out.append(bytes, from, to);
                out.fill(' ', length - (to - from));
            }
            case SqlType.Array(var _, var vector)
            when vector -> out.append(ArrayText.parse(bytes, from, to).vectorText());
            default -> out.append(bytes, from, to);
        }
    }

    /** Returns where {@code bytes[from..to-1]} ends without its trailing blanks. */
    public static int dropTrailingBlanks(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && bytes[end - 1] == ' ') {
            end--;
        }
        return end;
    }

    /** Raises 22021 unless {@code bytes[from..to-1]} is legal UTF-8 without a zero byte. */
    public static void checkUtf8(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] > 0) {
            at++;
        }
        if (at == to) {
            return;
        }
        try {
            var characters = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, to - at));
            if (characters.toString().indexOf('\0') < 0) {
                return;
            }
        } catch (CharacterCodingException _) {
            // Reported below together with the zero byte.
        }
        throw new SlipherException(
                SqlState.CHARACTER_NOT_IN_REPERTOIRE,
                "invalid byte sequence for encoding \"UTF8\": %s".formatted(firstBadBytes(bytes, at, to)));
    }

    private static String firstBadBytes(byte[] bytes, int from, int to) {
        var text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        int bad = text.indexOf('\uFFFD');
        int zero = text.indexOf('\0');
        int index = bad < 0 ? zero : zero < 0 ? bad : Math.min(bad, zero);
        int offset = from + text.substring(0, Math.max(index, 0)).getBytes(StandardCharsets.UTF_8).length;
        return "0x%02x".formatted(bytes[Math.min(offset, to - 1)] & 0xFF);
    }

    private static Datum parseSimple(SqlType.Simple type, byte[] bytes, int from, int to, SessionTime time) {
        return switch (type) {
            case BOOLEAN -> new Datum.Integral(BooleanText.parse(bytes, from, to) ? 1 : 0);
            case SMALLINT, INTEGER, BIGINT, OID -> new Datum.Integral(IntegerText.parse(type, bytes, from, to));
            case REAL -> new Datum.Floating(FloatText.parseReal(bytes, from, to));
            case DOUBLE -> new Datum.Floating(FloatText.parseDouble(bytes, from, to));
            case DATE -> new Datum.Integral(DateTimeText.parseDate(bytes, from, to, time));
            case TIME -> new Datum.Integral(DateTimeText.parseTime(bytes, from, to, time));
            case TIMESTAMP -> new Datum.Integral(DateTimeText.parseTimestamp(bytes, from, to, time));
            case TIMESTAMPTZ -> new Datum.Integral(DateTimeText.parseTimestampTz(bytes, from, to, time));
            case TIMETZ -> {
                var register = new Int128();
                DateTimeText.parseTimeTz(bytes, from, to, time, register);
                yield new Datum.Wide(register.high(), register.low());
            }
            case INTERVAL -> {
                var register = new Int128();
                IntervalText.parse(bytes, from, to, register);
                yield new Datum.Wide(register.high(), register.low());
            }
            case NAME -> new Datum.Bytes(Arrays.copyOfRange(bytes, from, to));
        };
    }

    /** Returns the number that {@code bytes[from..to-1]} says, rounded to the type's scale. */
    public static Datum parseDecimal(SqlType.Decimal type, byte[] bytes, int from, int to) {
        if (type.physicalKind() == PhysicalKind.INT64) {
            return new Datum.Integral(DecimalText.parseLong(type, bytes, from, to, DecimalText.Excess.ROUND));
        }
        var register = new Int128();
        DecimalText.parseWide(type, bytes, from, to, DecimalText.Excess.ROUND, register);
        return new Datum.Wide(register.high(), register.low());
    }

    private static void checkLength(SqlType type, int length, byte[] bytes, int from, int end) {
        if (end - from > length && dropTrailingBlanks(bytes, from, end) - from > length) {
            throw new SlipherException(
                    SqlState.STRING_DATA_RIGHT_TRUNCATION, "value too long for type %s".formatted(type));
        }
    }
}
