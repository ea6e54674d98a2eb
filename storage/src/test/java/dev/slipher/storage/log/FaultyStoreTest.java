package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;

/** Fails each operation on the disk in turn, once: what was acknowledged is there, what failed is not, and work goes on. */
final class FaultyStoreTest {
    @Test
    void everyWriteAndSyncMayFailOnce() {
        for (var fault : new Fault[] {Fault.FAIL, Fault.DISK_FULL, Fault.LIE, Fault.PARTLY}) {
            for (var site = 0; playWith(fault, site); site++) {
                // Goes on until no operation is left to fail.
            }
        }
    }

    /** Returns whether there was an operation of that number. */
    private static boolean playWith(Fault fault, int site) {
        var disk = new SimulatedDisk();
        var random = new Random(site);
        var where = "%s at operation %d".formatted(fault, site);
        String acknowledged;
        int operations;
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random, TestWarehouse.SMALL)) {
            disk.setFaults(operation -> operation == site ? fault : Fault.NONE);
            acknowledged = work(log, random, where);
            operations = disk.operations();
            disk.setFaults(_ -> Fault.NONE);
            assertThat(TestWarehouse.describe(log, log.current())).as(where).isEqualTo(acknowledged);
        }
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random, TestWarehouse.SMALL)) {
            assertThat(TestWarehouse.describe(log, log.current())).as(where).isEqualTo(acknowledged);
            TestWarehouse.createTable(log, "more");
        }
        return site < operations;
    }

    private static String work(CommitLog log, Random random, String where) {
        var acknowledged = TestWarehouse.describe(log, log.current());
        var table = TestWarehouse.table(log, "t");
        for (var i = 0; i < 12; i++) {
            var segment = TestWarehouse.segment(random, 100);
            List<Action> changes = log.current().findTable(table.oid()).isEmpty()
                    ? List.of(new Action.Create(table))
                    : List.of(
                            TestWarehouse.addRows(table.oid(), 1, i),
                            TestWarehouse.addSegments(table.oid(), segment),
                            new Action.AddDeletes(
                                    table.oid(), List.of(DeleteDelta.ofSegment(segment.id(), RowSet.ofRange(0, 40)))));
            var intended = TestWarehouse.describe(log, log.current().apply(changes));
            try {
                log.commit(changes);
                acknowledged = intended;
                if (i % 4 == 3) {
                    log.checkpoint();
                }
            } catch (SlipherException e) {
                assertThat(e.sqlState()).as(where).isIn(SqlState.IO_ERROR, SqlState.DISK_FULL);
            }
            assertThat(TestWarehouse.describe(log, log.current())).as(where).isEqualTo(acknowledged);
        }
        return acknowledged;
    }
}
