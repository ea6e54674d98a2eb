package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.DeleteDelta.Unit;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.SimulatedDisk;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.roaringbitmap.RoaringBitmap;

/**
 * Runs writers, rewritings of the table, checkpoints and restarts in random order beside transactions that stay open, and
 * compares the rows of every version with a model. A long run: {@code -Dslipher.model.seeds=20000}.
 */
@Timeout(value = 4, unit = TimeUnit.HOURS)
final class RowMoveModelTest {
    private static final int SEEDS = Integer.getInteger("slipher.model.seeds", 100);
    private static final long FIRST_SEED = Long.getLong("slipher.model.seed", 0);
    private static final int STEPS = 120;
    private static final int OPEN_TRANSACTIONS = 4;

    @Test
    void everyRowIsThereOnceUnlessItWasDeleted() {
        for (var seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            new Run(seed).play();
        }
    }

    /** Where a row lies: in a segment, or as an inline row that {@code unit} begins with. */
    private record Place(Unit unit, int ordinal) {}

    private static final class Run {
        private final long seed;
        private final Random random;
        private final SimulatedDisk disk = new SimulatedDisk();
        private final Map<ObjectId, int[]> segments = new HashMap<>();
        private final Set<Integer> deleted = new HashSet<>();
        private final List<Change> changes = new ArrayList<>();
        private final List<Rewrite> rewrites = new ArrayList<>();
        private Set<Integer> rows = new HashSet<>();
        private int nextRow;
        private int truncations;
        private int oid;

        private Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        /** A transaction that is open: what it has staged, and which rows that are. */
        private final class Change {
            private final Snapshot snapshot;
            private final List<Action> actions = new ArrayList<>();
            private final Set<Integer> added = new HashSet<>();
            private final Set<Integer> removed = new HashSet<>();
            private final int truncationsBefore = truncations;
            private Catalog overlay;

            private Change(Snapshot snapshot) {
                this.snapshot = snapshot;
                this.overlay = snapshot.catalog();
            }

            private void stage(Action action) {
                actions.add(action);
                overlay = overlay.apply(action);
            }
        }

        /** A rewriting that has read its rows and not yet committed where they went. */
        private record Rewrite(Snapshot snapshot, RowMove move) {}

        private void play() {
            for (var life = 0; life < 2; life++) {
                try (var store = disk.openStore();
                        var log = CommitLog.open(store, Clock.systemUTC(), random, TestWarehouse.SMALL)) {
                    if (life == 0) {
                        oid = TestWarehouse.createTable(log, "t");
                    }
                    assertRows(log, log.current(), rows);
                    for (var step = 0; step < STEPS; step++) {
                        step(log);
                    }
                    changes.clear();
                    rewrites.clear();
                }
            }
        }

        private void step(CommitLog log) {
            switch (random.nextInt(14)) {
                case 0, 1 -> begin(log);
                case 2, 3, 4, 5 -> {
                    if (!changes.isEmpty()) {
                        stage(log, changes.get(random.nextInt(changes.size())));
                    }
                }
                case 6, 7 -> {
                    if (!changes.isEmpty()) {
                        commit(log, changes.remove(random.nextInt(changes.size())));
                    }
                }
                case 8, 9 -> {
                    begin(log);
                    stage(log, changes.getLast());
                    commit(log, changes.removeLast());
                }
                case 10, 11 -> beginRewrite(log);
                case 12 -> {
                    if (!rewrites.isEmpty()) {
                        commitRewrite(log, rewrites.remove(random.nextInt(rewrites.size())));
                    }
                }
                default -> {
                    if (random.nextInt(8) == 0) {
                        truncate(log);
                    } else {
                        log.checkpoint();
                        assertRows(log, log.current(), rows);
                    }
                }
            }
        }

        private void begin(CommitLog log) {
            if (changes.size() == OPEN_TRANSACTIONS) {
                commit(log, changes.removeFirst());
            }
            changes.add(new Change(log.openSnapshot()));
        }

