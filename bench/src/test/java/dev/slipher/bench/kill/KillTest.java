package dev.slipher.bench.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server at random moments of its work, starts it again, and compares what it holds with what its clients were
 * told. A long run: {@code mvn test -pl bench -am -Dtest=dev.slipher.bench.kill.KillTest -Dslipher.kill.rounds=200
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Timeout(value = 4, unit = TimeUnit.HOURS)
final class KillTest {
    private static final int ROUNDS_BETWEEN_LINES = 20;
    private static final int ROUNDS = Integer.getInteger("slipher.kill.rounds", 6);
    private static final int BATCH_WRITERS = 4;
    private static final int TRANSFERRERS = 2;
    private static final int MOST_ACKNOWLEDGEMENTS = 300;

    private final long seed = Long.getLong("slipher.kill.seed", new Random().nextLong());
    private final Ledger ledger = new Ledger();
    private final Accounts accounts = new Accounts(ledger);
    private final List<BatchWriter> writers = new ArrayList<>();

    /** What clients met that no kill explains. */
    private final ConcurrentLinkedQueue<String> surprises = new ConcurrentLinkedQueue<>();

    @Test
    void whatWasAcknowledgedIsThereOnceAndNothingElseIsHalfThere(@TempDir Path folder) throws Exception {
        var random = new Random(seed);
        for (var i = 0; i < BATCH_WRITERS; i++) {
            writers.add(new BatchWriter(ledger, new Random(random.nextLong()), i * 1_000_000L));
        }
        var slowestStart = 0L;
        for (var round = 0; round < ROUNDS; round++) {
            var start = System.nanoTime();
            try (var server = ServerProcess.start(folder, "768m")) {
                slowestStart = Math.max(slowestStart, System.nanoTime() - start);
                if (round == 0) {
                    createTables(server);
                } else {
                    check(server, "seed %d, round %d".formatted(seed, round));
                }
                work(server, random);
            }
            assertThat(surprises).as("seed %d, round %d", seed, round).isEmpty();
            if ((round + 1) % ROUNDS_BETWEEN_LINES == 0) {
                report(round + 1, slowestStart);
            }
        }
        try (var server = ServerProcess.start(folder, "768m")) {
            check(server, "seed %d, the end".formatted(seed));
        }
        report(ROUNDS, slowestStart);
    }

    private void report(int kills, long slowestStart) {
        System.out.printf(
                "%d kills, %d acknowledged commits, slowest start %d ms%n",
                kills, ledger.acknowledgements(), slowestStart / 1_000_000);
    }

    private static void createTables(ServerProcess server) throws SQLException {
        try (var connection = server.connect()) {
            BatchWriter.createTables(connection);
            Accounts.createTables(connection);
        }
    }

    private void check(ServerProcess server, String where) throws SQLException {
        try (var connection = server.connect()) {
            var wrong = new ArrayList<>(ledger.settleBatches(BatchWriter.read(connection)));
            wrong.addAll(ledger.settleTransfers(Accounts.journal(connection)));
            wrong.addAll(Accounts.check(connection));
            assertThat(wrong).as(where).isEmpty();
        }
    }

    /** Lets all clients work until so much was acknowledged, and kills the server under them. */
    private void work(ServerProcess server, Random random) throws InterruptedException {
        var end = ledger.acknowledgements() + 1 + random.nextInt(MOST_ACKNOWLEDGEMENTS);
        var kill = new CountDownLatch(1);
        var clients = new ArrayList<Thread>();
        for (var writer : writers) {
            clients.add(client(server, kill, end, writer::step));
        }
        for (var i = 0; i < TRANSFERRERS; i++) {
            var choices = new Random(random.nextLong());
            clients.add(client(server, kill, end, connection -> accounts.transfer(connection, choices)));
        }
        clients.add(client(server, kill, end, KillTest::vacuum));
        clients.add(client(server, kill, end, this::look));
        kill.await();
        server.kill();
        for (var client : clients) {
            client.join();
        }
    }

    private interface Step {
        void run(Connection connection) throws SQLException, IOException;
    }

    /** Starts a client that works until its server is gone, and asks for that when enough was acknowledged. */
    private Thread client(ServerProcess server, CountDownLatch kill, long end, Step step) {
        return Thread.ofVirtual().start(() -> {
            try (var connection = server.connect()) {
                while (true) {
                    step.run(connection);
                    if (ledger.acknowledgements() >= end) {
                        kill.countDown();
                    }
                }
            } catch (SQLException | IOException e) {
                if (!isLoss(e)) {
                    surprises.add(e.toString());
                }
            } catch (RuntimeException e) {
                surprises.add(e.toString());
            } finally {
                kill.countDown();
            }
        });
    }

    /** Connection exceptions, and the driver's refusal to use a connection that it found closed. */
    private static boolean isLoss(Exception e) {
        return e instanceof SQLException sql
                && sql.getSQLState() != null
                && sql.getSQLState().startsWith("08");
    }

    private static void vacuum(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var table : List.of("batch_rows", "accounts", "batch_copies", "journal")) {
                statement.execute("vacuum " + table);
            }
        }
    }

    /** Checks what holds in every version. */
    private void look(Connection connection) throws SQLException {
        surprises.addAll(Accounts.check(connection));
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select batch, count(*), count(distinct n), max(n), min(changes),"
                        + " max(changes) from batch_rows group by batch having count(*) <> count(distinct n)"
                        + " or count(*) <> max(n) or min(changes) <> max(changes)")) {
            while (rows.next()) {
                surprises.add("batch %d has %d rows, %d different up to %d, changed %d to %d times"
                        .formatted(
                                rows.getLong(1),
                                rows.getInt(2),
                                rows.getInt(3),
                                rows.getInt(4),
                                rows.getInt(5),
                                rows.getInt(6)));
            }
        }
    }
}
