package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SessionTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns blocks of records into batches with one column a target column; made once a worker.
 *
 * <p>Records are split first and then converted a column at a time, 2,048 rows each, so that every loop knows its type.
 */
public final class TextParser {
    private static final int MAX_RAW_LENGTH = 1024;

    private final TextFormat format;
    private final RejectionHandler rejections;
    private final boolean endMarked;
    private final RecordSplitter splitter;
    private final FieldMatrix fields;
    private final RowFailures failures = new RowFailures();
    private final List<FieldColumn> fieldColumns = new ArrayList<>();
    private final List<ColumnConverter> converters = new ArrayList<>();
    private final Batch batch;
    private final int[] selection = new int[Batch.CAPACITY];

    /** Records of the current rows that were no rows at all, so that all that is refused is told in the order of lines. */
    private final List<Malformed> malformed = new ArrayList<>();

    private String file = "";
    private RecordBlock block = new RecordBlock(0);
    private long rowCount;

    /**
     * @param row of the next good record
     */
    private record Malformed(int row, RejectedRecord record) {}

    /**
     * @param columns the targets of the fields, in the order of the file
     * @param time what dates without a year or zone go by
     */
    public TextParser(TextFormat format, List<TextColumn> columns, SessionTime time, RejectionHandler rejections) {
        this.format = format;
        this.rejections = rejections;
        this.endMarked =
                format.layout() instanceof TextLayout.PostgresText || format.layout() instanceof TextLayout.Csv;
        this.splitter = RecordSplitter.of(format);
        this.fields = new FieldMatrix(columns.size());
        for (var i = 0; i < columns.size(); i++) {
            fieldColumns.add(new FieldColumn(i, columns.get(i), format.nullMarker(), fields, failures));
            converters.add(ColumnConverters.of(columns.get(i).type(), format, time));
        }
        this.batch = new Batch(new Vector[columns.size()], 0);
    }

    /**
     * Parses all records of a block.
     *
     * @param fileName for the rejections
     * @param out takes each batch, which is valid until it returns
     */
    public void parse(String fileName, RecordBlock records, Consumer<Batch> out) {
        file = fileName;
        block = records;
        malformed.clear();
        var position = skipHeader();
        while (position < records.length && !isEndMarker(position)) {
            position = splitRecord(position);
            if (fields.isFull() || malformed.size() == Batch.CAPACITY) {
                flush(out);
            }
        }
        flush(out);
    }

    /** Returns how many rows were handed out so far. */
    public long rowCount() {
        return rowCount;
    }

    private int skipHeader() {
        var position = 0;
        for (var line = block.firstLine; line <= format.ignoreHeader() && position < block.length; line++) {
            while (position < block.length && block.bytes[position] != '\n') {
                position++;
            }
            position++;
        }
        return position;
    }

    private int splitRecord(int position) {
        if (isBlankLine(position) && (format.ignoreBlankLines() || fields.columnCount() > 1)) {
            if (!format.ignoreBlankLines()) {
                rejectRecord(position, position, LoadErrorCode.EMPTY_LINE);
            }
            return block.bytes[position] == '\r' ? position + 2 : position + 1;
        }
        fields.beginRecord();
        var end = splitter.split(block.bytes, position, block.length, fields);
        if (fields.isUnterminated()) {
            throw unterminated(position);
        }
        var count = fields.fieldsOfRecord();
        var columns = fields.columnCount();
        if (count == columns
                || count < columns && format.fillRecord()
                || count == columns + 1 && endsInDelimiter(end)) {
            fields.endRecord(position, end);
        } else {
            var code = count < columns ? LoadErrorCode.DELIMITER_NOT_FOUND : LoadErrorCode.EXTRA_COLUMNS;
            rejectRecord(position, end, code);
        }
        return end;
    }

    /** PostgreSQL's clients may end data with a line of {@code \\.}, and send nothing after it. */
    private boolean isEndMarker(int position) {
        var bytes = block.bytes;
        return endMarked
                && bytes[position] == '\\'
                && position + 1 < block.length
                && bytes[position + 1] == '.'
                && (position + 2 == block.length || isBlankLine(position + 2));
    }

