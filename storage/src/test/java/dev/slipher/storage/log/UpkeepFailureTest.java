package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.SimulatedDisk;
import dev.slipher.storage.objectstore.SimulatedDisk.Fault;
import dev.slipher.storage.objectstore.UnknownOutcomeException;
import java.lang.Thread.State;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Upkeep that fails with more than an exception, is ended, or can no longer begin: nobody waits in vain. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
final class UpkeepFailureTest {
    private static final LogLimits FEW_ROWS = TestWarehouse.limits(1_000_000, 40_000);

    /** More commits of one row than twice the limit has room for. */
    private static final int TOO_MANY = 30;

    private final SimulatedDisk disk = new SimulatedDisk();
    private final Random random = new Random(1);

    @Test
    void anErrorInTheFlushIsWhatTheWaitingInsertEndsWith() {
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random, FEW_ROWS)) {
            var oid = TestWarehouse.createTable(log, "t");
            var broken = new AtomicBoolean(true);
            log.flushRowsWith((base, table) -> {
                if (broken.get()) {
                    throw new OutOfMemoryError("injected");
                }
                TestWarehouse.rowFlusher(log, random).flush(base, table);
            });

            var failure = catchThrowableOfType(SlipherException.class, () -> addRows(log, oid));
            assertThat(failure.sqlState()).isEqualTo(SqlState.OUT_OF_MEMORY);

            broken.set(false);
            addRows(log, oid);
            assertThat(log.current().findTable(oid).orElseThrow().contents().rowCount())
                    .isGreaterThan(TOO_MANY);
        }
    }

    @Test
    void insertsIntoManyTablesEndWithItWhenTheRowsOfAllAreTooMany() {
        try (var store = disk.openStore();
                var log = CommitLog.open(
                        store, Clock.systemUTC(), random, TestWarehouse.limits(1_000_000, 1L << 30, 100_000))) {
            var oids = new ArrayList<Integer>();
            for (var i = 0; i < 2 * TOO_MANY; i++) {
                oids.add(TestWarehouse.createTable(log, "t" + i));
            }
            log.flushRowsWith((_, _) -> {
                throw new OutOfMemoryError("injected");
            });
            var failure = catchThrowableOfType(
                    SlipherException.class,
                    () -> oids.forEach(oid -> log.commit(List.of(TestWarehouse.addRows(oid, 1, 0)))));
            assertThat(failure.sqlState()).isEqualTo(SqlState.OUT_OF_MEMORY);
        }
    }

    @Test
    void whoEndsTheWritingOutOfRowsWaitsForWhatIsUnderWay() throws Exception {
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random, FEW_ROWS)) {
            var oid = TestWarehouse.createTable(log, "t");
            var running = new AtomicBoolean();
            var end = new FutureTask<>(() -> {
                log.flushRowsNoMore();
                return running.get();
            });
            var ending = Thread.ofPlatform().unstarted(end);
            log.flushRowsWith((base, table) -> {
                running.set(true);
                ending.start();
                while (ending.getState() != State.WAITING && ending.getState() != State.TERMINATED) {
                    Thread.onSpinWait();
                }
                TestWarehouse.rowFlusher(log, random).flush(base, table);
                running.set(false);
            });
            addRows(log, oid);
            assertThat(end.get()).isFalse();

            addRows(log, oid);
            addRows(log, oid);
            assertThat(log.current()
                            .findTable(oid)
                            .orElseThrow()
                            .contents()
                            .inlineRows()
                            .packs())
                    .hasSizeGreaterThanOrEqualTo(2 * TOO_MANY);
        }
    }

    @Test
    void anInsertThatNeedsRoomInAClosedLogIsRefused() {
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random, FEW_ROWS)) {
            var oid = TestWarehouse.createTable(log, "t");
            addRows(log, oid);
            log.flushRowsWith((_, _) -> {});
            log.close();
            for (var i = 0; i < 2; i++) {
                assertThatThrownBy(() -> addRows(log, oid))
                        .isInstanceOfSatisfying(
                                SlipherException.class,
                                e -> assertThat(e.sqlState()).isEqualTo(SqlState.ADMIN_SHUTDOWN));
            }
        }
    }

    @Test
    void closingEndsThoughAFlushWaitsToLearnWhatBecameOfItsCommit() throws Exception {
        var isBroken = new AtomicBoolean();
        var tries = new CountDownLatch(2);
        var acknowledged = new AtomicInteger();
        try (var store = WatchedStore.beforePuts(disk.openStore(), key -> {
            if (isBroken.get() && key.startsWith(ObjectKeys.LOG)) {
                tries.countDown();
                throw new UnknownOutcomeException(key, new SlipherException(SqlState.IO_ERROR, "injected"));
            }
        })) {
            var log = CommitLog.open(store, Clock.systemUTC(), random, FEW_ROWS);
            var oid = TestWarehouse.createTable(log, "t");
            log.flushRowsWith((base, table) -> {
                isBroken.set(true);
                TestWarehouse.rowFlusher(log, random).flush(base, table);
            });
            var adding = new FutureTask<>(() -> catchThrowableOfType(SlipherException.class, () -> {
                while (true) {
                    log.commit(List.of(TestWarehouse.addRows(oid, 1, 0)));
                    acknowledged.incrementAndGet();
                }
            }));
            Thread.ofPlatform().start(adding);
            tries.await();

            log.close();
            assertThat(adding.get().sqlState()).isEqualTo(SqlState.CRASH_SHUTDOWN);
        }
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random)) {
            var table = log.current().tables().getFirst();
            assertThat(table.contents().rowCount()).isGreaterThanOrEqualTo(acknowledged.get());
        }
    }

    @Test
    void aWatcherThatFailsFailsNoCommit() {
        for (var error : List.of(true, false)) {
            try (var store = new SimulatedDisk().openStore();
                    var log = CommitLog.open(store, Clock.systemUTC(), random)) {
                var oid = TestWarehouse.createTable(log, "t");
                var old = TestWarehouse.segment(random, 100);
                log.commit(List.of(TestWarehouse.addSegments(oid, old)));
                log.watchTables(_ -> {
                    if (error) {
                        throw new OutOfMemoryError("injected");
                    }
                    throw new IllegalStateException("injected");
                });
                try (var snapshot = log.openSnapshot()) {
                    var moved = TestWarehouse.segment(random, 100);
                    log.move(new RowMove(
                            snapshot.catalog(),
                            oid,
                            List.of(old),
                            0,
                            List.of(moved),
                            List.of(),
                            _ -> row -> RowMap.target(0, row)));
                    var deletes = DeleteDelta.ofSegment(old.id(), RowSet.ofRange(0, 40));
                    log.commit(snapshot.catalog(), List.of(new Action.AddDeletes(oid, List.of(deletes))), Set.of());

                    var contents = log.current().findTable(oid).orElseThrow().contents();
                    assertThat(log.contents().deletedRows(contents, moved.id())).isEqualTo(RowSet.ofRange(0, 40));
                }
            }
        }
    }

    @Test
    void aCheckpointThatFailedIsTriedAgainByTheNextEntries() throws InterruptedException {
        var limits = TestWarehouse.limits(10, 1L << 40);
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random, limits)) {
            var oid = TestWarehouse.createTable(log, "t");
            var failed = new CountDownLatch(1);
            disk.setFaults(_ -> {
                var fails = Thread.currentThread().getName().equals("commit-log-upkeep");
                if (fails) {
                    failed.countDown();
                }
                return fails ? Fault.FAIL : Fault.NONE;
            });
            for (var i = 0; i < 10; i++) {
                log.commit(List.of(TestWarehouse.addRows(oid, 1, i)));
            }
            failed.await();
            // Waits behind what failed, and fails as well.
            assertThatThrownBy(log::checkpoint).isInstanceOf(SlipherException.class);
            disk.setFaults(_ -> Fault.NONE);

            log.commit(List.of(TestWarehouse.addRows(oid, 1, 0)));
            // Waits for what upkeep has been asked to do.
            log.close();
            assertThat(store.list(ObjectKeys.CHECKPOINT, "", 1)).isNotEmpty();
        }
    }

    private static void addRows(CommitLog log, int oid) {
        for (var i = 0; i < TOO_MANY; i++) {
            log.commit(List.of(TestWarehouse.addRows(oid, 1, i)));
        }
    }
}
