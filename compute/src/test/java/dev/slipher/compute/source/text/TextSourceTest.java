package dev.slipher.compute.source.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** A file in many small ranges must give what it gives in one piece. */
class TextSourceTest {
    private static final List<TextColumn> COLUMNS = List.of(
            new TextColumn("n", SqlType.Simple.INTEGER, true), new TextColumn("t", new SqlType.Varchar(2_000), true));
    private static final TextLayout PLAIN = new TextLayout.Delimited((byte) '|', false, false);
    private static final TextLayout ESCAPED = new TextLayout.Delimited((byte) '|', true, false);

    private final List<Integer> numbers = new ArrayList<>();
    private final List<Long> badLines = new ArrayList<>();

    @RepeatedTest(20)
    void everyRecordIsReadOnceAndBadOnesAreNamedByTheirLine(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var layout = random.nextBoolean() ? PLAIN : ESCAPED;
        var text = new StringBuilder();
        var lines = 0;
        var header = random.nextInt(3);
        for (; lines < header; lines++) {
            text.append("header|").append("h".repeat(random.nextInt(40))).append('\n');
        }
        var expected = new ArrayList<Integer>();
        var expectedBad = new ArrayList<Long>();
        for (var i = 0; i < 300; i++) {
            var bad = random.nextInt(20) == 0;
            var field = field(random, layout.equals(ESCAPED));
            text.append(bad ? "x" : Integer.toString(i))
                    .append('|')
                    .append(field)
                    .append(random.nextInt(5) == 0 ? "\r\n" : "\n");
            if (bad) {
                expectedBad.add(lines + 1L);
            } else {
                expected.add(i);
            }
            lines += 1 + (int) field.chars().filter(c -> c == '\n').count();
        }
        if (random.nextBoolean()) {
            text.setLength(text.length() - 1);
        }
        read(text.toString(), format(layout, header), 1 + random.nextInt(200));
        assertThat(numbers).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(badLines).containsExactlyInAnyOrderElementsOf(expectedBad);
    }

    @Test
    void aRunOfBackslashesLongerThanAnyWindowStillTellsWhetherALineFeedIsData() {
        for (var run = 99_990; run < 100_010; run++) {
            numbers.clear();
            badLines.clear();
            read("1|" + "\\".repeat(run) + "\n2\n3|c\n", format(ESCAPED, 0), 100_000);
            assertThat(numbers).as("run of %d", run).containsExactlyInAnyOrder(1, 3);
            // Behind an even number the line feed ends the record, and "2" alone lacks a field.
            assertThat(badLines).as("run of %d", run).isEqualTo(run % 2 == 0 ? List.of(2L) : List.of());
        }
    }

    /** Workers that meet later bad lines first leave the error to the first one of the file. */
    @RepeatedTest(20)
    void theFirstBadLineOfAFileEndsTheLoad(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var text = new StringBuilder();
        var first = 0L;
        for (var line = 1L; line <= 300; line++) {
            var bad = random.nextInt(40) == 0;
            text.append(!bad ? "1|a" : random.nextBoolean() ? "x|a" : "1").append('\n');
            first = bad && first == 0 ? line : first;
        }
        assertThat(first).isPositive();
        var source = source(text.toString(), format(PLAIN, 0), 1 + random.nextInt(200), rejected -> {
            throw new SlipherException(SqlState.BAD_COPY_FILE_FORMAT, "line " + rejected.line());
        });
        try (source) {
            var left = new ArrayList<>(List.of(source.open(), source.open(), source.open()));
            Collections.shuffle(left, random);
            assertThatThrownBy(() -> {
                        while (!left.isEmpty()) {
                            left.removeIf(reader -> random.nextBoolean() && !reader.read(this::add));
                        }
                    })
                    .isInstanceOf(SlipherException.class)
                    .hasMessage("line " + first);
        }
    }

    @Test
    void aFileThatHasBecomeShorterBetweenItsRangesIsAnError() {
        for (var missing : List.of(1, 30)) {
            var bytes = "1|a\n2|b\nx|c\n".getBytes(StandardCharsets.UTF_8);
            var file = new Bytes(bytes, bytes.length + missing);
            try (var source = source(file, format(PLAIN, 0), 4, rejected -> badLines.add(rejected.line()))) {
                var reader = source.open();
                assertThatThrownBy(() -> {
                            while (reader.read(this::add)) {}
                        })
                        .as("%d bytes missing", missing)
                        .isInstanceOfSatisfying(
                                SlipherException.class,
                                e -> assertThat(e.sqlState()).isEqualTo(SqlState.IO_ERROR))
                        .hasMessageContaining("shorter");
                reader.close();
            }
        }
    }

