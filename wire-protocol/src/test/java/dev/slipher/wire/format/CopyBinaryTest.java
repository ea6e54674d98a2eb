package dev.slipher.wire.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.SqlType.Simple;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyBinaryTest {
    private static final SessionTime TIME = new SessionTime(ZoneOffset.UTC, 0);
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

    private static List<List<Datum>> read(InputStream in) throws IOException {
        var reader = new CopyBinary.Reader(in, TYPES, TIME);
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
