package dev.slipher.wire.format;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import dev.slipher.wire.message.FrontendMessage.RawParameter;
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
            if (!Arrays.equals(in.readNBytes(SIGNATURE.length), SIGNATURE)) {
                throw malformed("COPY file signature not recognized");
            }
            int flags = (int) integer(Integer.BYTES);
            if ((flags & CRITICAL_FLAGS) != 0) {
                throw malformed("unrecognized critical flags in COPY file header");
            }
            int extension = (int) integer(Integer.BYTES);
            if (extension < 0) {
                throw malformed("invalid COPY file header (wrong length)");
            }
            in.skipNBytes(extension);
        }

        /**
         * Returns the next row, nothing after the last.
         *
         * @throws SlipherException 22P04 if the file is malformed, 22P03 or as for texts if a value is
         */
        public Optional<List<Datum>> next() throws IOException {
            int count = (short) integer(Short.BYTES);
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
            var row = new ArrayList<Datum>(count);
            for (var type : types) {
                row.add(field(type));
            }
            return Optional.of(row);
        }

        private Datum field(SqlType type) throws IOException {
            int length = (int) integer(Integer.BYTES);
            if (length == NULL_LENGTH) {
                return Datum.Null.NULL;
            }
            if (length < 0) {
                throw malformed("invalid field size");
            }
            var bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw malformed("unexpected EOF in COPY data");
            }
            var parameter = new RawParameter(ValueFormat.BINARY, Optional.of(bytes));
            return decoder.decode(parameter, WireType.of(type).oid(), type);
        }

        private long integer(int count) throws IOException {
            var bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw malformed("unexpected EOF in COPY data");
            }
            return count == Short.BYTES
                    ? ByteBuffer.wrap(bytes).getShort()
                    : ByteBuffer.wrap(bytes).getInt();
        }

        private static SlipherException malformed(String message) {
            return new SlipherException(SqlState.BAD_COPY_FILE_FORMAT, message);
        }
    }
}