    private boolean isBlankLine(int position) {
        var first = block.bytes[position];
        return first == '\n' || first == '\r' && position + 1 < block.length && block.bytes[position + 1] == '\n';
    }

    /** A delimiter after the last column, as some exports write it, adds no column. */
    private boolean endsInDelimiter(int recordEnd) {
        if (!(format.layout() instanceof TextLayout.Delimited delimited)) {
            return false;
        }
        var last = recordEnd - 1;
        while (last >= 0 && (block.bytes[last] == '\n' || block.bytes[last] == '\r')) {
            last--;
        }
        return last >= 0 && block.bytes[last] == delimited.delimiter();
    }

    private void flush(Consumer<Batch> out) {
        var rows = fields.rows();
        if (rows == 0) {
            rejectMalformed(0);
            malformed.clear();
            return;
        }
        failures.clear();
        batch.setRows(rows);
        for (var i = 0; i < converters.size(); i++) {
            fieldColumns.get(i).begin(block.bytes);
            batch.setColumn(i, converters.get(i).convert(fieldColumns.get(i)));
        }
        if (failures.count() > 0) {
            rejectFailures(rows);
        } else {
            rejectMalformed(0);
        }
        malformed.clear();
        fields.clear();
        if (batch.selectedCount() > 0) {
            rowCount += batch.selectedCount();
            out.accept(batch);
        }
    }

    private void rejectRecord(int start, int end, LoadErrorCode code) {
        malformed.add(new Malformed(fields.rows(), rejected(start, end, Optional.empty(), 0, "", code)));
    }

    private void rejectFailures(int rows) {
        var kept = 0;
        var told = 0;
        for (var row = 0; row < rows; row++) {
            if (!failures.isFailed(row)) {
                selection[kept++] = row;
                continue;
            }
            for (; told < malformed.size() && malformed.get(told).row <= row; told++) {
                rejections.reject(malformed.get(told).record);
            }
            var column = failures.column(row);
            var start = fields.starts(column)[row];
            var end = fields.ends(column)[row];
            var rawField = start < 0 ? text(fields.scratch(), ~start, ~end) : text(block.bytes, start, end);
            var recordStart = fields.recordStart(row);
            var position = start < 0 ? 0 : start - recordStart;
            rejections.reject(rejected(
                    recordStart, fields.recordEnd(row), Optional.of(column), position, rawField, failures.code(row)));
        }
        rejectMalformed(told);
        batch.select(selection, kept);
    }

    private void rejectMalformed(int first) {
        for (var i = first; i < malformed.size(); i++) {
            rejections.reject(malformed.get(i).record);
        }
    }

    private RejectedRecord rejected(
            int start, int end, Optional<Integer> column, int position, String rawField, LoadErrorCode code) {
        var line = lineOf(start);
        var lineEnd = end;
        while (lineEnd > start && (block.bytes[lineEnd - 1] == '\n' || block.bytes[lineEnd - 1] == '\r')) {
            lineEnd--;
        }
        return new RejectedRecord(file, line, column, position, text(block.bytes, start, lineEnd), rawField, code);
    }

    private long lineOf(int position) {
        return block.firstLine + ByteSearch.count(block.bytes, 0, position, (byte) '\n');
    }

    /** A quote that nothing closes takes in all records to the end of the file, however many errors are allowed. */
    private SlipherException unterminated(int position) {
        return new SlipherException(SqlState.BAD_COPY_FILE_FORMAT, "unterminated CSV quoted field")
                .withDetail("It is in the record that begins at line %d of \"%s\".".formatted(lineOf(position), file))
                .withHint("double each quote that is data, or choose another with QUOTE AS");
    }

    private static String text(byte[] bytes, int start, int end) {
        var cut = end - start > MAX_RAW_LENGTH ? Utf8.characterStart(bytes, start, start + MAX_RAW_LENGTH) : end;
        return new String(bytes, start, cut - start, StandardCharsets.UTF_8);
    }
}
