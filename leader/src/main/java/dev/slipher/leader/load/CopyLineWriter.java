package dev.slipher.leader.load;

import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Puts rows into lines of COPY TO: begin, add each column, end. */
public final class CopyLineWriter {
    private final CopyToOptions options;
    private final List<SqlType> types;
    private final SessionTime time;
    private final byte[] nullMarker;
    private final ByteSink line = new ByteSink(1024);
    private final ByteSink field = new ByteSink(256);

    public CopyLineWriter(CopyToOptions options, List<SqlType> types, SessionTime time) {
        this.options = options;
        this.types = List.copyOf(types);
        this.time = time;
        this.nullMarker = options.nullMarker().getBytes(StandardCharsets.UTF_8);
    }

    /** Puts the names of the columns into the line, which is not ended. */
    public CopyLineWriter header(List<String> names) {
        begin();
        for (var i = 0; i < names.size(); i++) {
            separate(i);
            field.clear();
            field.append(names.get(i));
            addField();
        }
        return this;
    }

    public void begin() {
        line.clear();
    }

    /** Adds the value of the next column. */
    public void add(int column, Datum value) {
        separate(column);
        if (value.isNull()) {
            line.append(nullMarker);
            return;
        }
        field.clear();
        TypeText.format(types.get(column), value, time, field);
        addField();
    }

    /** Ends the line and returns it, valid until the next one begins. */
    public ByteSink end() {
        line.append('\n');
        return line;
    }

    private void separate(int column) {
        if (column > 0) {
            line.append(options.delimiter());
        }
    }

    private void addField() {
        if (!options.csv()) {
            addEscaped();
        } else if (needsQuotes()) {
            addQuoted();
        } else {
            line.append(field.bytes(), 0, field.length());
        }
    }

    private void addEscaped() {
        for (var i = 0; i < field.length(); i++) {
            var b = field.bytes()[i];
            var letter = switch (b) {
                case '\b' -> 'b';
                case '\f' -> 'f';
                case '\n' -> 'n';
                case '\r' -> 'r';
                case '\t' -> 't';
                case 0x0b -> 'v';
                case '\\' -> '\\';
                default -> b == options.delimiter() ? (char) b : 0;
            };
            if (letter != 0) {
                line.append('\\');
                line.append(letter);
            } else {
                line.append(b);
            }
        }
    }

    private boolean needsQuotes() {
        if (isNullMarker()) {
            return true;
        }
        for (var i = 0; i < field.length(); i++) {
            var b = field.bytes()[i];
            if (b == options.delimiter() || b == options.quote() || b == '\n' || b == '\r') {
                return true;
            }
        }
        return field.length() == 2 && field.bytes()[0] == '\\' && field.bytes()[1] == '.';
    }

    private boolean isNullMarker() {
        return field.length() == nullMarker.length
                && Arrays.equals(field.bytes(), 0, nullMarker.length, nullMarker, 0, nullMarker.length);
    }

    private void addQuoted() {
        line.append(options.quote());
        for (var i = 0; i < field.length(); i++) {
            var b = field.bytes()[i];
            if (b == options.quote() || b == options.escape()) {
                line.append(options.escape());
            }
            line.append(b);
        }
        line.append(options.quote());
    }
}
