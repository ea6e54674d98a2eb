package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.storage.objectstore.SimulatedDisk;
import dev.slipher.storage.objectstore.SimulatedDisk.Fault;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class CommitLogTest {
    private final SimulatedDisk disk = new SimulatedDisk();
    private final Random random = new Random(42);

    private CommitLog open(ObjectStore store) {
        return CommitLog.open(store, Clock.systemUTC(), random, TestWarehouse.SMALL);
    }

    private static Table tableOf(CommitLog log, int oid) {
        return log.current().findTable(oid).orElseThrow();
    }

    private static void assertState(SqlState expected, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(expected));
    }

    @Test
    void aNewWarehouseHasADatabaseASchemaAndASuperuser() {
        try (var store = disk.openStore();
                var log = open(store)) {
            var catalog = log.current();
            var database = catalog.findDatabase("dev").orElseThrow();

            assertThat(catalog.findSchema(database.oid(), "public")).isPresent();
            assertThat(catalog.findUser("admin").orElseThrow().superuser()).isTrue();
            assertThat(catalog.findUser("admin").orElseThrow().passwordVerifier())
                    .isEmpty();
        }
    }

    @Test
    void commitTimesAscendEvenIfTheClockDoesNot() {
        var stopped = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        try (var store = disk.openStore();
                var log = CommitLog.open(store, stopped, random, TestWarehouse.SMALL)) {
            var first = log.commit(List.of()).header().commitMicros();

            assertThat(log.commit(List.of()).header().commitMicros()).isEqualTo(first + 1);
        }
    }

    @Test
    void aFailedTransactionLeavesTheOthersOfItsGroupAlone() throws Exception {
        try (var store = disk.openStore();
                var log = open(store);
                var threads = Executors.newFixedThreadPool(16)) {
            var database = log.current().findDatabase("dev").orElseThrow();
            var commits = new ArrayList<Callable<Boolean>>();
            for (var i = 0; i < 200; i++) {
                var schema = new SchemaDefinition(log.allocateOid(), database.oid(), "s" + i / 2, database.ownerOid());
                commits.add(() -> {
                    try {
                        log.commit(List.of(new Action.Create(schema)));
                        return true;
                    } catch (SlipherException e) {
                        assertThat(e.sqlState()).isEqualTo(SqlState.DUPLICATE_SCHEMA);
                        return false;
                    }
                });
            }
            var successes = 0;
            for (var outcome : threads.invokeAll(commits)) {
                successes += outcome.get() ? 1 : 0;
            }
            assertThat(successes).isEqualTo(100);
            assertThat(log.current().schemas(database.oid())).hasSize(101);
        }
        try (var store = disk.openStore();
                var log = open(store)) {
            assertThat(log.current().objects()).hasSize(105);
        }
    }

    @Test
    void theOlderOfTwoWritersStopsForGood() {
        try (var store = disk.openStore();
                var older = open(store);
                var newer = open(store)) {
            assertState(SqlState.ADMIN_SHUTDOWN, () -> TestWarehouse.createTable(older, "t"));
            assertState(SqlState.ADMIN_SHUTDOWN, () -> older.commit(List.of()));

            assertThat(newer.epoch()).isGreaterThan(older.epoch());
            TestWarehouse.createTable(newer, "t");
        }
    }

    @Test
    void theOlderWriterStopsEvenIfTheNewOnesEntriesWerePackedAway() {
        try (var store = disk.openStore();
                var older = open(store);
                var newer = open(store)) {
            for (var i = 0; i < 200; i++) {
                newer.commit(List.of());
            }
            newer.checkpoint();
            assertThat(store.list(ObjectKeys.LOG, "", 1_000)).hasSizeLessThan(20);

            assertState(SqlState.ADMIN_SHUTDOWN, () -> older.commit(List.of()));
        }
    }

    @Test
    void aWriteThatIsReportedAsFailedButHappenedIsCommittedOnce() {
        try (var store = disk.openStore();
                var log = open(store)) {
            var oid = TestWarehouse.createTable(log, "t");
            for (var site = 0; site < 7; site++) {
                var lying = site;
                disk.setFaults(operation -> operation == lying ? Fault.LIE : Fault.NONE);
                var before = tableOf(log, oid).contents().rowCount();
                var committed = true;
                try {
                    log.commit(List.of(TestWarehouse.addRows(oid, 1, site)));
                } catch (SlipherException e) {
                    committed = false;
                }
                disk.setFaults(_ -> Fault.NONE);
                assertThat(tableOf(log, oid).contents().rowCount()).isEqualTo(before + (committed ? 1 : 0));
                var described = TestWarehouse.describe(log, log.current());
                assertThat(described)
                        .isEqualTo(TestWarehouse.describe(
                                log, Recovery.recover(new SealedObjects(store)).catalog()));
            }
        }
    }

    @Test
    void aFullDiskFailsTheCommitAndTheLogGoesOn() {
        try (var store = disk.openStore();
                var log = open(store)) {
            var oid = TestWarehouse.createTable(log, "t");
            disk.setFaults(_ -> Fault.DISK_FULL);
            assertState(SqlState.DISK_FULL, () -> log.commit(List.of(TestWarehouse.addRows(oid, 1, 1))));
            disk.setFaults(_ -> Fault.NONE);

            assertThat(log.commit(List.of(TestWarehouse.addRows(oid, 1, 2)))
                            .findTable(oid)
                            .orElseThrow()
                            .contents()
                            .rowCount())
                    .isEqualTo(1);
        }
    }

    @Test
    void rowsDeletedTwiceAreASerializationFailureButOtherRowsAreNot() {
        try (var store = disk.openStore();
                var log = open(store)) {
            var oid = TestWarehouse.createTable(log, "t");
            var segment = TestWarehouse.segment(random, 100);
            log.commit(List.of(TestWarehouse.addSegments(oid, segment), TestWarehouse.addRows(oid, 5, 1)));
            try (var first = log.openSnapshot();
                    var second = log.openSnapshot();
                    var third = log.openSnapshot()) {
                log.commit(first.catalog(), List.of(deletes(oid, segment, RowSet.of(1, 2), RowSet.of(0))), Set.of());

                assertThatThrownBy(() -> log.commit(
                                second.catalog(), List.of(deletes(oid, segment, RowSet.of(2), RowSet.EMPTY)), Set.of()))
                        .isInstanceOfSatisfying(SlipherException.class, e -> {
                            assertThat(e.sqlState()).isEqualTo(SqlState.SERIALIZATION_FAILURE);
                            assertThat(e).hasMessage("1023");
                            assertThat(e.detail()).contains("Serializable isolation violation on table - " + oid);
                        });
                assertState(
                        SqlState.SERIALIZATION_FAILURE,
                        () -> log.commit(
                                second.catalog(),
                                List.of(deletes(oid, segment, RowSet.EMPTY, RowSet.of(0))),
                                Set.of()));
                log.commit(third.catalog(), List.of(deletes(oid, segment, RowSet.of(3), RowSet.of(1))), Set.of());
            }
            assertThat(tableOf(log, oid).contents().rowCount()).isEqualTo(100 + 5 - 5);
        }
    }

    @Test
    void deletesFollowRowsThatWereMovedMeanwhile() {
        try (var store = disk.openStore();
                var log = open(store)) {
            var oid = TestWarehouse.createTable(log, "t");
            var segment = TestWarehouse.segment(random, 100);
            log.commit(List.of(TestWarehouse.addSegments(oid, segment), TestWarehouse.addRows(oid, 5, 1)));
            try (var old = log.openSnapshot();
                    var moving = log.openSnapshot();
                    var late = log.openSnapshot()) {
                log.commit(late.catalog(), List.of(deletes(oid, segment, RowSet.of(7), RowSet.of(2))), Set.of());
                // Row r of the segment goes to row 99 - r, inline row r to row 100 + r.
                var moved = TestWarehouse.segment(random, 105);
                log.move(new RowMove(
                        moving.catalog(),
                        oid,
                        List.of(segment),
                        5,
                        List.of(moved),
                        List.of(),
                        unit -> unit instanceof DeleteDelta.Unit.Inline
                                ? row -> RowMap.target(0, 100 + row)
                                : row -> RowMap.target(0, 99 - row)));
                assertThat(log.contents().deletedRows(tableOf(log, oid).contents(), moved.id()))
                        .isEqualTo(RowSet.of(92, 102));

                log.commit(old.catalog(), List.of(deletes(oid, segment, RowSet.of(0), RowSet.of(4))), Set.of());
                assertThat(log.contents().deletedRows(tableOf(log, oid).contents(), moved.id()))
                        .isEqualTo(RowSet.of(92, 102, 99, 104));
                assertState(
                        SqlState.SERIALIZATION_FAILURE,
                        () -> log.commit(
                                old.catalog(), List.of(deletes(oid, segment, RowSet.of(7), RowSet.EMPTY)), Set.of()));
            }
            var contents = tableOf(log, oid).contents();
            assertThat(contents.rowCount()).isEqualTo(101);
            assertThat(contents.inlineRows().packs()).isEmpty();
        }
    }

    @Test
    void aTransactionMayDeleteRowsThatItAddedItself() {
        try (var store = disk.openStore();
                var log = open(store)) {
            var oid = TestWarehouse.createTable(log, "t");
            try (var mine = log.openSnapshot()) {
                log.commit(List.of(TestWarehouse.addRows(oid, 3, 1)));
                log.commit(
                        mine.catalog(),
                        List.of(
                                TestWarehouse.addRows(oid, 2, 2),
                                new Action.AddDeletes(oid, List.of(DeleteDelta.ofInlineRows(0, RowSet.of(1))))),
                        Set.of());
            }
            assertThat(tableOf(log, oid).contents().inlineRows().deleted()).isEqualTo(RowSet.of(4));
        }
    }

    @Test
    void rowsOfATableThatWasTruncatedMeanwhileCannotBeDeletedOrMoved() {
        try (var store = disk.openStore();
                var log = open(store)) {
            var oid = TestWarehouse.createTable(log, "t");
            var segment = TestWarehouse.segment(random, 100);
            log.commit(List.of(TestWarehouse.addSegments(oid, segment)));
            try (var old = log.openSnapshot()) {
                log.commit(List.of(new Action.Truncate(oid)));

                assertState(
                        SqlState.SERIALIZATION_FAILURE,
                        () -> log.commit(
                                old.catalog(), List.of(deletes(oid, segment, RowSet.of(1), RowSet.EMPTY)), Set.of()));
                assertState(
                        SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                        () -> log.move(new RowMove(
                                old.catalog(), oid, List.of(segment), 0, List.of(), List.of(), _ -> _ -> RowMap.GONE)));
            }
        }
    }

    @Test
    void rowsOfAColumnThatWasDroppedMeanwhileAreRefused() {
        try (var store = disk.openStore();
                var log = open(store)) {
            var oid = TestWarehouse.createTable(log, "t");
            var table = tableOf(log, oid).definition();
            try (var old = log.openSnapshot()) {
                log.commit(List.of(new Action.Alter(new TableDefinition(
                        oid,
                        table.schemaOid(),
                        table.name(),
                        table.ownerOid(),
                        List.of(),
                        table.nextColumnId(),
                        table.distribution(),
                        table.sortKey(),
                        table.constraints()))));

                assertState(
                        SqlState.SERIALIZATION_FAILURE,
                        () -> log.commit(old.catalog(), List.of(TestWarehouse.addRows(oid, 1, 1)), Set.of()));
            }
        }
    }

    @Test
    void identityValuesAreNeverDrawnTwice() {
        var drawn = new ArrayList<Long>();
        for (var life = 0; life < 3; life++) {
            try (var store = disk.openStore();
                    var log = open(store)) {
                var oid = log.current().tables().isEmpty()
                        ? TestWarehouse.createTable(log, "t")
                        : log.current().tables().getFirst().oid();
                var table = log.current().findTable(oid).orElseThrow().definition();
                drawn.add(log.drawIdentities(table, 1, 10));
                drawn.add(log.drawIdentities(table, 1, 5_000));
                drawn.add(log.drawIdentities(table, 1, 1));
            }
        }
        assertThat(drawn).doesNotHaveDuplicates();
    }

    @Test
    void whatADroppedTableWasToGetIsRefusedByItsName() {
        try (var store = disk.openStore();
                var log = open(store)) {
            var oid = TestWarehouse.createTable(log, "t");
            try (var old = log.openSnapshot()) {
                var table = old.catalog().findTable(oid).orElseThrow().definition();
                log.commit(List.of(new Action.Drop(oid)));
                for (var action : List.of(TestWarehouse.addRows(oid, 1, 1), new Action.Truncate(oid))) {
                    assertThatThrownBy(() -> log.commit(old.catalog(), List.of(action), Set.of()))
                            .hasMessage("relation \"t\" does not exist");
                }
                assertThatThrownBy(() -> log.drawIdentities(table, 1, 10)).hasMessage("relation \"t\" does not exist");
            }
        }
    }

    @Test
    void oidsAreNotUsedAgain() {
        int dropped;
        try (var store = disk.openStore();
                var log = open(store)) {
            dropped = TestWarehouse.createTable(log, "t");
            log.commit(List.of(new Action.Drop(dropped)));
            log.checkpoint();
        }
        try (var store = disk.openStore();
                var log = open(store)) {
            assertThat(log.allocateOid()).isGreaterThan(dropped);
        }
    }

    @Test
    void startUpReadsACheckpointAndTheEntriesAfterIt() {
        String expected;
        try (var store = disk.openStore();
                var log = open(store)) {
            var oid = TestWarehouse.createTable(log, "t");
            for (var i = 0; i < 100; i++) {
                log.commit(List.of(TestWarehouse.addSegments(oid, TestWarehouse.segment(random, 10 + i))));
                log.commit(List.of(TestWarehouse.addRows(oid, 1, i)));
                if (i % 30 == 29) {
                    log.checkpoint();
                }
            }
            assertThat(tableOf(log, oid).contents().segments().manifests()).isNotEmpty();
            expected = TestWarehouse.describe(log, log.current());
        }
        try (var store = disk.openStore();
                var log = open(store)) {
            assertThat(TestWarehouse.describe(log, log.current())).isEqualTo(expected);
        }
    }

    @Test
    void aTableThatWasReadMustNotHaveChanged() {
        try (var store = disk.openStore();
                var log = open(store)) {
            var read = TestWarehouse.createTable(log, "read");
            var written = TestWarehouse.createTable(log, "written");
            var segment = TestWarehouse.segment(random, 3);
            var actions = List.<Action>of(TestWarehouse.addRows(written, 1, 1));
            log.commit(List.of(TestWarehouse.addRows(read, 3, 1)));
            try (var first = log.openSnapshot()) {
                log.move(new RowMove(
                        first.catalog(),
                        read,
                        List.of(),
                        3,
                        List.of(segment),
                        List.of(),
                        _ -> row -> RowMap.target(0, row)));
                log.commit(List.of(TestWarehouse.addRows(written, 1, 2)));
                log.commit(first.catalog(), actions, Set.of(read));
                log.commit(List.of(TestWarehouse.addRows(read, 1, 2)));
                assertThatThrownBy(() -> log.commit(first.catalog(), actions, Set.of(read)))
                        .isInstanceOfSatisfying(
                                SlipherException.class,
                                e -> assertThat(e.sqlState()).isEqualTo(SqlState.SERIALIZATION_FAILURE));
                log.commit(first.catalog(), actions, Set.of());
            }
            try (var second = log.openSnapshot()) {
                log.commit(second.catalog(), actions, Set.of(read, written));
            }
        }
    }

    @Test
    void changesOfAVersionThatNobodyHoldsAreRefused() {
        try (var store = disk.openStore();
                var log = open(store)) {
            var oid = TestWarehouse.createTable(log, "t");
            var old = log.current();
            log.commit(List.of(TestWarehouse.addRows(oid, 1, 1)));
            assertThatThrownBy(() -> log.commit(old, List.of(TestWarehouse.addRows(oid, 1, 2)), Set.of()))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> log.move(
                            new RowMove(old, oid, List.of(), 0, List.of(), List.of(), _ -> row -> RowMap.GONE)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void inlineRowsAreFlushedWhenATableHasTooMany() throws Exception {
        var limits = TestWarehouse.limits(1_000_000, 40_000);
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random, limits)) {
            var oid = TestWarehouse.createTable(log, "t");
            log.flushRowsWith(TestWarehouse.rowFlusher(log, random));
            for (var i = 0; i < 500; i++) {
                log.commit(List.of(TestWarehouse.addRows(oid, 1, i)));
                // Each is a log entry that start-up reads, whatever little memory its row takes.
                assertThat(tableOf(log, oid).contents().inlineRows().packs()).hasSizeLessThan(30);
            }
            assertThat(tableOf(log, oid).contents().rowCount()).isEqualTo(500);
            assertThat(tableOf(log, oid).contents().segments().recent()).isNotEmpty();
        }
    }

    @Test
    void insertsWaitWhenTheRowsOfAllTablesAreTooMany() {
        var limits = TestWarehouse.limits(1_000_000, 1L << 30, 100_000);
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random, limits)) {
            var oids = new ArrayList<Integer>();
            for (var i = 0; i < 20; i++) {
                oids.add(TestWarehouse.createTable(log, "t" + i));
            }
            log.flushRowsWith(TestWarehouse.rowFlusher(log, random));
            for (var i = 0; i < 500; i++) {
                log.commit(List.of(TestWarehouse.addRows(oids.get(i % oids.size()), 1, i)));
                // Of some 4,000 bytes each; no table has many.
                assertThat(log.current().tables().stream()
                                .mapToInt(table ->
                                        table.contents().inlineRows().packs().size())
                                .sum())
                        .isLessThan(60);
            }
        }
    }

    private static Action deletes(int oid, SegmentRecord segment, RowSet rows, RowSet inlineRows) {
        var deltas = new ArrayList<DeleteDelta>();
        if (!rows.isEmpty()) {
            deltas.add(DeleteDelta.ofSegment(segment.id(), rows));
        }
        if (!inlineRows.isEmpty()) {
            deltas.add(DeleteDelta.ofInlineRows(0, inlineRows));
        }
        return new Action.AddDeletes(oid, deltas);
    }
}
