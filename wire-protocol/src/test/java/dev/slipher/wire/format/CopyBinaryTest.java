package dev.slipher.wire.format;

import static dev.slipher.storage.error.SqlState.BAD_COPY_FILE_FORMAT;
import static dev.slipher.storage.error.SqlState.INVALID_BINARY_REPRESENTATION;
import static dev.slipher.storage.error.SqlState.STRING_DATA_RIGHT_TRUNCATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.SqlType.Simple;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyBinaryTest {
    private static final SessionTime TIME = new SessionTime(ZoneOffset.UTC, 0);
    private static final int HEADER_BYTES = 19;
    private static final List<SqlType> TYPES = List.of(Simple.INTEGER, new SqlType.Varchar(10));
    private static final List<List<Datum>> ROWS = List.of(
            List.of(new Datum.Integral(-7), new Datum.Bytes(new byte[] {'a', 'b'})),
            List.of(Datum.Null.NULL, new Datum.Bytes(new byte[0])));

    @Test
    void whatIsWrittenIsRead() throws IOException {
        assertThat(read(new ByteArrayInputStream(file()))).isEqualTo(ROWS);
    }

    @Test
    void charHasItsTrailingBlanks() {
        var out = new ByteSink(16);
        CopyBinary.appendField(new SqlType.Char(5), new Datum.Bytes(new byte[] {'b'}), TIME, out);
        assertThat(out.toByteArray()).containsExactly(0, 0, 0, 5, 'b', ' ', ' ', ' ', ' ');
    }

    @Test
    void theLastRowIsFollowedByTheEndOfTheInput() {
        var more = new SequenceInputStream(new ByteArrayInputStream(file()), new ByteArrayInputStream(new byte[] {0}));
        assertThatThrownBy(() -> read(more))
                .isInstanceOf(SlipherException.class)
                .hasMessage("received copy data after EOF marker");
    }

    @Test
    void aSenderThatGivesUpAfterTheLastRowHasSentNothing() {
        var failing = new SequenceInputStream(new ByteArrayInputStream(file()), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the sender gave up");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return read();
            }
        });
        assertThatThrownBy(() -> read(failing)).hasMessage("the sender gave up");
    }

    @Test
    void aFileThatIsCutIsAnError() {
        var file = file();
        for (var length = 0; length < file.length; length++) {
            var cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(new ByteArrayInputStream(cut))).isNotNull();
        }
    }

    @Test
    void aHeaderThatIsCutIsAMalformedFile() {
        var file = new ByteSink(32);
        CopyBinary.appendHeader(file);
        file.setLength(file.length() - Integer.BYTES);
        BinaryForm.appendBytes(Integer.MAX_VALUE, Integer.BYTES, file);
        file.append(new byte[3]);

        assertRefused(Arrays.copyOf(file.bytes(), 13), BAD_COPY_FILE_FORMAT, "(missing flags)");
        assertRefused(Arrays.copyOf(file.bytes(), 17), BAD_COPY_FILE_FORMAT, "(missing length)");
        assertRefused(file.toByteArray(), BAD_COPY_FILE_FORMAT, "invalid COPY file header (wrong length)");
    }

    @Test
    void anExtensionOfTheHeaderIsSkipped() throws IOException {
        var file = file();
        var extended = new ByteSink(100);
        extended.append(file, 0, HEADER_BYTES - Integer.BYTES);
        BinaryForm.appendBytes(100_000, Integer.BYTES, extended);
        extended.append(new byte[100_000]);
        extended.append(file, HEADER_BYTES, file.length);

        assertThat(read(new ByteArrayInputStream(extended.toByteArray()))).isEqualTo(ROWS);
    }

    @Test
    void noMoreOfAValueIsReadThanItsColumnHolds() {
        for (var type : List.of(Simple.BOOLEAN, Simple.BIGINT, Simple.TIMETZ, new SqlType.Decimal(38, 0))) {
            assertRefusedEarly(type, INVALID_BINARY_REPRESENTATION, "incorrect binary data format for type " + type);
        }
        assertRefusedEarly(new SqlType.Varbyte(5), STRING_DATA_RIGHT_TRUNCATION, "binary varying(5)");
        assertRefusedEarly(new SqlType.Varchar(65_535), STRING_DATA_RIGHT_TRUNCATION, "character varying(65535)");
        assertRefusedEarly(new SqlType.Char(5), STRING_DATA_RIGHT_TRUNCATION, "character(5)");
    }

    @Test
    void onlyBlanksMayBeBeyondTheLengthOfAString() throws IOException {
        var fits = field(5, "ab   ".getBytes(StandardCharsets.US_ASCII));
        assertThat(read(fits, List.of(new SqlType.Varchar(3))))
                .containsExactly(List.of(new Datum.Bytes(new byte[] {'a', 'b', ' '})));

        var tooLong = field(5, "ab  c".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> read(tooLong, List.of(new SqlType.Varchar(3))))
                .hasMessage("value too long for type character varying(3)");
    }

    @Test
    void aRowMayHaveFourMegabytes() {
        var column = new SqlType.Varbyte(1_000_000);
        var file = new ByteSink(6_000_000);
        CopyBinary.appendHeader(file);
        CopyBinary.beginRow(5, file);
        for (var c = 0; c < 5; c++) {
            CopyBinary.appendField(column, new Datum.Bytes(new byte[1_000_000]), TIME, file);
        }
        var in = new ByteArrayInputStream(file.toByteArray());

        assertThatThrownBy(() -> read(in, Collections.nCopies(5, column)))
                .isInstanceOfSatisfying(
                        SlipherException.class,
                        e -> assertThat(e.sqlState()).isEqualTo(SqlState.PROGRAM_LIMIT_EXCEEDED));
    }

    /** Claims two gigabytes of which few come. */
    private static void assertRefusedEarly(SqlType type, SqlState state, String message) {
        var in = field(2_000_000_000, new byte[200_000]);
        assertThatThrownBy(() -> read(in, List.of(type)))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(state))
                .hasMessageContaining(message);
    }

    private static void assertRefused(byte[] file, SqlState state, String message) {
        assertThatThrownBy(() -> read(new ByteArrayInputStream(file)))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(state))
                .hasMessageContaining(message);
    }

    /** Returns a file of one field that says it has so many bytes. */
    private static InputStream field(int claimedBytes, byte[] bytes) {
        var out = new ByteSink(100);
        CopyBinary.appendHeader(out);
        CopyBinary.beginRow(1, out);
        BinaryForm.appendBytes(claimedBytes, Integer.BYTES, out);
        out.append(bytes);
        CopyBinary.appendEnd(out);
        return new ByteArrayInputStream(out.toByteArray());
    }

    private static List<List<Datum>> read(InputStream in) throws IOException {
        return read(in, TYPES);
    }

    private static List<List<Datum>> read(InputStream in, List<SqlType> types) throws IOException {
        var reader = new CopyBinary.Reader(in, types, TIME);
        var rows = new ArrayList<List<Datum>>();
        for (var row = reader.next(); row.isPresent(); row = reader.next()) {
            rows.add(row.get());
        }
        return rows;
    }

    private static byte[] file() {
        var out = new ByteSink(100);
        CopyBinary.appendHeader(out);
        for (var row : ROWS) {
            CopyBinary.beginRow(TYPES.size(), out);
            for (var c = 0; c < TYPES.size(); c++) {
                CopyBinary.appendField(TYPES.get(c), row.get(c), TIME, out);
            }
        }
        CopyBinary.appendEnd(out);
        return Arrays.copyOf(out.bytes(), out.length());
    }
}
