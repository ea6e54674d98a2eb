package dev.slipher.bench.kill;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Accounts between which amounts move, each time with a line in a journal, so that their sum stays; many threads. */
final class Accounts {
    private static final int COUNT = 20;
    private static final int AMOUNT = 1_000;
    private static final String SERIALIZATION_FAILURE = "40001";

    private final Ledger ledger;
    private final AtomicLong lastId = new AtomicLong();

    Accounts(Ledger ledger) {
        this.ledger = ledger;
    }

    static void createTables(Connection connection) throws SQLException {
        execute(connection, "create table accounts (id integer, amount integer)");
        execute(connection, "create table journal (id bigint, source integer, target integer, amount integer)");
        execute(
                connection,
                IntStream.range(0, COUNT)
                        .mapToObj(id -> "(%d, %d)".formatted(id, AMOUNT))
                        .collect(Collectors.joining(", ", "insert into accounts values ", "")));
    }

    /** Moves an amount, unless another transfer changed one of the accounts meanwhile. */
    void transfer(Connection connection, Random random) throws SQLException {
        var id = lastId.incrementAndGet();
        var source = random.nextInt(COUNT);
        var target = (source + 1 + random.nextInt(COUNT - 1)) % COUNT;
        var amount = 1 + random.nextInt(50);
        ledger.attemptTransfer(id);
        connection.setAutoCommit(false);
        try {
            execute(connection, "update accounts set amount = amount - %d where id = %d".formatted(amount, source));
            execute(connection, "update accounts set amount = amount + %d where id = %d".formatted(amount, target));
            execute(connection, "insert into journal values (%d, %d, %d, %d)".formatted(id, source, target, amount));
            connection.commit();
            ledger.endTransfer(id, true);
        } catch (SQLException e) {
            if (!SERIALIZATION_FAILURE.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
            ledger.endTransfer(id, false);
        }
        connection.setAutoCommit(true);
    }

    /** Says what is wrong with the accounts and the journal as one statement sees them. */
    static List<String> check(Connection connection) throws SQLException {
        var wrong = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*), count(distinct id), sum(amount) from accounts")) {
            row.next();
            if (row.getInt(1) != COUNT || row.getInt(2) != COUNT || row.getInt(3) != COUNT * AMOUNT) {
                wrong.add("%d accounts, %d different, with %d in all"
                        .formatted(row.getInt(1), row.getInt(2), row.getInt(3)));
            }
        }
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                    select a.id, a.amount, %d + coalesce(sum(m.amount), 0)
                    from accounts a left join (
                        select target as id, amount from journal union all select source, -amount from journal) m
                        on a.id = m.id
                    group by a.id, a.amount
                    having a.amount <> %d + coalesce(sum(m.amount), 0)\
                    """.formatted(AMOUNT, AMOUNT))) {
            while (rows.next()) {
                wrong.add("account %d has %d and by the journal %d"
                        .formatted(rows.getInt(1), rows.getInt(2), rows.getInt(3)));
            }
        }
        return wrong;
    }

    static List<Long> journal(Connection connection) throws SQLException {
        var ids = new ArrayList<Long>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select id from journal")) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
