package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.SimulatedDisk;
import dev.slipher.storage.objectstore.SimulatedDisk.Fault;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Commits that end with an error of the machine, such as one of memory. */
final class CommitErrorTest {
    private final SimulatedDisk disk = new SimulatedDisk();
    private final Random random = new Random(1);

    private static SlipherException failureOf(CommitLog log, Action action) {
        return catchThrowableOfType(SlipherException.class, () -> log.commit(List.of(action)));
    }

    @Test
    void afterAWriteOfUnknownOutcomeNothingIsCommittedAndAllIsRead() {
        String before;
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random)) {
            var oid = TestWarehouse.createTable(log, "t");
            log.commit(List.of(TestWarehouse.addRows(oid, 3, 1)));
            before = TestWarehouse.describe(log, log.current());
            disk.setFaults(_ -> {
                throw new OutOfMemoryError("injected");
            });

            var unknown = failureOf(log, TestWarehouse.addRows(oid, 1, 2));
            assertThat(unknown.sqlState()).isEqualTo(SqlState.CRASH_SHUTDOWN);
            assertThat(unknown).hasMessageContaining("may have been committed").hasMessageContaining("injected");
            disk.setFaults(_ -> Fault.NONE);

            for (var i = 0; i < 2; i++) {
                var later = failureOf(log, TestWarehouse.addRows(oid, 1, 3));
                assertThat(later.sqlState()).isEqualTo(SqlState.CRASH_SHUTDOWN);
                assertThat(later)
                        .hasMessageContaining("takes no more changes")
                        .hasMessageContaining("OutOfMemoryError");
                assertThat(later.hint()).contains("Restart the server");
            }
            try (var snapshot = log.openSnapshot()) {
                assertThat(TestWarehouse.describe(log, snapshot.catalog())).isEqualTo(before);
            }
        }
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random)) {
            assertThat(TestWarehouse.describe(log, log.current())).isEqualTo(before);
            TestWarehouse.createTable(log, "u");
        }
    }

    @Test
    void anErrorBeforeTheWriteFailsOneGroupAndTheLogGoesOn() {
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random)) {
            var oid = TestWarehouse.createTable(log, "t");
            var old = TestWarehouse.segment(random, 10);
            log.commit(List.of(TestWarehouse.addSegments(oid, old)));
            try (var snapshot = log.openSnapshot()) {
                log.commit(List.of(new Action.AddDeletes(oid, List.of(DeleteDelta.ofSegment(old.id(), RowSet.of(1))))));
                // Where the deleted row went is asked for while the entry is made.
                var move = new RowMove(
                        snapshot.catalog(),
                        oid,
                        List.of(old),
                        0,
                        List.of(TestWarehouse.segment(random, 10)),
                        List.of(),
                        _ -> {
                            throw new OutOfMemoryError("injected");
                        });
                var refused = catchThrowableOfType(SlipherException.class, () -> log.move(move));
                assertThat(refused.sqlState()).isEqualTo(SqlState.OUT_OF_MEMORY);

                var deletes = new Action.AddDeletes(oid, List.of(DeleteDelta.ofSegment(old.id(), RowSet.of(2))));
                log.commit(snapshot.catalog(), List.of(deletes), Set.of());
            }
            var contents = log.current().findTable(oid).orElseThrow().contents();
            assertThat(log.contents().deletedRows(contents, old.id())).isEqualTo(RowSet.of(1, 2));
        }
    }
}
