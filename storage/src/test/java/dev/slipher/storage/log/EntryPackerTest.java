package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.objectstore.SimulatedDisk;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

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
}
