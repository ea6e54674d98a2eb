package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.objectstore.SimulatedDisk;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
final class EntryPackerTest {
    private final SimulatedDisk disk = new SimulatedDisk();
    private final Random random = new Random(5);

    @Test
    void packedEntriesThatARestartBringsBackAreDeletedAgain() {
        for (var epoch = 1; epoch <= 3; epoch++) {
            try (var store = disk.openStore();
                    var log = CommitLog.open(store, Clock.systemUTC(), random, TestWarehouse.SMALL)) {
                var oid = TestWarehouse.createTable(log, "t" + epoch);
                for (var i = 0; i < 100; i++) {
                    log.commit(List.of(TestWarehouse.addRows(oid, 1, i)));
                }
                log.checkpoint();

                // Of each epoch the first stays for ever.
                assertThat(new LogReader(new SealedObjects(store)).singles()).hasSize(epoch);
            }
        }
    }

    @Test
    void aRangeObjectTakesEntriesUpToItsLimitAndIsWrittenWithoutReadingTwice() {
        try (var store = new WatchedStore(disk.openStore());
                var log = CommitLog.open(store, Clock.systemUTC(), random, TestWarehouse.SMALL)) {
            var oid = TestWarehouse.createTable(log, "t");
            for (var i = 0; i < 300; i++) {
                log.commit(List.of(TestWarehouse.addRows(oid, 1, i)));
            }
            var objects = new SealedObjects(store);
            var sealed = new LogReader(objects).readSealed(100).bytes().remaining();
            store.reads().clear();

            EntryPacker.pack(objects, log.current().version(), 100L * sealed);

            assertThat(Collections.max(store.reads().values())).isOne();
            var packed = new LogReader(objects);
            assertThat(packed.ranges()).hasSizeGreaterThan(1);
            packed.ranges()
                    .forEach((first, last) -> assertThat(
                                    store.size(ObjectKeys.entries(first, last)).orElseThrow())
                            .isLessThan(102L * sealed + Frame.HEADER_BYTES));
            for (var version = 1L; version <= packed.lastVersion(); version++) {
                assertThat(packed.read(version).version()).isEqualTo(version);
            }
        }
    }

    @Test
    void rowsAreWrittenOutWhileEntriesArePacked() throws InterruptedException {
        var packing = new CountDownLatch(1);
        var inserted = new CountDownLatch(1);
        Consumer<String> waiting = _ -> {
            packing.countDown();
            awaitQuietly(inserted);
        };
        try (var store = new WatchedStore(disk.openStore(), waiting);
                var log = CommitLog.open(store, Clock.systemUTC(), random, TestWarehouse.limits(80, 40_000))) {
            var oid = TestWarehouse.createTable(log, "t");
            log.flushRowsWith(TestWarehouse.rowFlusher(log, random));
            for (var i = 0; i < 100; i++) {
                log.commit(List.of(TestWarehouse.addRows(oid, 1, i)));
            }
            packing.await();
            for (var i = 0; i < 100; i++) {
                log.commit(List.of(TestWarehouse.addRows(oid, 1, i)));
            }
            inserted.countDown();
            log.checkpoint();
            assertThat(new LogReader(new SealedObjects(store)).ranges()).isNotEmpty();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
