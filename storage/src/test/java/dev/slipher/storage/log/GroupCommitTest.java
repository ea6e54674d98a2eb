package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.RowPack;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads that commit at once, each of them writing for the others now and then. */
final class GroupCommitTest {
    private static final int THREADS = 16;
    private static final int COMMITS = 100;
    private static final int INTERRUPTS = 2_000;
    private static final long PAUSE_NANOS = 500_000;

    @TempDir
    private Path directory;

    private LocalDirectoryStore store;
    private CommitLog log;

    @BeforeEach
    void open() {
        store = new LocalDirectoryStore(directory);
        log = CommitLog.open(store, Clock.systemUTC(), new Random(1));
    }

    @AfterEach
    void close() {
        log.close();
        store.close();
    }

    @Test
    void commitsThatWaitShareAnEntryAndNoneIsLost() throws Exception {
        var oid = TestWarehouse.createTable(log, "t");
        var before = log.current().version();

        commitFromManyThreads(thread -> {
            for (var i = 0; i < COMMITS; i++) {
                log.commit(List.of(TestWarehouse.addRows(oid, 1 + thread * COMMITS + i, 0)));
            }
        });

        assertThat(rowCounts(oid)).hasSize(THREADS * COMMITS);
        assertThat(log.current().version() - before).isLessThan(THREADS * COMMITS);
    }

    @Test
    void aCommitThatFailsLeavesTheOthersOfItsGroupAlone() throws Exception {
        var oid = TestWarehouse.createTable(log, "t");

        commitFromManyThreads(thread -> {
            for (var i = 0; i < COMMITS; i++) {
                if (i % 3 == 0) {
                    assertThatThrownBy(() -> log.commit(List.of(new Action.Drop(1_000_000))))
                            .isInstanceOf(SlipherException.class);
                } else {
                    log.commit(List.of(TestWarehouse.addRows(oid, 1 + thread * COMMITS + i, 0)));
                }
            }
        });

        assertThat(rowCounts(oid)).hasSize(THREADS * (COMMITS - COMMITS / 3 - 1));
    }

    @Test
    void interruptedThreadsCommitForThemselvesAndOthers() throws Exception {
        var oid = TestWarehouse.createTable(log, "t");
        var threads = new ArrayList<Thread>();
        var ended = new AtomicBoolean();
        var interrupter = Thread.ofPlatform().start(() -> {
            // Not for ever, for where the disk is slower than the pause no write would come to its end.
            for (var i = 0; i < INTERRUPTS && !ended.get(); i++) {
                synchronized (threads) {
                    threads.forEach(Thread::interrupt);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        });
        commitFromManyThreads(thread -> {
            synchronized (threads) {
                threads.add(Thread.currentThread());
            }
            for (var i = 0; i < COMMITS / 10; i++) {
                log.commit(List.of(TestWarehouse.addRows(oid, 1 + thread * COMMITS + i, 0)));
                Thread.currentThread().interrupt();
                log.commit(List.of(new Action.DrawIdentities(oid, 1, i)));
                assertThat(Thread.interrupted()).isTrue();
            }
        });
        ended.set(true);
        interrupter.join();

        assertThat(rowCounts(oid)).hasSize(THREADS * (COMMITS / 10));
        var expected = TestWarehouse.describe(log, log.current());
        log.close();
        store.close();
        open();
        assertThat(TestWarehouse.describe(log, log.current())).isEqualTo(expected);
    }

    @Test
    void aClosedLogRefusesCommits() {
        log.close();

        assertThatThrownBy(() -> log.commit(List.of(new Action.Drop(1))))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(SqlState.ADMIN_SHUTDOWN));
    }

    private interface Work {
        void run(int thread);
    }

    private static void commitFromManyThreads(Work work) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (var i = 0; i < THREADS; i++) {
                var thread = i;
                tasks.add(() -> {
                    work.run(thread);
                    return true;
                });
            }
            for (Future<Boolean> outcome : threads.invokeAll(tasks)) {
                assertThat(outcome.get()).isTrue();
            }
        }
    }

    private List<Integer> rowCounts(int oid) {
        return log.current().findTable(oid).orElseThrow().contents().inlineRows().packs().stream()
                .map(RowPack::rowCount)
                .distinct()
                .collect(Collectors.toList());
    }
}
