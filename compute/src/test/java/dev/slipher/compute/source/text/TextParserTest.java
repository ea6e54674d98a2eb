package dev.slipher.compute.source.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextParserTest {
    private static final TextColumn NUMBER = new TextColumn("n", SqlType.Simple.INTEGER, true);
    private static final TextColumn BIG = new TextColumn("b", SqlType.Simple.BIGINT, true);
    private static final TextColumn TEXT = new TextColumn("t", new SqlType.Varchar(20), true);
    private static final TextColumn PRICE = new TextColumn("p", new SqlType.Decimal(15, 2), true);
    private static final TextLayout BARS = new TextLayout.Delimited((byte) '|', false, false);
    private static final TextLayout CSV = new TextLayout.Csv((byte) ',', (byte) '"', (byte) '"');

    private final List<RejectedRecord> rejected = new ArrayList<>();

    @Test
    void fieldsBecomeValuesOfTheirColumns() {
        assertThat(parse(TextFormat.of(BARS), "1|one|1.50\n-2|two|-0.5\n+3|three|7", NUMBER, TEXT, PRICE))
                .containsExactly("1|one|150", "-2|two|-50", "3|three|700");
        assertThat(rejected).isEmpty();
    }

    @Test
    void nullMarkersAndEmptyNumbersAreNullButEmptyStringsAreNot() {
        assertThat(parse(TextFormat.of(BARS), "\\N|\\N\n||\n|x\n", NUMBER, TEXT))
                .containsExactly("NULL|NULL", "NULL|", "NULL|x");
    }

    @Test
    void aNullMarkerThatLooksLikeANumberIsStillFound() {
        var zeroIsNull = withNull(TextFormat.of(BARS), "0");
        assertThat(parse(zeroIsNull, "0|0\n00|a\n", NUMBER, TEXT)).containsExactly("NULL|NULL", "0|a");
    }

    @Test
    void extremesFitAndWhatLiesBeyondIsRejected() {
        var text = "9223372036854775807\n-9223372036854775808\n9223372036854775808\n-9223372036854775809\n";
        assertThat(parse(TextFormat.of(BARS), text, BIG))
                .containsExactly("9223372036854775807", "-9223372036854775808");
        assertThat(rejected).extracting(RejectedRecord::code).containsOnly(LoadErrorCode.OVERFLOW);
        assertThat(rejected).extracting(RejectedRecord::line).containsExactly(3L, 4L);
    }

    @Test
    void aBadRecordIsNamedAndItsNeighboursAreKept() {
        assertThat(parse(TextFormat.of(BARS), "1|a\nx|b\n3|c\n4\n5|e|f\n", NUMBER, TEXT))
                .containsExactly("1|a", "3|c");
        assertThat(rejected)
                .containsExactlyInAnyOrder(
                        new RejectedRecord("f", 4, Optional.empty(), 0, "4", "", LoadErrorCode.DELIMITER_NOT_FOUND),
                        new RejectedRecord("f", 5, Optional.empty(), 0, "5|e|f", "", LoadErrorCode.EXTRA_COLUMNS),
                        new RejectedRecord("f", 2, Optional.of(0), 0, "x|b", "x", LoadErrorCode.INVALID_DIGIT));
    }

    @Test
    void aTrailingDelimiterAddsNoColumn() {
        assertThat(parse(TextFormat.of(BARS), "1|a|\n2|b|\r\n", NUMBER, TEXT)).containsExactly("1|a", "2|b");
    }

    @Test
    void lengthsCountBytesAndCutsKeepCharactersWhole() {
        var text = "äääääääääää\n";
        assertThat(parse(TextFormat.of(BARS), text, TEXT)).isEmpty();
        assertThat(rejected).extracting(RejectedRecord::code).containsExactly(LoadErrorCode.TOO_LONG);
        assertThat(parse(truncating(), "xäääääääääää\n", TEXT)).containsExactly("xäääääääää");
    }

    @Test
    void whatIsShownOfALongFieldIsCutBetweenCharacters() {
        parse(TextFormat.of(BARS), "x" + "ä".repeat(5_000) + "\n", TEXT);
        assertThat(rejected).extracting(RejectedRecord::rawField).containsExactly("x" + "ä".repeat(511));
        assertThat(rejected).extracting(RejectedRecord::rawLine).containsExactly("x" + "ä".repeat(511));
    }

    @Test
    void invalidUtf8IsRejected() {
        var bytes = new byte[] {'a', (byte) 0xc0, (byte) 0x80, '\n', 'b', '\n', 'c', 0, '\n'};
        assertThat(parse(TextFormat.of(BARS), bytes, TEXT)).containsExactly("b");
        assertThat(rejected)
                .extracting(RejectedRecord::code)
                .containsExactly(LoadErrorCode.INVALID_CHARACTER, LoadErrorCode.INVALID_CHARACTER);
    }

    @Test
    void csvQuotesHideDelimitersLineFeedsAndQuotes() {
        assertThat(parse(TextFormat.of(CSV), "1,\"a,b\"\n2,\"c\nd\"\n3,\"e\"\"f\"\r\n4,plain\n", NUMBER, TEXT))
                .containsExactly("1|a,b", "2|c\nd", "3|e\"f", "4|plain");
    }

    @Test
    void aQuoteThatNothingClosesIsNoBadRecordButABadFile() {
        for (var text : List.of("1,a\n2,5\" pipe\n3,c\n", "1,a\n2,\"b\n3,c\n")) {
            assertThatThrownBy(() -> parse(TextFormat.of(CSV), text, NUMBER, TEXT))
                    .isInstanceOfSatisfying(SlipherException.class, e -> {
                        assertThat(e.sqlState()).isEqualTo(SqlState.BAD_COPY_FILE_FORMAT);
                        assertThat(e.detail()).contains("line 2 of \"f\"");
                    });
        }
    }

    @Test
    void anEmptyNullMarkerMatchesOnlyFieldsWithoutQuotes() {
        assertThat(parse(withNull(TextFormat.of(CSV), ""), "1,\n2,\"\"\n", NUMBER, TEXT))
                .containsExactly("1|NULL", "2|");
    }

    @Test
    void escapesProtectDelimitersAndLineFeeds() {
        var layout = new TextLayout.Delimited((byte) '|', true, false);
        assertThat(parse(TextFormat.of(layout), "1|a\\|b\n2|c\\\nd\n3|\\N\n4|\\\\\n", NUMBER, TEXT))
                .containsExactly("1|a|b", "2|c\nd", "3|NULL", "4|\\");
    }

    @Test
    void postgresTextUnderstandsItsEscapes() {
        var layout = new TextLayout.PostgresText((byte) '\t');
        assertThat(parse(TextFormat.of(layout), "1\ta\\tb\n2\t\\N\n3\t\\x41\\102\\\\\n", NUMBER, TEXT))
                .containsExactly("1|a\tb", "2|NULL", "3|AB\\");
    }

    @Test
    void anEndMarkerEndsWhatPostgresClientsSend() {
        var text = new TextLayout.PostgresText((byte) '\t');
        assertThat(parse(TextFormat.of(text), "1\ta\n\\.\n", NUMBER, TEXT)).containsExactly("1|a");
        assertThat(parse(TextFormat.of(CSV), "1,a\n\\.", NUMBER, TEXT)).containsExactly("1|a");
        assertThat(parse(TextFormat.of(CSV), "\\.x\n", TEXT)).containsExactly("\\.x");
        assertThat(rejected).isEmpty();
    }

    @Test
    void removedQuotesKeepDelimitersInside() {
        var layout = new TextLayout.Delimited((byte) '|', false, true);
        assertThat(parse(TextFormat.of(layout), "\"1\"|'a|b'\n2|5\" pipe\n", NUMBER, TEXT))
                .containsExactly("1|a|b", "2|5\" pipe");
    }

    @Test
    void fixedWidthsCountCharacters() {
        var layout = new TextLayout.FixedWidth(List.of(3, 4));
        assertThat(parse(TextFormat.of(layout), "  1äöü \n 22ab\n", NUMBER, TEXT))
                .containsExactly("1|äöü ", "22|ab");
    }

    @Test
    void randomCsvSurvivesAnyBlockSize() {
        var seed = new Random().nextLong();
        var random = new Random(seed);
        for (var round = 0; round < 50; round++) {
            var rows = new ArrayList<String>();
            var csv = new StringBuilder();
            for (var row = 0; row < 200; row++) {
                var text = randomText(random);
                rows.add(row + "|" + text);
                csv.append(row).append(",\"").append(text.replace("\"", "\"\"")).append("\"\n");
            }
            var bytes = csv.toString().getBytes(StandardCharsets.UTF_8);
            assertThat(parse(TextFormat.of(CSV), bytes, 1 + random.nextInt(400), NUMBER, TEXT))
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(rows);
        }
    }

    @Test
    void linesAreCountedAcrossBlocks() {
        var text = "1|a\n".repeat(1000) + "x|b\n";
        assertThat(parse(TextFormat.of(BARS), text.getBytes(StandardCharsets.UTF_8), 64, NUMBER, TEXT))
                .hasSize(1000);
        assertThat(rejected).extracting(RejectedRecord::line).containsExactly(1001L);
    }

    private static String randomText(Random random) {
        var alphabet = "ab,\"\n|\r\\ ";
        var text = new StringBuilder();
        for (var i = random.nextInt(12); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static TextFormat withNull(TextFormat format, String marker) {
        return new TextFormat(
                format.layout(),
                marker.getBytes(StandardCharsets.UTF_8),
                false,
                false,
                false,
                false,
                Optional.empty(),
                false,
                false,
                false,
                false,
                0,
                format.dateFormat(),
                format.timeFormat());
    }

    private static TextFormat truncating() {
        var format = TextFormat.of(BARS);
        return new TextFormat(
                BARS,
                format.nullMarker(),
                false,
                false,
                false,
                true,
                Optional.empty(),
                false,
                false,
                false,
                false,
                0,
                format.dateFormat(),
                format.timeFormat());
    }

    private List<String> parse(TextFormat format, String text, TextColumn... columns) {
        return parse(format, text.getBytes(StandardCharsets.UTF_8), columns);
    }

    private List<String> parse(TextFormat format, byte[] bytes, TextColumn... columns) {
        return parse(format, bytes, 1 << 16, columns);
    }

    private List<String> parse(TextFormat format, byte[] bytes, int blockBytes, TextColumn... columns) {
        rejected.clear();
        var rows = new ArrayList<String>();
        var reader = new RecordBlockReader("f", new ByteArrayInputStream(bytes), format.layout());
        var parser = new TextParser(format, List.of(columns), new SessionTime(ZoneOffset.UTC, 0), rejected::add);
        var block = new RecordBlock(blockBytes);
        while (reader.next(block)) {
            parser.parse("f", block, batch -> addRows(batch, rows));
        }
        return rows;
    }

    private static void addRows(Batch batch, List<String> rows) {
        var selection = batch.selection();
        for (var i = 0; i < batch.selectedCount(); i++) {
            var row = selection == null ? i : selection[i];
            var text = new StringBuilder();
            for (var column = 0; column < batch.columnCount(); column++) {
                text.append(column == 0 ? "" : "|").append(text(batch, column, row));
            }
            rows.add(text.toString());
        }
    }

    private static String text(Batch batch, int column, int row) {
        var vector = batch.column(column);
        if (vector.isNull(row)) {
            return "NULL";
        }
        return switch (vector) {
            case IntVector ints -> String.valueOf(ints.values()[row]);
            case LongVector longs -> String.valueOf(longs.values()[row]);
            case BytesVector bytes ->
                new String(bytes.bytes(), bytes.offsets()[row], bytes.length(row), StandardCharsets.UTF_8);
            default -> throw new AssertionError(vector);
        };
    }

    @Test
    void aStreamThatFailedIsNotReadAgain() throws Exception {
        var failures = new ArrayDeque<RuntimeException>(
                List.of(new IllegalArgumentException("first"), new IllegalStateException("second")));
        var stream = new InputStream() {
            @Override
            public int read() {
                throw failures.remove();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                throw failures.remove();
            }
        };
        try (var reader = new RecordBlockReader("f", stream, new TextLayout.PostgresText((byte) '|'))) {
            var block = new RecordBlock(64);
            assertThatThrownBy(() -> reader.next(block)).hasMessage("first");
            assertThat(reader.next(block)).isFalse();
        }
    }
}
