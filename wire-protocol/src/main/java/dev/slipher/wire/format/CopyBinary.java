package dev.slipher.wire.format;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import dev.slipher.wire.message.FrontendMessage.RawParameter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL's file of COPY in binary format (its manual, "COPY", "File Formats"), without OIDs:
 *
 * <pre>
 * file:  signature:11 flags:4 extensionLength:4 extension row* end:2 = -1
 * row:   fieldCount:2 field*
 * field: length:4 value    a length of -1 is null; the value is as {@link BinaryForm} says
 * </pre>
 */
public final class CopyBinary {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};

    private static final int CRITICAL_FLAGS = 0xffff_0000;
    private static final int END = -1;
    private static final int NULL_LENGTH = -1;
    private static final String CUT = "unexpected EOF in COPY data";

    /** As of a record of text; the longest VARBYTE is shorter. */
    private static final int MAX_ROW_BYTES = 4 << 20;

    private CopyBinary() {}

    /** Appends what comes before the rows. */
    public static void appendHeader(ByteSink out) {
        out.append(SIGNATURE);
        BinaryForm.appendBytes(0, Integer.BYTES, out);
        BinaryForm.appendBytes(0, Integer.BYTES, out);
    }

    /** Appends what comes before a row's fields. */
    public static void beginRow(int fieldCount, ByteSink out) {
        BinaryForm.appendBytes(fieldCount, Short.BYTES, out);
    }

    public static void appendField(SqlType type, Datum value, SessionTime time, ByteSink out) {
        var lengthAt = out.length();
        BinaryForm.appendBytes(NULL_LENGTH, Integer.BYTES, out);
        if (value.isNull()) {
            return;
        }
        if (type instanceof SqlType.Array(var element, var _) && value instanceof Datum.Bytes(var bytes)) {
            ArrayForm.append(element, bytes, 0, bytes.length, time, out);
        } else if (type instanceof SqlType.Char) {
            // Its trailing blanks, which are not kept, belong to its value.
            TypeText.format(type, value, time, out);
        } else {
            BinaryForm.append(type, value, out);
        }
        var end = out.length();
        out.setLength(lengthAt);
        BinaryForm.appendBytes(end - lengthAt - Integer.BYTES, Integer.BYTES, out);
        out.setLength(end);
    }

    /** Appends what comes after the rows. */
    public static void appendEnd(ByteSink out) {
        BinaryForm.appendBytes(END, Short.BYTES, out);
    }

    /** Reads the rows of such a file one after the other. */
    public static final class Reader {
        private final InputStream in;
        private final List<SqlType> types;
        private final ParameterDecoder decoder;
        private long valueBytes;

        /**
         * Reads what comes before the rows.
         *
         * @param types of the fields that each row has
         * @throws SlipherException 22P04 if it is no such file
         */
        public Reader(InputStream in, List<SqlType> types, SessionTime time) throws IOException {
            this.in = in;
            this.types = List.copyOf(types);
            decoder = new ParameterDecoder(time, StandardCharsets.UTF_8);
            readHeader();
        }

        private void readHeader() throws IOException {
            if (!Arrays.equals(in.readNBytes(SIGNATURE.length), SIGNATURE)) {
                throw malformed("COPY file signature not recognized");
            }
            int flags = integer(Integer.BYTES, "invalid COPY file header (missing flags)");
            if ((flags & CRITICAL_FLAGS) != 0) {
                throw malformed("unrecognized critical flags in COPY file header");
            }
            int extension = integer(Integer.BYTES, "invalid COPY file header (missing length)");
            if (extension < 0) {
                throw malformed("invalid COPY file header (missing length)");
            }
            try {
                in.skipNBytes(extension);
            } catch (EOFException _) {
                throw malformed("invalid COPY file header (wrong length)");
            }
        }

        /** Returns the bytes of the values read so far, as they came. */
        public long valueBytes() {
            return valueBytes;
        }

        /**
         * Returns the next row, nothing after the last.
         *
         * @throws SlipherException 22P04 if the file is malformed, 22P03 or as for texts if a value is; 22001 if a string is
         *     too long for its type; 54000 if the row is longer than 4 MB
         */
        public Optional<List<Datum>> next() throws IOException {
            int count = (short) integer(Short.BYTES, CUT);
            if (count == END) {
                // Until the input has ended its sender may still take all of it back.
                if (in.read() >= 0) {
                    throw malformed("received copy data after EOF marker");
                }
                return Optional.empty();
            }
            if (count != types.size()) {
                throw malformed("row field count is %d, expected %d".formatted(count, types.size()));
            }
            var start = valueBytes;
            var row = new ArrayList<Datum>(count);
            for (var type : types) {
                row.add(field(type));
                if (valueBytes - start > MAX_ROW_BYTES) {
                    throw new SlipherException(SqlState.PROGRAM_LIMIT_EXCEEDED, "a row is longer than 4 MB");
                }
            }
            return Optional.of(row);
        }

        private Datum field(SqlType type) throws IOException {
            int length = integer(Integer.BYTES, CUT);
            if (length == NULL_LENGTH) {
                return Datum.Null.NULL;
            }
            if (length < 0) {
                throw malformed("invalid field size");
            }
            var kept = Math.min(length, maxBytes(type));
            if (kept < length && !(type instanceof SqlType.Char || type instanceof SqlType.Varchar)) {
                throw type instanceof SqlType.Varbyte ? tooLong(type) : BinaryReader.malformed(type, length);
            }
            var bytes = in.readNBytes(kept);
            if (bytes.length < kept) {
                throw malformed(CUT);
            }
            skipBlanks(length - kept, type);
            valueBytes += kept;
            var parameter = new RawParameter(ValueFormat.BINARY, Optional.of(bytes));
            return decoder.decode(parameter, WireType.of(type).oid(), type);
        }

        /** Skips what is beyond the length of a string's type, where only blanks may be. */
        private void skipBlanks(int count, SqlType type) throws IOException {
            for (var i = 0; i < count; i++) {
                var next = in.read();
                if (next < 0) {
                    throw malformed(CUT);
                }
                if (next != ' ') {
                    throw tooLong(type);
                }
            }
        }

        private int integer(int count, String missing) throws IOException {
            var bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw malformed(missing);
            }
            return count == Short.BYTES
                    ? ByteBuffer.wrap(bytes).getShort()
                    : ByteBuffer.wrap(bytes).getInt();
        }

        private static SlipherException malformed(String message) {
            return new SlipherException(SqlState.BAD_COPY_FILE_FORMAT, message);
        }
    }

    /** Returns the bytes of the longest value that a column of that type takes; others need not be read. */
    private static int maxBytes(SqlType type) {
        return switch (type) {
            case SqlType.Char(var length) -> length;
            case SqlType.Varchar(var length) -> length;
            case SqlType.Varbyte(var length) -> length;
            case SqlType.Decimal _ -> NumericForm.MAX_BYTES;
            case SqlType.Simple simple -> WireType.of(simple).length();
            case SqlType.Array _ -> SqlType.MAX_VARCHAR_LENGTH;
        };
    }

    private static SlipherException tooLong(SqlType type) {
        return new SlipherException(
                SqlState.STRING_DATA_RIGHT_TRUNCATION, "value too long for type %s".formatted(type));
    }
}
