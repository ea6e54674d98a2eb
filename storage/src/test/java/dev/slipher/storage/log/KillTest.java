package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that commits from several threads, at random moments, and looks at what is there. A long run:
 * {@code -Dslipher.kill.rounds=200}.
 */
@Timeout(value = 4, unit = TimeUnit.HOURS)
final class KillTest {
    private static final int ROUNDS = Integer.getInteger("slipher.kill.rounds", 3);
    private static final int WRITERS = 4;

    @TempDir
    private Path directory;

    /** Commits numbered rows, each into two tables at once, and prints each number when it is acknowledged. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            var store = new LocalDirectoryStore(Path.of(arguments[0]));
            var limits = TestWarehouse.limits(50, 1L << 40);
            var log = CommitLog.open(store, Clock.systemUTC(), new Random(), limits);
            if (log.current().tables().isEmpty()) {
                log.commit(List.of(
                        new Action.Create(TestWarehouse.table(log, "a")),
                        new Action.Create(TestWarehouse.table(log, "b"))));
            }
            var oids = log.current().tables().stream().map(table -> table.oid()).toList();
            for (var writer = 0; writer < WRITERS; writer++) {
                var first = Integer.parseInt(arguments[1]) + writer;
                Thread.ofPlatform().start(() -> {
                    for (var number = first; ; number += WRITERS) {
                        log.commit(List.of(
                                TestWarehouse.addRows(oids.get(0), number, 0),
                                TestWarehouse.addRows(oids.get(1), number, 0)));
                        acknowledge(number);
                    }
                });
            }
        }

        private static void acknowledge(int number) {
            synchronized (System.out) {
                System.out.println(number);
                System.out.flush();
            }
        }
    }

    @Test
    void everythingAcknowledgedBeforeAKillIsThereAndNothingIsHalfThere() throws Exception {
        var seed = new Random().nextInt();
        var random = new Random(seed);
        var acknowledged = new TreeSet<Integer>();
        var next = 1;
        for (var round = 0; round < ROUNDS; round++) {
            var process = start(next);
            try (var output = process.inputReader()) {
                readUntilKilled(process, output, random.nextInt(1, 200), acknowledged);
            }
            process.waitFor();
            next = check(acknowledged, "seed %d, round %d".formatted(seed, round)) + 1;
        }
    }

    private Process start(int firstNumber) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Writer.class.getName()));
        command.addAll(List.of(directory.toString(), Integer.toString(firstNumber)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void readUntilKilled(
            Process process, BufferedReader output, int killAfter, Set<Integer> acknowledged) throws IOException {
        var count = 0;
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            acknowledged.add(Integer.parseInt(line));
            if (++count == killAfter) {
                // Not of the process itself, which would close its output before we have read it all.
                process.toHandle().destroyForcibly();
            }
        }
    }

    /** Returns the highest number that is there. A row's number is how many rows its pack says it has. */
    private int check(Set<Integer> acknowledged, String where) {
        try (var store = new LocalDirectoryStore(directory)) {
            var catalog = Recovery.recover(new SealedObjects(store)).catalog();
            var found = catalog.tables().stream()
                    .map(table -> table.contents().inlineRows().packs().stream()
                            .map(pack -> pack.rowCount())
                            .collect(Collectors.toCollection(TreeSet::new)))
                    .toList();
            assertThat(found).as(where).hasSize(2);
            assertThat(found.get(0)).as(where).isEqualTo(found.get(1)).containsAll(acknowledged);
            var extra = new TreeSet<>(found.get(0));
            extra.removeAll(acknowledged);
            // Each round leaves at most one commit of each writer that was done but not reported.
            assertThat(extra.size()).as(where).isLessThanOrEqualTo(WRITERS * ROUNDS);
            return found.get(0).isEmpty() ? 0 : found.get(0).last();
        }
    }
}
