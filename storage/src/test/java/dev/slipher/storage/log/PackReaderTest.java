package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.objectstore.SimulatedDisk;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Inline rows of a checkpoint are read back with each entry or range of entries read once. */
final class PackReaderTest {
    private final SimulatedDisk disk = new SimulatedDisk();
    private final Random random = new Random(7);

    @Test
    void anEntryWithManyPacksIsReadOnce() {
        assertReadOnce(log -> {
            var first = TestWarehouse.createTable(log, "t");
            var second = TestWarehouse.createTable(log, "u");
            var rows = new ArrayList<Action>();
            for (var i = 0; i < 50; i++) {
                rows.add(TestWarehouse.addRows(first, 1, i));
                rows.add(TestWarehouse.addRows(second, 2, i));
            }
            log.commit(rows);
        });
    }

    @Test
    void rangesAreReadOnceHoweverTablesTakeTurns() {
        assertReadOnce(log -> {
            var oids = new ArrayList<Integer>();
            for (var i = 0; i < 5; i++) {
                oids.add(TestWarehouse.createTable(log, "t" + i));
            }
            for (var round = 0; round < 4; round++) {
                for (var i = 0; i < 100; i++) {
                    log.commit(List.of(TestWarehouse.addRows(oids.get(i % oids.size()), 1, i)));
                }
                log.checkpoint();
            }
        });
    }

    private interface Writing {
        void writeTo(CommitLog log);
    }

    private void assertReadOnce(Writing writing) {
        String before;
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random, TestWarehouse.SMALL)) {
            writing.writeTo(log);
            log.checkpoint();
            before = TestWarehouse.describe(log, log.current());
        }
        try (var store = new WatchedStore(disk.openStore())) {
            var recovered = Recovery.recover(new SealedObjects(store));
            assertThat(recovered.tail().entries()).isZero();
            assertThat(store.reads()).hasSizeGreaterThan(1);
            assertThat(Collections.max(store.reads().values())).isOne();
            var contents = new ContentsReader(new SealedObjects(store), 1 << 20);
            assertThat(TestWarehouse.describe(contents, recovered.catalog())).isEqualTo(before);
        }
    }
}