    @Test
    void aFileThatCannotBeClosedIsNoErrorAndHidesNone() {
        var fine = new Unclosable("1|a\n2|b\n".getBytes(StandardCharsets.UTF_8), OptionalInt.empty());
        try (var source = source(fine, format(PLAIN, 0), 1_000, _ -> {})) {
            var reader = source.open();
            while (reader.read(this::add)) {}
        }
        assertThat(numbers).containsExactly(1, 2);

        var failing = new Unclosable("1|a\n2|b\n".getBytes(StandardCharsets.UTF_8), OptionalInt.of(3));
        assertThatThrownBy(() -> {
                    var source = source(failing, format(PLAIN, 0), 1_000, _ -> {});
                    try {
                        source.open().read(this::add);
                    } finally {
                        source.close();
                    }
                })
                .isInstanceOf(SlipherException.class)
                .hasMessage("could not read file \"f\": bad sector");
    }

    @Test
    void badRecordsAreToldInTheOrderOfTheirLines() {
        read("1|a\nx|b\n2\ny|c\n3|d|e\n4|f\n", format(PLAIN, 0), 1_000);
        assertThat(badLines).containsExactly(2L, 3L, 4L, 5L);
        assertThat(numbers).containsExactly(1, 4);
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstField() {
        for (var rangeBytes : List.of(4, 1_000)) {
            numbers.clear();
            read("\ufeff1|a\n\ufeff2|b\n3|c\n", format(PLAIN, 0), rangeBytes);
            assertThat(numbers).as("ranges of %d", rangeBytes).containsExactlyInAnyOrder(1, 3);
            numbers.clear();
            read("\ufeffn|t\n1|a\n", format(PLAIN, 1), rangeBytes);
            assertThat(numbers).as("ranges of %d", rangeBytes).containsExactly(1);
        }
        numbers.clear();
        read("\ufeff\"7\",a\n", format(new TextLayout.Csv((byte) ',', (byte) '"', (byte) '"'), 0), 1_000);
        assertThat(numbers).containsExactly(7);
    }

    private static String field(Random random, boolean escapes) {
        var field = new StringBuilder();
        IntStream.range(0, random.nextInt(30)).forEach(_ -> {
            if (escapes && random.nextInt(3) == 0) {
                field.append('\\').append("\\\n|a".charAt(random.nextInt(4)));
            } else {
                field.append('a');
            }
        });
        return field.toString();
    }

    private static TextFormat format(TextLayout layout, long header) {
        var plain = TextFormat.of(layout);
        return new TextFormat(
                layout,
                plain.nullMarker(),
                false,
                false,
                false,
                true,
                Optional.empty(),
                false,
                false,
                false,
                false,
                header,
                plain.dateFormat(),
                plain.timeFormat());
    }

    private void read(String text, TextFormat format, long rangeBytes) {
        try (var source = source(text, format, rangeBytes, rejected -> badLines.add(rejected.line()))) {
            var readers = List.of(source.open(), source.open(), source.open());
            var left = new ArrayList<>(readers);
            while (!left.isEmpty()) {
                left.removeIf(reader -> !reader.read(this::add));
            }
            readers.forEach(reader -> reader.close());
        }
    }

    private static TextSource source(String text, TextFormat format, long rangeBytes, RejectionHandler rejections) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return source(new Bytes(bytes, bytes.length), format, rangeBytes, rejections);
    }

    private static TextSource source(TextFile file, TextFormat format, long rangeBytes, RejectionHandler rejections) {
        return new TextSource(
                List.of(file),
                format,
                COLUMNS,
                new SessionTime(ZoneOffset.UTC, 0),
                rejections,
                (_, _) -> {},
                rangeBytes);
    }

    private void add(Batch batch) {
        var values = ((IntVector) batch.column(0)).values();
        var selection = batch.selection();
        for (var i = 0; i < batch.selectedCount(); i++) {
            numbers.add(values[selection == null ? i : selection[i]]);
        }
    }

    /**
     * A file that fails when it is closed.
     *
     * @param badByte at which reading it fails
     */
    private record Unclosable(byte[] bytes, OptionalInt badByte) implements TextFile {
        @Override
        public String name() {
            return "f";
        }

        @Override
        public InputStream open() {
            return new FilterInputStream(new ByteArrayInputStream(bytes)) {
                private int position;

                @Override
                public int read() throws IOException {
                    if (badByte.isPresent() && position++ == badByte.getAsInt()) {
                        throw new IOException("bad sector");
                    }
                    return super.read();
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    var next = length == 0 ? 0 : read();
                    if (length == 0 || next < 0) {
                        return next;
                    }
                    target[offset] = (byte) next;
                    return 1;
                }

                @Override
                public void close() throws IOException {
                    throw new IOException("cannot be closed");
                }
            };
        }

        @Override
        public Optional<Addressable> addressable() {
            return Optional.empty();
        }
    }

    private record Bytes(byte[] bytes, long size) implements TextFile, TextFile.Addressable {
        @Override
        public String name() {
            return "f";
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public Optional<Addressable> addressable() {
            return Optional.of(this);
        }

        @Override
        public InputStream openAt(long position) {
            var from = (int) Math.min(position, bytes.length);
            return new ByteArrayInputStream(bytes, from, bytes.length - from);
        }

        @Override
        public int peek(long position, byte[] target) {
            var count = Math.clamp(bytes.length - position, 0, target.length);
            if (count == 0) {
                return 0;
            }
            System.arraycopy(bytes, (int) position, target, 0, count);
            return count;
        }
    }
}
