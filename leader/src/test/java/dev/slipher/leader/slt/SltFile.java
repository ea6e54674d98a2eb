package dev.slipher.leader.slt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A file of statements with what each must give, in sqllogictest's notation:
 *
 * <pre>
 * statement ok | statement error SQLSTATE [part of the message, detail or hint]
 * SQL
 *
 * query [rowsort]
 * SQL
 * ----
 * value|value   (one line a row, NULL for nulls, \n for a newline)
 * </pre>
 *
 * <p>Records end with an empty line; lines that start with # are comments. A record that begins with a line
 * {@code connection NAME} runs on a connection of that name, which stays open to the end of the file.
 */
final class SltFile {
    private final Path path;
    private final List<Check> records = new ArrayList<>();

    private record Check(int line, String connection, String directive, String sql, List<String> expected) {}

    /** Opens further connections. */
    @FunctionalInterface
    interface Connector {
        Connection connect() throws SQLException;
    }

    SltFile(Path path) throws IOException {
        this.path = path;
        var lines = new ArrayList<String>();
        int start = 0;
        int number = 0;
        for (var line : Files.readAllLines(path)) {
            number++;
            if (line.startsWith("#")) {
                continue;
            }
            if (!line.isBlank()) {
                if (lines.isEmpty()) {
                    start = number;
                }
                lines.add(line);
            } else if (!lines.isEmpty()) {
                records.add(parse(start, lines));
                lines.clear();
            }
        }
        if (!lines.isEmpty()) {
            records.add(parse(start, lines));
        }
    }

    private static Check parse(int line, List<String> all) {
        var named = all.getFirst().startsWith("connection ");
        var connection = named ? all.getFirst().substring("connection ".length()) : "";
        var lines = named ? all.subList(1, all.size()) : all;
        int divider = lines.indexOf("----");
        int end = divider < 0 ? lines.size() : divider;
        var expected = divider < 0 ? List.<String>of() : List.copyOf(lines.subList(divider + 1, lines.size()));
        return new Check(line, connection, lines.getFirst(), String.join("\n", lines.subList(1, end)), expected);
    }

    void run(Connector connector) throws SQLException {
        var connections = new LinkedHashMap<String, Connection>();
        try {
            for (var record : records) {
                if (!connections.containsKey(record.connection)) {
                    connections.put(record.connection, connector.connect());
                }
                run(record, connections.get(record.connection));
            }
        } finally {
            for (var connection : connections.values()) {
                connection.close();
            }
        }
    }

    private void run(Check record, Connection connection) throws SQLException {
        var place = path.getFileName() + ":" + record.line;
        var words = record.directive.split(" ", 4);
        if (record.directive.startsWith("statement error")) {
            assertThatThrownBy(() -> execute(connection, record.sql), place)
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).as(place).isEqualTo(words[2]))
                    .hasMessageContaining(words.length > 3 ? words[3] : "");
        } else if (record.directive.equals("statement ok")) {
            execute(connection, record.sql);
        } else {
            var rows = query(connection, record.sql);
            if (record.directive.endsWith("rowsort")) {
                Collections.sort(rows);
            }
            assertThat(rows).as(place).isEqualTo(record.expected);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> query(Connection connection, String sql) throws SQLException {
        var rows = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                var row = new ArrayList<String>();
                for (int c = 1; c <= columns; c++) {
                    var value = result.getString(c);
                    row.add(value == null ? "NULL" : value.replace("\n", "\\n"));
                }
                rows.add(String.join("|", row));
            }
        }
        return rows;
    }
}
