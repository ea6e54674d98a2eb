package dev.slipher.bench.document;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Runs statements and prints what psql would print, so that examples need no psql; trailing blanks are left out. */
final class Psql {
    private final Connection connection;

    Psql(Connection connection) {
        this.connection = connection;
    }

    /** Returns the lines that follow a statement, without the empty one that ends a table. */
    List<String> run(String sql) {
        try (var statement = connection.createStatement()) {
            return statement.execute(sql)
                    ? table(statement.getResultSet())
                    : List.of(tag(sql, statement.getUpdateCount()));
        } catch (SQLException e) {
            return error(e);
        }
    }

    /** JDBC does not show the server's tag, but how many rows a statement changed. */
    private static String tag(String sql, int count) {
        var words = sql.strip().toUpperCase(Locale.ROOT).split("\\s+");
        return switch (words[0]) {
            case "INSERT" -> "INSERT 0 " + count;
            case "UPDATE", "DELETE", "COPY" -> words[0] + " " + count;
            case "CREATE", "DROP", "ALTER" -> words[0] + " " + words[1];
            default -> words[0];
        };
    }

    private static List<String> error(SQLException e) {
        var lines = new ArrayList<String>();
        var message = e instanceof PSQLException known
                ? Optional.ofNullable(known.getServerErrorMessage())
                : Optional.<ServerErrorMessage>empty();
        if (message.isEmpty()) {
            return List.of("ERROR:  " + e.getMessage());
        }
        lines.add("ERROR:  " + message.get().getMessage());
        Optional.ofNullable(message.get().getDetail()).ifPresent(text -> lines.add("DETAIL:  " + text));
        Optional.ofNullable(message.get().getHint()).ifPresent(text -> lines.add("HINT:  " + text));
        return lines;
    }

    private static List<String> table(ResultSet result) throws SQLException {
        var columns = result.getMetaData();
        var count = columns.getColumnCount();
        var rows = new ArrayList<List<String>>();
        rows.add(new ArrayList<>());
        var right = new boolean[count];
        for (var c = 0; c < count; c++) {
            rows.getFirst().add(columns.getColumnLabel(c + 1));
            right[c] = isNumber(columns.getColumnType(c + 1));
        }
        while (result.next()) {
            var row = new ArrayList<String>();
            for (var c = 1; c <= count; c++) {
                row.add(Optional.ofNullable(result.getString(c)).orElse(""));
            }
            rows.add(row);
        }
        var widths = new int[count];
        for (var c = 0; c < count; c++) {
            var column = c;
            widths[c] = rows.stream()
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElse(0);
        }
        return print(rows, widths, right);
    }

    private static boolean isNumber(int type) {
        return switch (type) {
            case Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.REAL, Types.DOUBLE, Types.NUMERIC -> true;
            default -> false;
        };
    }

    private static List<String> print(List<List<String>> rows, int[] widths, boolean[] right) {
        var lines = new ArrayList<String>();
        for (var row : rows) {
            var header = lines.isEmpty();
            var line = new StringBuilder();
            for (var c = 0; c < widths.length; c++) {
                var blanks = widths[c] - row.get(c).length();
                var before = header ? blanks / 2 : right[c] ? blanks : 0;
                line.append(c == 0 ? " " : "| ").repeat(" ", before).append(row.get(c));
                line.repeat(" ", blanks - before).append(' ');
            }
            lines.add(line.toString().stripTrailing());
            if (header) {
                lines.add(ruler(widths));
            }
        }
        lines.add(rows.size() == 2 ? "(1 row)" : "(%d rows)".formatted(rows.size() - 1));
        return lines;
    }

    private static String ruler(int[] widths) {
        var line = new StringBuilder();
        for (var c = 0; c < widths.length; c++) {
            line.append(c == 0 ? "" : "+").repeat("-", widths[c] + 2);
        }
        return line.toString();
    }
}
