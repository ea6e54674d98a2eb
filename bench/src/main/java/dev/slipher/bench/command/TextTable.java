package dev.slipher.bench.command;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The first rows of a result, laid out as psql lays them out.
 *
 * @param lines header first, each with as many cells as there are columns
 * @param rowCount rows of the whole result
 */
record TextTable(List<List<String>> lines, long rowCount) {
    /** Reads the whole result and keeps at most {@code maxRows} rows. */
    static TextTable read(ResultSet result, int maxRows) throws SQLException {
        var columns = result.getMetaData();
        var lines = new ArrayList<List<String>>();
        var header = new ArrayList<String>();
        for (var i = 1; i <= columns.getColumnCount(); i++) {
            header.add(columns.getColumnLabel(i));
        }
        lines.add(header);
        long rows = 0;
        while (result.next()) {
            if (++rows <= maxRows) {
                var line = new ArrayList<String>();
                for (var i = 1; i <= columns.getColumnCount(); i++) {
                    var text = result.getString(i);
                    line.add(text == null ? "" : text.strip());
                }
                lines.add(line);
            }
        }
        return new TextTable(lines, rows);
    }

    String text() {
        var widths = new int[lines.getFirst().size()];
        for (var line : lines) {
            for (var i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (var line : lines) {
            for (var i = 0; i < widths.length; i++) {
                text.append(i == 0 ? " " : " | ")
                        .append(line.get(i))
                        .repeat(" ", widths[i] - line.get(i).length());
            }
            text.append('\n');
            if (line.equals(lines.getFirst())) {
                for (var i = 0; i < widths.length; i++) {
                    text.append(i == 0 ? "-" : "+-").repeat("-", widths[i] + 1);
                }
                text.append('\n');
            }
        }
        if (rowCount > lines.size() - 1) {
            text.append(" … ").append(rowCount - lines.size() + 1).append(" more\n");
        }
        return text.toString();
    }
}
