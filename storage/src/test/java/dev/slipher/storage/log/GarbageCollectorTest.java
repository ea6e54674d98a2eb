package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.storage.objectstore.SimulatedDisk;
import dev.slipher.storage.objectstore.SimulatedDisk.Fault;
import dev.slipher.storage.segment.DistinctSketch;
import dev.slipher.storage.type.Datum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GarbageCollectorTest {
    /** Too many and too far apart for a log entry. */
    private static final RowSet MANY_ROWS =
            RowSet.of(IntStream.range(0, 50).map(row -> 2 * row).toArray());

    private final Random random = new Random(5);

    @TempDir
    private Path directory;

    private CommitLog open(ObjectStore store, Clock clock) {
        return CommitLog.open(store, clock, random, TestWarehouse.SMALL);
    }

    private SegmentRecord storedSegment(ObjectStore store) {
        var segment = TestWarehouse.segment(random, 10);
        store.putIfAbsent(ObjectKeys.segment(segment.id()), ByteBuffer.wrap(new byte[] {1}));
        return segment;
    }

    private SegmentRecord segment() {
        return TestWarehouse.segment(random, 100);
    }

    private static boolean exists(ObjectStore store, SegmentRecord segment) {
        return store.size(ObjectKeys.segment(segment.id())).isPresent();
    }

    private static void replace(CommitLog log, int oid, SegmentRecord old, SegmentRecord fresh) {
        try (var snapshot = log.openSnapshot()) {
            log.move(new RowMove(
                    snapshot.catalog(),
                    oid,
                    List.of(old),
                    0,
                    List.of(fresh),
                    List.of(),
                    _ -> row -> RowMap.target(0, row)));
        }
    }

    /** The simulated disk says that all its files are very old. */
    @Test
    void whatNoVersionAndNoSnapshotNeedsGoes() {
        try (var store = new SimulatedDisk().openStore();
                var log = open(store, Clock.systemUTC())) {
            var oid = TestWarehouse.createTable(log, "t");
            var old = storedSegment(store);
            var orphan = storedSegment(store);
            var kept = new ArrayList<SegmentRecord>();
            for (var i = 0; i < 20; i++) {
                kept.add(storedSegment(store));
            }
            log.commit(List.of(TestWarehouse.addSegments(oid, old)));
            log.commit(List.of(TestWarehouse.addSegments(oid, kept.toArray(SegmentRecord[]::new))));
            log.checkpoint();
            var fresh = storedSegment(store);
            try (var _ = log.openSnapshot()) {
                replace(log, oid, old, fresh);
                log.checkpoint();
                log.collectGarbage();
                assertThat(exists(store, old)).isTrue();
                assertThat(exists(store, orphan)).isFalse();
            }
            log.collectGarbage();

            assertThat(exists(store, old)).isFalse();
            assertThat(exists(store, fresh)).isTrue();
            assertThat(kept).allMatch(segment -> exists(store, segment));
            var description = TestWarehouse.describe(log, log.current());
            try (var next = open(store, Clock.systemUTC())) {
                assertThat(TestWarehouse.describe(next, next.current())).isEqualTo(description);
            }
        }
    }

    @Test
    void whatIsYetToBeNamedStaysHoweverOldItIs() {
        try (var store = new SimulatedDisk().openStore();
                var log = open(store, Clock.systemUTC())) {
            TestWarehouse.createTable(log, "t");
            log.checkpoint();
            try (var staging = log.openStaging()) {
                var staged = ObjectKeys.segment(staging.newSegment());
                store.putIfAbsent(staged, ByteBuffer.wrap(new byte[] {1}));
                assertThat(log.collectGarbage()).isZero();
                assertThat(store.size(staged)).isPresent();
                staging.close();
                assertThat(log.collectGarbage()).isOne();
            }
        }
    }

    @Test
    void whatACommitOrACheckpointIsAboutToNameStaysHoweverLongThatTakes() {
        var collected = new AtomicInteger();
        var collect = new AtomicReference<Runnable>(() -> {});
        var disk = new SimulatedDisk();
        var description = "";
        try (var store = WatchedStore.beforePuts(disk.openStore(), key -> {
                    if (key.startsWith(ObjectKeys.LOG) || key.startsWith(ObjectKeys.CHECKPOINT)) {
                        collect.get().run();
                    }
                });
                var log = open(store, Clock.systemUTC())) {
            var oid = TestWarehouse.createTable(log, "t");
            var segments = Stream.generate(() -> TestWarehouse.segment(random, 100))
                    .limit(20)
                    .toArray(SegmentRecord[]::new);
            log.commit(List.of(
                    TestWarehouse.addSegments(oid, segments), new Action.SetStatistics(oid, List.of(summary()))));
            log.checkpoint();
            collect.set(() -> {
                log.collectGarbage();
                collected.incrementAndGet();
            });
            try (var snapshot = log.openSnapshot()) {
                var deletes = DeleteDelta.ofSegment(segments[0].id(), MANY_ROWS);
                log.commit(snapshot.catalog(), List.of(new Action.AddDeletes(oid, List.of(deletes))), Set.of());
            }
            assertThat(store.list(ObjectKeys.DELETE, "", 100)).hasSize(1);
            log.commit(List.of(
                    TestWarehouse.addSegments(oid, segment(), segment(), segment(), segment(), segment()),
                    new Action.SetStatistics(oid, List.of(summary(1)))));
            log.checkpoint();
            assertThat(collected).hasValue(3);
            description = TestWarehouse.describe(log, log.current());
        }
        try (var store = disk.openStore();
                var log = open(store, Clock.systemUTC())) {
            assertThat(TestWarehouse.describe(log, log.current())).isEqualTo(description);
        }
    }

    @Test
    void aDeleteObjectOfARefusedCommitIsDeleted() {
        try (var store = new SimulatedDisk().openStore();
                var log = open(store, Clock.systemUTC());
                var snapshot = log.openSnapshot()) {
            var deletes = DeleteDelta.ofSegment(segment().id(), MANY_ROWS);
            assertThatThrownBy(() -> log.commit(
                            snapshot.catalog(), List.of(new Action.AddDeletes(1, List.of(deletes))), Set.of()))
                    .isInstanceOf(SlipherException.class);
            assertThat(store.list(ObjectKeys.DELETE, "", 100)).isEmpty();
        }
    }

    @Test
    void inlineRowsOfOldEntriesStayReadable() {
        var disk = new SimulatedDisk();
        String description;
        try (var store = disk.openStore();
                var log = open(store, Clock.systemUTC())) {
            var oid = TestWarehouse.createTable(log, "t");
            log.commit(List.of(TestWarehouse.addRows(oid, 3, 1)));
            for (var i = 0; i < 300; i++) {
                log.commit(List.of());
                if (i % 100 == 99) {
                    log.checkpoint();
                    log.collectGarbage();
                }
            }
            description = TestWarehouse.describe(log, log.current());
        }
        try (var store = disk.openStore();
                var log = open(store, Clock.systemUTC())) {
            assertThat(TestWarehouse.describe(log, log.current())).isEqualTo(description);
        }
    }

    @Test
    void whatIsYoungerThanADayStays() {
        try (var store = new LocalDirectoryStore(directory);
                var log = open(store, Clock.systemUTC())) {
            var orphan = storedSegment(store);
            TestWarehouse.createTable(log, "t");
            log.checkpoint();

            assertThat(log.collectGarbage()).isZero();
            assertThat(exists(store, orphan)).isTrue();
        }
        var twoDaysLater = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));
        try (var store = new LocalDirectoryStore(directory);
                var log = open(store, twoDaysLater)) {
            assertThat(log.collectGarbage()).isEqualTo(1);
            assertThat(log.current().tables()).hasSize(1);
        }
    }

    @Test
    void whereThereIsNoSpaceOnlyMinutesStay() {
        SegmentRecord orphan;
        try (var store = new LocalDirectoryStore(directory);
                var log = open(store, Clock.systemUTC())) {
            orphan = storedSegment(store);
            TestWarehouse.createTable(log, "t");
            log.checkpoint();
            log.freeSpace();
            log.collectGarbage();
            assertThat(exists(store, orphan)).isTrue();
        }
        try (var store = new LocalDirectoryStore(directory);
                var log = open(store, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10)))) {
            assertThat(log.collectGarbage()).isZero();
            assertThat(exists(store, orphan)).isTrue();

            log.freeSpace();
            // Waits for the collection before it.
            log.collectGarbage();
            assertThat(exists(store, orphan)).isFalse();
            assertThat(log.current().tables()).hasSize(1);
        }
    }

    @Test
    void ofOlderCheckpointsOneAnHourStaysAndEachServesARecovery() throws IOException {
        var times = List.of(
                "01T11:10",
                "01T12:10",
                "01T12:40",
                "01T12:50",
                "01T20:05",
                "01T20:20",
                "01T20:55",
                "02T11:10",
                "02T11:40",
                "02T12:00",
                "02T12:20");
        var kept = List.of("01T12:10", "01T12:50", "01T20:55", "02T11:40", "02T12:00", "02T12:20");
        var clock = Clock.fixed(Instant.parse("2030-01-02T12:30:00Z"), ZoneOffset.UTC);
        var versions = new HashMap<String, Long>();
        String description;
        try (var store = new LocalDirectoryStore(directory);
                var log = open(store, clock)) {
            var oid = TestWarehouse.createTable(log, "t");
            for (var time : times) {
                changeMuch(log, oid);
                log.checkpoint();
                versions.put(time, log.current().version());
            }
            for (var time : times) {
                Files.setLastModifiedTime(
                        directory.resolve(ObjectKeys.checkpoint(versions.get(time))),
                        FileTime.from(Instant.parse("2030-01-%s:00Z".formatted(time))));
            }
            changeMuch(log, oid);
            description = TestWarehouse.describe(log, log.current());
            log.collectGarbage();
            assertThat(checkpoints(store))
                    .containsExactlyElementsOf(kept.stream().map(versions::get).toList());
        }
        try (var store = new LocalDirectoryStore(directory);
                var log = open(store, clock)) {
            log.collectGarbage();
            log.collectGarbage();
            assertThat(checkpoints(store)).hasSize(kept.size());
        }
        try (var store = new LocalDirectoryStore(directory)) {
            var objects = new SealedObjects(store);
            for (var version : checkpoints(store).reversed()) {
                var contents = new ContentsReader(objects, 1 << 20);
                var found = Recovery.recover(objects).catalog();
                assertThat(TestWarehouse.describe(contents, found)).isEqualTo(description);
                store.delete(ObjectKeys.checkpoint(version));
            }
        }
    }

    private static List<Long> checkpoints(ObjectStore store) {
        return Recovery.checkpointVersions(new SealedObjects(store));
    }

    /** Adds and removes so many segments that checkpoints write manifests, and deletes rows of one. */
    private void changeMuch(CommitLog log, int oid) {
        var old = new ArrayList<SegmentRecord>();
        log.contents()
                .segments(log.current().findTable(oid).orElseThrow().contents())
                .forEach(old::add);
        Collections.shuffle(old, random);
        for (var segment : old.subList(0, old.size() / 2)) {
            replace(log, oid, segment, segment());
        }
        var fresh = Stream.generate(this::segment).limit(6).toArray(SegmentRecord[]::new);
        log.commit(List.of(
                TestWarehouse.addSegments(oid, fresh),
                new Action.AddDeletes(oid, List.of(DeleteDelta.ofSegment(fresh[0].id(), MANY_ROWS)))));
        log.commit(List.of(TestWarehouse.addRows(oid, 1, 1)));
    }

    @Test
    void filesThatAreNotOursAreLeftAlone() {
        var foreign = List.of(
                "log/notes.txt",
                "log/abcdefghijklmnopqrst",
                "log/00000000000000000009.bak",
                "checkpoint/old.txt",
                "segment/zz/README",
                "segment/0a/0a",
                "manifest/x");
        var disk = new SimulatedDisk();
        for (var life = 0; life < 2; life++) {
            try (var store = disk.openStore();
                    var log = open(store, Clock.systemUTC())) {
                foreign.forEach(key -> store.putIfAbsent(key, ByteBuffer.wrap(new byte[] {1})));
                log.commit(List.of());
                log.checkpoint();
                log.collectGarbage();
                assertThat(foreign).allMatch(key -> store.size(key).isPresent());
            }
        }
    }

    /** The statistics are too large to lie in the checkpoint itself. */
    @Test
    void whatACheckpointWroteThatFailedIsNotWhatTheNextOneNames() {
        var operations = 1;
        for (var failing = 0; failing < operations; failing++) {
            var disk = new SimulatedDisk();
            String description;
            try (var store = disk.openStore();
                    var log = open(store, Clock.systemUTC())) {
                var oid = TestWarehouse.createTable(log, "t");
                log.checkpoint();
                log.commit(List.of(
                        TestWarehouse.addSegments(oid, storedSegment(store)),
                        new Action.SetStatistics(oid, List.of(summary()))));
                var failingOperation = failing;
                disk.setFaults(operation -> operation == failingOperation ? Fault.FAIL : Fault.NONE);
                tryCheckpoint(log);
                operations = disk.operations();
                disk.setFaults(_ -> Fault.NONE);
                log.commit(List.of());
                log.checkpoint();
                log.collectGarbage();
                log.commit(List.of(TestWarehouse.addSegments(oid, storedSegment(store))));
                log.checkpoint();
                log.collectGarbage();
                description = TestWarehouse.describe(log, log.current());
            }
            try (var store = disk.openStore();
                    var log = open(store, Clock.systemUTC())) {
                assertThat(TestWarehouse.describe(log, log.current())).isEqualTo(description);
            }
        }
        assertThat(operations).isGreaterThan(4);
    }

    private static void tryCheckpoint(CommitLog log) {
        try {
            log.checkpoint();
        } catch (SlipherException e) {
            assertThat(e.sqlState()).isEqualTo(SqlState.IO_ERROR);
        }
    }

    private static ColumnSummary summary() {
        return summary(0);
    }

    private static ColumnSummary summary(long nullCount) {
        var distinct = new DistinctSketch();
        for (var value = 0L; value < 100_000; value++) {
            distinct.add(value);
        }
        return new ColumnSummary(1, 100_000, nullCount, new Datum.Integral(0), new Datum.Integral(99_999), distinct, 4);
    }

    @Test
    void nothingGoesWhileSomethingIsPinned() {
        try (var store = new SimulatedDisk().openStore();
                var log = open(store, Clock.systemUTC())) {
            var orphan = storedSegment(store);
            store.putIfAbsent(ObjectKeys.PIN + "x", ByteBuffer.wrap(new byte[] {1}));
            log.checkpoint();

            assertThat(log.collectGarbage()).isZero();
            assertThat(exists(store, orphan)).isTrue();
        }
    }

    @Test
    void whatOnlyAVersionOfTheLastDayNeedsStaysWhoeverWroteIt() {
        var disk = new SimulatedDisk();
        SegmentRecord first;
        int oid;
        try (var store = disk.openStore();
                var log = open(store, Clock.systemUTC())) {
            oid = TestWarehouse.createTable(log, "t");
            log.checkpoint();
            first = storedSegment(store);
            log.commit(List.of(TestWarehouse.addSegments(oid, first)));
        }
        try (var store = disk.openStore();
                var log = open(store, Clock.systemUTC())) {
            var second = storedSegment(store);
            var third = storedSegment(store);
            replace(log, oid, first, second);
            replace(log, oid, second, third);
            for (var i = 0; i < 2; i++) {
                assertThat(log.collectGarbage()).isZero();
            }
            assertThat(List.of(first, second, third)).allMatch(segment -> exists(store, segment));

            log.checkpoint();
            log.collectGarbage();
            assertThat(List.of(first, second)).noneMatch(segment -> exists(store, segment));
            assertThat(exists(store, third)).isTrue();
        }
    }

    @Test
    void anEntryThatCouldNotBeNotedIsReadAgain() {
        try (var store = new SimulatedDisk().openStore();
                var log = open(store, Clock.systemUTC())) {
            var oid = TestWarehouse.createTable(log, "t");
            log.checkpoint();
            var passing = storedSegment(store);
            log.commit(List.of(TestWarehouse.addSegments(oid, passing)));
            var missed = log.current().version();
            replace(log, oid, passing, storedSegment(store));
            var objects = new SealedObjects(store);
            var named = new NamedObjects();
            var collector = new GarbageCollector(
                    objects, new ContentsReader(objects, 1 << 20), Clock.systemUTC(), named, missed);

            named.miss(missed);
            collector.collect(List.of(log.current()), Set.of(), Duration.ofDays(1));
            assertThat(exists(store, passing)).isTrue();
            assertThat(named.missed()).isEmpty();

            var forgetful = new GarbageCollector(
                    objects, new ContentsReader(objects, 1 << 20), Clock.systemUTC(), new NamedObjects(), missed);
            forgetful.collect(List.of(log.current()), Set.of(), Duration.ofDays(1));
            assertThat(exists(store, passing)).isFalse();
        }
    }

    @Test
    void theEntriesThatArePackedLastStaySoThatPackingGoesOn() {
        try (var store = new SimulatedDisk().openStore();
                var log = open(store, Clock.systemUTC())) {
            for (var i = 0; i < 4; i++) {
                for (var commit = 0; commit < (i == 1 ? 5 : 100); commit++) {
                    log.commit(List.of());
                }
                log.checkpoint();
                log.collectGarbage();
                log.collectGarbage();
            }
            assertThat(new LogReader(new SealedObjects(store)).lastPacked())
                    .isGreaterThan(log.current().version() - 50);
        }
    }

    @Test
    void insertsDoNotWaitForACollection() throws Exception {
        var collecting = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var clock = new DelegatingClock(() -> {
            if (Thread.currentThread().getName().equals("commit-log-garbage") && collecting.getCount() > 0) {
                collecting.countDown();
                awaitUninterruptibly(goOn);
            }
        });
        try (var store = new SimulatedDisk().openStore();
                var log = CommitLog.open(store, clock, random, TestWarehouse.limits(10, 40_000))) {
            var oid = TestWarehouse.createTable(log, "t");
            log.flushRowsWith((base, table) -> {
                var inline = table.contents().inlineRows();
                log.move(new RowMove(
                        base,
                        table.oid(),
                        List.of(),
                        inline.endRow(),
                        List.of(TestWarehouse.segment(random, inline.endRow() - inline.firstRow())),
                        List.of(),
                        _ -> row -> RowMap.target(0, row)));
            });
            var collection = CompletableFuture.supplyAsync(log::collectGarbage);
            collecting.await();
            // Many times what may wait to be written out.
            for (var i = 0; i < 200; i++) {
                log.commit(List.of(TestWarehouse.addRows(oid, 1, i)));
            }
            log.checkpoint();
            assertThat(collection).isNotDone();
            goOn.countDown();
            collection.get();
            assertThat(log.current().findTable(oid).orElseThrow().contents().rowCount())
                    .isEqualTo(200);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The system's clock, which does something before it tells the time. */
    private static final class DelegatingClock extends Clock {
        private final Runnable before;

        private DelegatingClock(Runnable before) {
            this.before = before;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            before.run();
            return Clock.systemUTC().instant();
        }
    }
}
