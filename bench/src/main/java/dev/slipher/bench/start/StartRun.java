package dev.slipher.bench.start;

import dev.slipher.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Times fresh server processes from their start to the answers of a join over stored rows and of psql's {@code \d}.
 *
 * <p>Every process but the first follows one that was killed, over a folder whose log holds a single-row INSERT for each of
 * some hundred versions.
 */
public final class StartRun {
    /** The rows that are joined unless a test takes fewer. */
    public static final int ROWS = 1_000_000;

    private static final int LOG_ENTRIES = 500;

    private static final String JOIN = """
        select r.name, count(*), sum(v.amount)
        from visit v join shop r on r.id = v.shop_id
        where v.seen >= date '2020-06-01'
        group by r.name
        order by 3 desc
        limit 10\
        """;

    private final Path data;
    private final String memory;
    private final int rows;
    private final int starts;

    /**
     * @param data a folder that does not exist yet
     * @param memory of each server, such as {@code 4g}
     * @param rows of the larger table, usually {@link #ROWS}
     */
    public StartRun(Path data, String memory, int rows, int starts) {
        this.data = data;
        this.memory = memory;
        this.rows = rows;
        this.starts = starts;
    }

    /**
     * What was measured, each in ns since the process was spawned, in the order of the starts.
     *
     * @param listening when the server said that it answers
     * @param answered when both answers had been read
     */
    public record Times(long[] listening, long[] answered) {
        /** Returns the table that the command prints. */
        public String text() {
            var text = new StringBuilder("start   listens ms   answered ms\n");
            for (var i = 0; i < answered.length; i++) {
                text.append("%5d   %10.0f   %11.0f%n".formatted(i + 1, listening[i] / 1e6, answered[i] / 1e6));
            }
            return text.append("%nmedian  %10.0f   %11.0f%n".formatted(median(listening) / 1e6, median(answered) / 1e6))
                    .toString();
        }

        private static double median(long[] times) {
            var sorted = times.clone();
            Arrays.sort(sorted);
            return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
        }
    }

    /** Fills the folder, then starts and kills servers over it. */
    public Times run() throws IOException, InterruptedException, SQLException {
        try (var server = ServerProcess.start(data, memory);
                var connection = server.connect()) {
            fill(connection);
            server.kill();
        }
        var listening = new long[starts];
        var answered = new long[starts];
        for (var i = 0; i < starts; i++) {
            var begin = System.nanoTime();
            try (var server = ServerProcess.start(data, memory)) {
                listening[i] = System.nanoTime() - begin;
                try (var connection = server.connect()) {
                    read(connection, JOIN);
                    read(connection, PsqlQueries.RELATIONS);
                    answered[i] = System.nanoTime() - begin;
                }
                server.kill();
            }
        }
        return new Times(listening, answered);
    }

    private void fill(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("create table shop (id integer not null, name varchar(30)) diststyle all");
            statement.execute("insert into shop select i, 'shop ' || i from generate_series(1, 1000) i");
            statement.execute("""
                create table visit (id bigint not null, shop_id integer not null, seen date, amount decimal(12,2), remark varchar(40))
                distkey (shop_id) sortkey (seen)\
                """);
            statement.execute("""
                insert into visit
                select i, i %% 1000 + 1, date '2020-01-01' + i %% 365, (i %% 9973) * 1.25, 'remark ' || i
                from generate_series(1, %d) i\
                """.formatted(rows));
            statement.execute("create table small (id integer)");
            for (var i = 0; i < LOG_ENTRIES; i++) {
                statement.execute("insert into small values (%d)".formatted(i));
            }
        }
    }

    private static void read(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            var rows = 0;
            while (result.next()) {
                result.getString(1);
                rows++;
            }
            if (rows == 0) {
                throw new IllegalStateException("no rows from: " + sql);
            }
        }
    }
}
