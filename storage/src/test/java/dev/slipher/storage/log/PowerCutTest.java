package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.objectstore.SimulatedDisk;
import dev.slipher.storage.objectstore.SimulatedDisk.Fault;
import dev.slipher.storage.objectstore.SimulatedDisk.PowerCutException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loses power at random moments of random work. A long run: {@code -Dslipher.powercut.seeds=1000}. */
@Timeout(value = 4, unit = TimeUnit.HOURS)
final class PowerCutTest {
    private static final int SEEDS = Integer.getInteger("slipher.powercut.seeds", 200);
    private static final int LIVES = 3;
    private static final int STEPS = 30;

    @Test
    void everythingAcknowledgedIsThereAndNothingElseIsHalfThere() {
        for (var seed = 0; seed < SEEDS; seed++) {
            new Run(seed).play();
        }
    }

    private static final class Run {
        private final int seed;
        private final Random random;
        private final SimulatedDisk disk = new SimulatedDisk();
        private int tableCount;

        /** What must be there. */
        private String acknowledged = "";

        /** What may be there instead, because its commit was cut short. */
        private String attempted = "";

        private Run(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        private void play() {
            for (var life = 0; life < LIVES; life++) {
                if (life > 0) {
                    disk.powerOn(random);
                }
                // The first life ends anywhere in the work; in later ones start-up itself is cut short, too.
                var cut = life == LIVES - 1 ? Integer.MAX_VALUE : random.nextInt(life == 1 ? 40 : 400);
                disk.setFaults(operation -> operation >= cut ? Fault.POWER_CUT : Fault.NONE);
                try (var store = disk.openStore();
                        var log = CommitLog.open(store, Clock.systemUTC(), random, TestWarehouse.SMALL)) {
                    check(log);
                    for (var step = 0; step < STEPS; step++) {
                        step(log);
                    }
                } catch (PowerCutException _) {
                    // The next life begins with what reached the disk.
                }
            }
        }

        private void check(CommitLog log) {
            var found = TestWarehouse.describe(log, log.current());
            if (!acknowledged.isEmpty() && !found.equals(attempted)) {
                assertThat(found).as("seed %d", seed).isEqualTo(acknowledged);
            }
            acknowledged = found;
            attempted = found;
        }

        private void step(CommitLog log) {
            var tables = log.current().tables();
            if (random.nextInt(8) == 0) {
                log.checkpoint();
                assertThat(TestWarehouse.describe(log, log.current()))
                        .as("seed %d", seed)
                        .isEqualTo(acknowledged);
            } else if (tables.isEmpty() || random.nextInt(15) == 0) {
                commit(log, List.of(new Action.Create(TestWarehouse.table(log, "t" + tableCount++))));
            } else {
                var table = tables.get(random.nextInt(tables.size()));
                if (random.nextInt(6) == 0) {
                    move(log, table);
                } else {
                    var actions = new ArrayList<Action>();
                    for (var i = random.nextInt(3); i >= 0; i--) {
                        change(log, table, actions);
                    }
                    commit(log, actions);
                }
            }
        }

        private void change(CommitLog log, Table table, List<Action> actions) {
            var oid = table.oid();
            switch (random.nextInt(6)) {
                case 0, 1 -> actions.add(TestWarehouse.addRows(oid, 1 + random.nextInt(5), random.nextInt()));
                case 2, 3 -> {
                    var segments = new SegmentRecord[1 + random.nextInt(6)];
                    for (var i = 0; i < segments.length; i++) {
                        segments[i] = TestWarehouse.segment(random, 50 + random.nextInt(1_000));
                    }
                    actions.add(TestWarehouse.addSegments(oid, segments));
                }
                case 4 -> {
                    if (actions.isEmpty()) {
                        actions.addAll(deletes(log, table));
                    }
                }
                default -> actions.add(new Action.DrawIdentities(oid, 1, random.nextInt(1_000)));
            }
        }

        private List<Action> deletes(CommitLog log, Table table) {
            var deltas = new ArrayList<DeleteDelta>();
            for (var segment : log.contents().segments(table.contents())) {
                if (random.nextInt(4) == 0) {
                    var rows = new int[40];
                    for (var i = 0; i < rows.length; i++) {
                        rows[i] = random.nextInt((int) segment.rowCount());
                    }
                    var fresh = RowSet.of(rows).minus(log.contents().deletedRows(table.contents(), segment.id()));
                    if (!fresh.isEmpty()) {
                        deltas.add(DeleteDelta.ofSegment(segment.id(), fresh));
                    }
                }
            }
            var inline = table.contents().inlineRows();
            if (inline.endRow() > inline.firstRow()) {
                var row = random.nextInt((int) (inline.endRow() - inline.firstRow()));
                if (!inline.deleted().contains(row)) {
                    deltas.add(DeleteDelta.ofInlineRows(inline.firstRow(), RowSet.of(row)));
                }
            }
            return deltas.isEmpty() ? List.of() : List.of(new Action.AddDeletes(table.oid(), deltas));
        }

        /** Joins some segments and all inline rows into one segment; the rows themselves do not matter here. */
        private void move(CommitLog log, Table table) {
            var removed = new ArrayList<SegmentRecord>();
            var rowCount = table.contents().inlineRows().liveRowCount();
            for (var segment : log.contents().segments(table.contents())) {
                if (random.nextBoolean()) {
                    removed.add(segment);
                    rowCount += segment.rowCount()
                            - log.contents()
                                    .deletedRows(table.contents(), segment.id())
                                    .count();
                }
            }
            IntToLongFunction nobodyAsks = _ -> RowMap.GONE;
            var segment = new SegmentRecord(ObjectId.random(random), rowCount, 1, 0, 4095, List.of());
            var added = rowCount == 0 ? List.<SegmentRecord>of() : List.of(segment);
            var end = table.contents().inlineRows().endRow();
            try (var snapshot = log.openSnapshot()) {
                var base = snapshot.catalog();
                attempt(log, base.apply(new Action.MoveRows(table.oid(), removed, end, added, List.of())));
                log.move(new RowMove(base, table.oid(), removed, end, added, List.of(), _ -> nobodyAsks));
            }
            acknowledge(log);
        }

        private void commit(CommitLog log, List<Action> actions) {
            try (var snapshot = log.openSnapshot()) {
                attempt(log, snapshot.catalog().apply(actions));
                log.commit(snapshot.catalog(), actions, Set.of());
            }
            acknowledge(log);
        }

        private void attempt(CommitLog log, Catalog intended) {
            attempted = TestWarehouse.describe(log, intended);
        }

        private void acknowledge(CommitLog log) {
            assertThat(TestWarehouse.describe(log, log.current()))
                    .as("seed %d", seed)
                    .isEqualTo(attempted);
            acknowledged = attempted;
        }
    }
}
