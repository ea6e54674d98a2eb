package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.objectstore.SimulatedDisk;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** How long it is kept where rows were moved. */
final class MoveHistoryTest {
    private final Random random = new Random(1);
    private final AtomicInteger releases = new AtomicInteger();

    private final RowMap map = new RowMap() {
        @Override
        public IntToLongFunction targets(DeleteDelta.Unit unit) {
            return row -> RowMap.target(0, row);
        }

        @Override
        public void release() {
            releases.incrementAndGet();
        }
    };

    private void move(CommitLog log, int oid) {
        try (var snapshot = log.openSnapshot()) {
            var table = snapshot.catalog().findTable(oid).orElseThrow();
            var old = List.copyOf(table.contents().segments().recent());
            var added = List.of(TestWarehouse.segment(random, 10));
            log.move(new RowMove(snapshot.catalog(), oid, old, 0, added, List.of(), map));
        }
    }

    @Test
    void asLongAsAVersionBeforeTheMoveIsOpen() {
        try (var store = new SimulatedDisk().openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random)) {
            var oid = TestWarehouse.createTable(log, "t");
            log.commit(List.of(TestWarehouse.addSegments(oid, TestWarehouse.segment(random, 10))));
            try (var _ = log.openSnapshot()) {
                move(log, oid);
                move(log, oid);
                log.commit(List.of());
                assertThat(releases).hasValue(0);
            }
            log.commit(List.of());
            assertThat(releases).hasValue(2);
        }
    }

    @Test
    void notAtAllIfTheMoveFails() {
        try (var store = new SimulatedDisk().openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random)) {
            var oid = TestWarehouse.createTable(log, "t");
            var segment = TestWarehouse.segment(random, 10);
            log.commit(List.of(TestWarehouse.addSegments(oid, segment)));
            try (var snapshot = log.openSnapshot()) {
                log.commit(List.of(new Action.Truncate(oid)));
                var move = new RowMove(snapshot.catalog(), oid, List.of(segment), 0, List.of(), List.of(), map);
                assertThatThrownBy(() -> log.move(move)).isInstanceOf(SlipherException.class);
            }
            assertThat(releases.get()).isPositive();
        }
    }
}
