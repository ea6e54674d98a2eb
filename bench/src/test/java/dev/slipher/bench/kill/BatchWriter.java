package dev.slipher.bench.kill;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;

/** A client that makes, changes and deletes batches of rows of its own, in every way there is; used by one thread. */
final class BatchWriter {
    private static final int MOST_BATCHES = 30;
    private static final int SMALL_ROWS = 50;
    private static final int COPIED_ROWS = 2_000;
    private static final int LARGE_ROWS = 20_000;

    private final Ledger ledger;
    private final Random random;
    private final ArrayDeque<Long> batches = new ArrayDeque<>();
    private long nextBatch;

    /**
     * Makes a client.
     *
     * @param firstBatch from which on batches are its own
     */
    BatchWriter(Ledger ledger, Random random, long firstBatch) {
        this.ledger = ledger;
        this.random = random;
        this.nextBatch = firstBatch;
    }

    static void createTables(Connection connection) throws SQLException {
        execute(
                connection,
                "create table batch_rows (batch bigint, n integer, changes integer, note varchar(40)) sortkey (n)");
        execute(connection, "create table batch_copies (batch bigint, n integer)");
    }

    /** Returns the batches that there are, those whose rows are wrong in themselves as a state that nobody asks for. */
    static Map<Long, BatchState> read(Connection connection) throws SQLException {
        var found = new TreeMap<Long, BatchState>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select batch, count(*), count(distinct n), min(n), max(n),"
                        + " min(changes), max(changes) from batch_rows group by batch")) {
            while (rows.next()) {
                var count = rows.getInt(2);
                var isWhole = rows.getInt(3) == count && rows.getInt(4) == 1 && rows.getInt(5) == count;
                var isEven = rows.getInt(6) == rows.getInt(7);
                found.put(rows.getLong(1), new BatchState(isWhole ? count : -count, isEven ? rows.getInt(6) : -1, 0));
            }
        }
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select batch, count(*), count(distinct n) from batch_copies group by batch")) {
            while (rows.next()) {
                var before = found.getOrDefault(rows.getLong(1), BatchState.NOTHING);
                var copies = rows.getInt(3) == rows.getInt(2) ? rows.getInt(2) : -rows.getInt(2);
                found.put(rows.getLong(1), new BatchState(before.rows(), before.changes(), copies));
            }
        }
        return found;
    }

    /** Does one thing, and sees to it that the ledger knows how it ended. */
    void step(Connection connection) throws SQLException, IOException {
        if (batches.size() >= MOST_BATCHES) {
            delete(connection, batches.removeFirst());
            return;
        }
        switch (batches.isEmpty() ? random.nextInt(5) : random.nextInt(12)) {
            case 0, 1 -> insert(connection, 1);
            case 2 -> insert(connection, 1 + random.nextInt(SMALL_ROWS));
            case 3 -> copy(connection, 1 + random.nextInt(random.nextInt(10) == 0 ? LARGE_ROWS : COPIED_ROWS));
            case 4 -> insertTwice(connection);
            case 5, 6 -> change(connection, any());
            case 7 -> shorten(connection, any());
            case 8, 9 -> changeOnAnOldVersion(connection);
            case 10 -> undo(connection, any());
            default -> changeTwiceAndShorten(connection, any());
        }
    }

    private long any() {
        return batches.stream().skip(random.nextInt(batches.size())).findFirst().orElseThrow();
    }

    private long newBatch() {
        batches.addLast(nextBatch);
        return nextBatch++;
    }

    private interface Work {
        void run() throws SQLException, IOException;
    }

    /** Runs work that is a transaction and makes batches be as {@code states} says. */
    private void attempt(Map<Long, BatchState> states, Work work) throws SQLException, IOException {
        ledger.attempt(states);
        work.run();
        ledger.endAttempt(states, true);
    }

    private void inTransaction(Connection connection, Map<Long, BatchState> states, Work work)
            throws SQLException, IOException {
        attempt(states, () -> {
            connection.setAutoCommit(false);
            work.run();
            connection.commit();
            connection.setAutoCommit(true);
        });
    }

    private void insert(Connection connection, int rows) throws SQLException, IOException {
        var batch = newBatch();
        attempt(Map.of(batch, new BatchState(rows, 0, 0)), () -> execute(connection, insertion(batch, rows)));
    }

    private void copy(Connection connection, int rows) throws SQLException, IOException {
        var batch = newBatch();
        var text = IntStream.rangeClosed(1, rows)
                .mapToObj("%d|%%d|0|copied".formatted(batch)::formatted)
                .collect(Collectors.joining("\n", "", "\n"));
        var sql = "copy batch_rows from stdin delimiter '|'";
        attempt(
                Map.of(batch, new BatchState(rows, 0, 0)),
                () -> connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, new StringReader(text)));
    }

    private void insertTwice(Connection connection) throws SQLException, IOException {
        var batch = newBatch();
        var rows = 1 + random.nextInt(SMALL_ROWS);
        inTransaction(connection, Map.of(batch, new BatchState(rows, 0, rows)), () -> {
            execute(connection, insertion(batch, rows));
            execute(
                    connection,
                    "insert into batch_copies select batch, n from batch_rows where batch = %d".formatted(batch));
        });
    }

    private void change(Connection connection, long batch) throws SQLException, IOException {
        attempt(Map.of(batch, ledger.state(batch).changed()), () -> execute(connection, changing(batch)));
    }

    private void shorten(Connection connection, long batch) throws SQLException, IOException {
        var rest = ledger.state(batch).rows() / 2;
        attempt(Map.of(batch, ledger.state(batch).withRows(rest)), () -> execute(connection, shortening(batch, rest)));
    }

    private void delete(Connection connection, long batch) throws SQLException, IOException {
        inTransaction(connection, Map.of(batch, BatchState.NOTHING), () -> {
            execute(connection, shortening(batch, 0));
            execute(connection, "delete from batch_copies where batch = " + batch);
        });
    }

    /** Changes two batches in a transaction that others have overtaken by then. */
    private void changeOnAnOldVersion(Connection connection) throws SQLException, IOException {
        var states = new TreeMap<Long, BatchState>();
        var changed = any();
        var shortened = any();
        states.put(changed, ledger.state(changed).changed());
        var before = states.getOrDefault(shortened, ledger.state(shortened));
        var rest = before.rows() / 2;
        states.put(shortened, before.withRows(rest));
        inTransaction(connection, states, () -> {
            for (var reads = random.nextInt(6); reads >= 0; reads--) {
                execute(connection, "select count(*), max(note) from batch_rows where batch <> " + changed);
            }
            execute(connection, changing(changed));
            execute(connection, shortening(shortened, rest));
        });
    }

    /** Changes rows that the transaction itself has made, and rows of other transactions. */
    private void changeTwiceAndShorten(Connection connection, long batch) throws SQLException, IOException {
        var added = newBatch();
        var rows = 2 + random.nextInt(SMALL_ROWS);
        var before = ledger.state(batch);
        var rest = before.rows() / 2;
        var states = Map.of(batch, before.changed().changed().withRows(rest), added, new BatchState(rows / 2, 1, 0));
        inTransaction(connection, states, () -> {
            execute(connection, changing(batch));
            execute(connection, insertion(added, rows));
            execute(connection, changing(added));
            execute(connection, changing(batch));
            execute(connection, shortening(batch, rest));
            execute(connection, shortening(added, rows / 2));
        });
    }

    private void undo(Connection connection, long batch) throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, changing(batch));
        execute(connection, insertion(nextBatch, 3));
        execute(connection, shortening(batch, 0));
        connection.rollback();
        connection.setAutoCommit(true);
    }

    private static String insertion(long batch, int rows) {
        return IntStream.rangeClosed(1, rows)
                .mapToObj("(%d, %%d, 0, 'inserted')".formatted(batch)::formatted)
                .collect(Collectors.joining(", ", "insert into batch_rows values ", ""));
    }

    private static String changing(long batch) {
        return "update batch_rows set changes = changes + 1, note = 'changed' where batch = " + batch;
    }

    private static String shortening(long batch, int rest) {
        return "delete from batch_rows where batch = %d and n > %d".formatted(batch, rest);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
