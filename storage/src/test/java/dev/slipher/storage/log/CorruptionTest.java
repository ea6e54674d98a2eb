package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.ColumnSummary;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.storage.objectstore.SimulatedDisk;
import dev.slipher.storage.segment.DistinctSketch;
import dev.slipher.storage.type.Datum;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Changes single bits of every kind of object: each is found, and named. */
final class CorruptionTest {
    private static final int FLIPS_PER_FILE = 12;

    private final SimulatedDisk disk = new SimulatedDisk();
    private final Random random = new Random(11);

    @Test
    void aFlippedBitInAnyObjectIsDetected() throws IOException {
        var expected = fill();
        var files = disk.files();
        assertThat(files.keySet().stream().map(file -> file.split("/")[0]).collect(Collectors.toSet()))
                .contains("cluster.json", "log", "journal", "checkpoint", "manifest", "delete", "stats");
        for (var file : files.keySet()) {
            for (var i = 0; i < FLIPS_PER_FILE; i++) {
                var offset = random.nextInt(files.get(file));
                var bit = random.nextInt(8);
                disk.flip(file, offset, bit);
                var where = "%s, byte %d, bit %d".formatted(file, offset, bit);
                assertThatThrownBy(() -> readAlone(file))
                        .as(where)
                        .isInstanceOfSatisfying(
                                SlipherException.class,
                                e -> assertThat(e.sqlState()).isEqualTo(SqlState.DATA_CORRUPTED))
                        .hasMessageContaining(file)
                        .hasMessageContaining("byte");
                try {
                    // Start-up may find a way around the object, but never to another state.
                    assertThat(read()).as(where).isEqualTo(expected);
                } catch (SlipherException e) {
                    assertThat(e.sqlState()).as(where).isEqualTo(SqlState.DATA_CORRUPTED);
                    assertThat(e).as(where).hasMessageContaining(file);
                }
                disk.flip(file, offset, bit);
            }
        }
        assertThat(read()).isEqualTo(expected);
    }

    @Test
    void aMissingEntryIsNamed() {
        fill();
        try (var store = disk.openStore()) {
            var last = store.list(ObjectKeys.LOG, "", 1_000).getLast();
            var version = Long.parseLong(last.key().substring(ObjectKeys.LOG.length()));
            store.delete(ObjectKeys.entry(version - 1));

            assertThatThrownBy(() -> read(store))
                    .isInstanceOf(SlipherException.class)
                    .hasMessageContaining("is missing");
        }
    }

    @Test
    void aWarehouseWithoutItsLogIsNoNewWarehouse() throws IOException {
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random)) {
            TestWarehouse.createTable(log, "t");
        }
        for (var file : disk.files().keySet()) {
            if (file.startsWith("journal/")) {
                disk.delete(Path.of("/data", file));
            }
        }
        try (var store = disk.openStore()) {
            assertThatThrownBy(() -> CommitLog.open(store, Clock.systemUTC(), random))
                    .isInstanceOf(SlipherException.class)
                    .hasMessageContaining("lost its log");
        }
    }

    @Test
    void aWarehouseWithoutItsClusterFileIsRefused() throws IOException {
        fill();
        disk.delete(Path.of("/data/cluster.json"));
        try (var store = disk.openStore()) {
            assertThatThrownBy(() -> CommitLog.open(store, Clock.systemUTC(), random))
                    .isInstanceOf(SlipherException.class)
                    .hasMessageContaining("\"cluster.json\" is missing");
        }
    }

    private String fill() {
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random, TestWarehouse.SMALL)) {
            var oid = TestWarehouse.createTable(log, "t");
            var sketch = new DistinctSketch();
            for (var i = 0; i < 5_000; i++) {
                sketch.add(i);
            }
            var column = new ColumnSummary(1, 5_000, 7, new Datum.Integral(0), new Datum.Integral(9), sketch, 4);
            for (var i = 0; i < 20; i++) {
                var segment = TestWarehouse.segment(random, 1_000);
                log.commit(List.of(new Action.AddSegments(oid, List.of(segment), List.of(column))));
                var rows = random.ints(60, 0, 1_000).distinct().toArray();
                log.commit(List.of(
                        new Action.AddDeletes(oid, List.of(DeleteDelta.ofSegment(segment.id(), RowSet.of(rows))))));
                log.commit(List.of(TestWarehouse.addRows(oid, 2, i)));
            }
            for (var i = 0; i < 30; i++) {
                log.commit(List.of(new Action.DrawIdentities(oid, 1, i)));
            }
            log.checkpoint();
            for (var i = 0; i < 5; i++) {
                log.commit(List.of(TestWarehouse.addRows(oid, 2, i)));
            }
            return TestWarehouse.describe(log, log.current());
        }
    }

    private void readAlone(String key) {
        try (var store = disk.openStore()) {
            if (key.startsWith("journal/")) {
                // Opening the store has read it.
                return;
            }
            var bytes = store.readAll(key);
            var kind = switch (key.substring(0, key.indexOf('/') + 1)) {
                case ObjectKeys.LOG -> key.contains("-") ? Frame.Kind.ENTRIES : Frame.Kind.ENTRY;
                case ObjectKeys.CHECKPOINT -> Frame.Kind.CHECKPOINT;
                case ObjectKeys.MANIFEST -> Frame.Kind.MANIFEST;
                case ObjectKeys.DELETE -> Frame.Kind.DELETES;
                case ObjectKeys.STATISTICS -> Frame.Kind.STATISTICS;
                default -> null;
            };
            if (kind == null) {
                assertThat(ClusterFile.read(store)).isPresent();
            } else {
                Frame.open(kind, key, bytes);
            }
        }
    }

    /** Reads everything without writing, so that the next flip finds the same objects. */
    private String read() {
        try (var store = disk.openStore()) {
            return read(store);
        }
    }

    private String read(ObjectStore store) {
        var objects = new SealedObjects(store);
        assertThat(ClusterFile.read(store)).isPresent();
        var catalog = Recovery.recover(objects).catalog();
        return TestWarehouse.describe(new ContentsReader(objects, 1 << 20), catalog);
    }
}