        private void stage(CommitLog log, Change change) {
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    var added = newRows(1 + random.nextInt(6));
                    change.stage(inline(added));
                    Arrays.stream(added).forEach(change.added::add);
                }
                case 2 -> {
                    var added = newRows(1 + random.nextInt(60));
                    change.stage(TestWarehouse.addSegments(oid, segment(added)));
                    Arrays.stream(added).forEach(change.added::add);
                }
                default -> stageDeletes(log, change);
            }
        }

        private void stageDeletes(CommitLog log, Change change) {
            var units = new LinkedHashMap<Unit, RoaringBitmap>();
            var share = 1 + random.nextInt(10);
            places(log, change.overlay).forEach((row, place) -> {
                if (random.nextInt(share) == 0) {
                    units.computeIfAbsent(place.unit, _ -> new RoaringBitmap()).add(place.ordinal);
                    if (!change.added.remove(row)) {
                        change.removed.add(row);
                    }
                }
            });
            if (!units.isEmpty()) {
                var deltas = units.entrySet().stream()
                        .map(entry ->
                                new DeleteDelta(entry.getKey(), new DeleteDelta.Rows.Held(RowSet.of(entry.getValue()))))
                        .toList();
                change.stage(new Action.AddDeletes(oid, deltas));
            }
        }

        private void commit(CommitLog log, Change change) {
            var isStale = change.removed.stream().anyMatch(deleted::contains);
            var hasDeletes = change.actions.stream().anyMatch(Action.AddDeletes.class::isInstance);
            var mustFail = isStale || hasDeletes && change.truncationsBefore != truncations;
            try (var snapshot = change.snapshot) {
                log.commit(snapshot.catalog(), change.actions, Set.of());
                assertThat(mustFail)
                        .as("seed %d: a conflict was not found", seed)
                        .isFalse();
                rows.addAll(change.added);
                rows.removeAll(change.removed);
                deleted.addAll(change.removed);
            } catch (SlipherException e) {
                assertThat(e.sqlState()).as("seed %d", seed).isEqualTo(SqlState.SERIALIZATION_FAILURE);
                assertThat(mustFail).as("seed %d: %s", seed, e).isTrue();
            }
            assertRows(log, log.current(), rows);
            changes.forEach(other -> {
                var expected =
                        new HashSet<>(places(log, other.snapshot.catalog()).keySet());
                expected.removeAll(other.removed);
                expected.addAll(other.added);
                assertRows(log, other.overlay, expected);
            });
        }

        private void truncate(CommitLog log) {
            log.commit(List.of(new Action.Truncate(oid)));
            rows = new HashSet<>();
            truncations++;
            assertRows(log, log.current(), rows);
        }

        /** Reads some segments and, or, all inline rows, and writes them anew in another order. */
        private void beginRewrite(CommitLog log) {
            var snapshot = log.openSnapshot();
            var table = snapshot.catalog().findTable(oid).orElseThrow();
            var removed = new ArrayList<SegmentRecord>();
            for (var segment : log.contents().segments(table.contents())) {
                if (random.nextBoolean()) {
                    removed.add(segment);
                }
            }
            var inline = table.contents().inlineRows();
            var withInline = random.nextBoolean();
            var inlineEnd = withInline ? inline.endRow() : inline.firstRow();
            var moved = new ArrayList<Map.Entry<Integer, Place>>();
            places(log, snapshot.catalog()).entrySet().stream()
                    .filter(entry -> switch (entry.getValue().unit) {
                        case Unit.Segment(var id) ->
                            removed.stream().anyMatch(segment -> segment.id().equals(id));
                        case Unit.Inline _ -> withInline;
                    })
                    .forEach(moved::add);
            Collections.shuffle(moved, random);
            var targets = new HashMap<Place, Long>();
            var added = new ArrayList<SegmentRecord>();
            for (var from = 0; from < moved.size(); ) {
                var part = moved.subList(from, Math.min(moved.size(), from + 1 + random.nextInt(80)));
                for (var i = 0; i < part.size(); i++) {
                    targets.put(part.get(i).getValue(), RowMap.target(added.size(), i));
                }
                added.add(segment(part.stream().mapToInt(Map.Entry::getKey).toArray()));
                from += part.size();
            }
            RowMap map = unit -> row -> {
                var place = unit instanceof Unit.Inline(var first)
                        ? new Place(new Unit.Inline(inline.firstRow()), row + (int) (first - inline.firstRow()))
                        : new Place(unit, row);
                return targets.getOrDefault(place, RowMap.GONE);
            };
            rewrites.add(new Rewrite(
                    snapshot, new RowMove(snapshot.catalog(), oid, removed, inlineEnd, added, List.of(), map)));
        }

        /** A rewriting may be in vain, but then nothing of it is seen. */
        private void commitRewrite(CommitLog log, Rewrite rewrite) {
            try (var _ = rewrite.snapshot) {
                log.move(rewrite.move);
            } catch (SlipherException e) {
                assertThat(e.sqlState()).as("seed %d", seed).isEqualTo(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE);
            }
            assertRows(log, log.current(), rows);
        }

        private int[] newRows(int count) {
            var result = new int[count];
            for (var i = 0; i < count; i++) {
                result[i] = nextRow++;
            }
            return result;
        }

        private SegmentRecord segment(int[] content) {
            var record = TestWarehouse.segment(random, content.length);
            segments.put(record.id(), content);
            return record;
        }

        private Action.AddRows inline(int[] content) {
            var bytes = ByteBuffer.allocate(4 * content.length);
            bytes.asIntBuffer().put(content);
            return new Action.AddRows(oid, List.of(1), content.length, bytes.array());
        }

        /** Returns the rows that a version shows, and checks that none of them is there twice. */
        private Map<Integer, Place> places(CommitLog log, Catalog catalog) {
            var table = catalog.findTable(oid).orElseThrow();
            var result = new TreeMap<Integer, Place>();
            for (var segment : log.contents().segments(table.contents())) {
                var content = segments.get(segment.id());
                var gone = log.contents().deletedRows(table.contents(), segment.id());
                for (var i = 0; i < content.length; i++) {
                    if (!gone.contains(i)) {
                        add(result, content[i], new Place(new Unit.Segment(segment.id()), i));
                    }
                }
            }
            addInline(table, result);
            assertThat(table.contents().rowCount()).as("seed %d", seed).isEqualTo(result.size());
            return result;
        }

        private void addInline(Table table, Map<Integer, Place> result) {
            var inline = table.contents().inlineRows();
            for (var pack : inline.packs()) {
                var content = ByteBuffer.wrap(pack.bytes()).asIntBuffer();
                for (var i = 0; i < pack.rowCount(); i++) {
                    var ordinal = (int) (pack.firstRow() + i - inline.firstRow());
                    if (!inline.deleted().contains(ordinal)) {
                        add(result, content.get(i), new Place(new Unit.Inline(inline.firstRow()), ordinal));
                    }
                }
            }
        }

        private void add(Map<Integer, Place> result, int row, Place place) {
            assertThat(result.put(row, place))
                    .as("seed %d: row %d is there twice", seed, row)
                    .isNull();
        }

        private void assertRows(CommitLog log, Catalog catalog, Set<Integer> expected) {
            assertThat(places(log, catalog).keySet()).as("seed %d", seed).isEqualTo(expected);
        }
    }
}
