package dev.slipher.bench.start;

import dev.slipher.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Times the first run of statements in a fresh process against their later runs, over tables and shapes that nothing else
 * in the program knows.
 */
public final class FirstRuns {
    /** The rows of the largest table unless a test takes fewer. */
    public static final int ROWS = 1_500_000;

    private static final Pattern END = Pattern.compile(";\\s*\n");

    private final Path data;
    private final String memory;
    private final int rows;
    private final int rounds;
    private final long restMillis;

    /** One statement's times in ns: its first run, and the median of the rest. */
    public record Times(String statement, long first, long hot) {
        public double ratio() {
            return (double) first / hot;
        }
    }

    /**
     * @param data a folder that does not exist yet
     * @param memory of the server, such as {@code 4g}
     * @param rows of the largest table, usually {@link #ROWS}
     * @param rounds runs of each statement after the first
     * @param restMillis how long the fresh process is left alone before the first statement
     */
    public FirstRuns(Path data, String memory, int rows, int rounds, long restMillis) {
        this.data = data;
        this.memory = memory;
        this.rows = rows;
        this.rounds = rounds;
        this.restMillis = restMillis;
    }

    /** Fills a folder, then runs the statements in a process that has done nothing else. */
    public List<Times> run() throws IOException, InterruptedException, SQLException {
        try (var server = ServerProcess.start(data, memory);
                var connection = server.connect();
                var statement = connection.createStatement()) {
            for (var sql : read("tables.sql")) {
                statement.execute(sql.replace(":rows", Integer.toString(rows)));
            }
        }
        try (var server = ServerProcess.start(data, memory);
                var connection = server.connect()) {
            TimeUnit.MILLISECONDS.sleep(restMillis);
            var times = new ArrayList<Times>();
            for (var sql : read("statements.sql")) {
                times.add(time(connection, sql));
            }
            return times;
        }
    }

    private Times time(Connection connection, String sql) throws SQLException {
        var nanos = new long[rounds + 1];
        for (var round = 0; round <= rounds; round++) {
            var begin = System.nanoTime();
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery(sql)) {
                while (result.next()) {
                    result.getString(1);
                }
            }
            nanos[round] = System.nanoTime() - begin;
        }
        var hot = Arrays.copyOfRange(nanos, 1, nanos.length);
        Arrays.sort(hot);
        return new Times(sql, nanos[0], hot[hot.length / 2]);
    }

    /** Returns the statements of a resource, in order. */
    static List<String> read(String name) throws IOException {
        try (var in = FirstRuns.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return Arrays.stream(END.split(new String(in.readAllBytes(), StandardCharsets.UTF_8)))
                    .filter(sql -> !sql.isBlank())
                    .toList();
        }
    }
}
