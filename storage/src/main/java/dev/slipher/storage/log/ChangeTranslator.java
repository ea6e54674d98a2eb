package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.DeleteDelta.Unit;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableContents;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.roaringbitmap.RoaringBitmap;

/**
 * Turns actions that were staged on one version into the same actions on the version that they are applied to, or finds
 * that they conflict with what was committed between.
 */
final class ChangeTranslator {
    private final MoveHistory moves;
    private final ContentsReader contents;

    ChangeTranslator(MoveHistory moves, ContentsReader contents) {
        this.moves = moves;
        this.contents = contents;
    }

    /**
     * Returns {@code actions}, which were staged on {@code base}, as they are to be applied to {@code now}.
     *
     * @throws SlipherException 40001 if they conflict
     */
    List<Action> translate(Catalog base, List<Action> actions, Catalog now) {
        var result = new ArrayList<Action>(actions.size());
        var conflicts = new DefinitionConflicts(base, actions, now);
        for (var action : actions) {
            conflicts.check(action);
            switch (action) {
                case Action.AddRows rows -> {
                    requireColumns(base, rows.tableOid(), rows.columnIds(), now);
                    result.add(rows);
                }
                case Action.AddSegments segments -> {
                    requireAllColumns(base, segments.tableOid(), now);
                    result.add(segments);
                }
                case Action.AddDeletes deletes -> result.add(translateDeletes(base, deletes, now));
                case Action.SetStatistics statistics -> {
                    if (hasRowsOf(base, statistics.tableOid(), now)) {
                        result.add(statistics);
                    }
                }
                case Action.Create _,
                        Action.Alter _,
                        Action.Drop _,
                        Action.MoveRows _,
                        Action.Truncate _,
                        Action.DrawIdentities _,
                        Action.SetSettings _,
                        Action.SetComment _,
                        Action.SetPrivileges _ -> result.add(action);
            }
        }
        return result;
    }

    /** What was found out about rows that others have thrown away is of no use, and nobody is the worse for that. */
    private static boolean hasRowsOf(Catalog base, int tableOid, Catalog now) {
        return base.findTable(tableOid)
                .map(before -> now.findTable(tableOid)
                        .filter(after -> after.contents().truncations()
                                == before.contents().truncations())
                        .isPresent())
                .orElse(true);
    }

    /**
     * Returns the actions that commit {@code move} on {@code now}, with the rows deleted since its base.
     *
     * @throws SlipherException 55000 if the table has not the rows any more that were moved
     */
    List<Action> actionsOf(RowMove move, Catalog now) {
        var base = move.base().findTable(move.tableOid()).orElseThrow();
        var table = now.findTable(move.tableOid())
                .filter(t -> t.contents().truncations() == base.contents().truncations())
                .orElseThrow(() -> moveInVain(base));
        for (var other : moves.since(move.base().version(), move.tableOid())) {
            if (overlap(move, base.contents().inlineRows().firstRow(), other)) {
                throw moveInVain(base);
            }
        }
        var added = move.added().stream().map(SegmentRecord::id).toList();
        var targets = new Targets();
        for (var segment : move.removed()) {
            var unit = new Unit.Segment(segment.id());
            var since = contents.deletedRows(table.contents(), segment.id())
                    .minus(contents.deletedRows(base.contents(), segment.id()));
            if (!since.isEmpty()) {
                var map = move.map().targets(unit);
                since.forEach(row -> targets.add(added, map.applyAsLong(row)));
            }
        }
        var inline = table.contents().inlineRows();
        var baseInline = base.contents().inlineRows();
        var since = inline.deleted().minus(baseInline.deleted());
        if (!since.isEmpty() && move.inlineEnd() > inline.firstRow()) {
            var map = move.map().targets(new Unit.Inline(inline.firstRow()));
            var count = move.inlineEnd() - inline.firstRow();
            since.forEach(row -> {
                if (row < count) {
                    targets.add(added, map.applyAsLong(row));
                }
            });
        }
        var actions = new ArrayList<Action>();
        actions.add(new Action.MoveRows(
                move.tableOid(), move.removed(), move.inlineEnd(), move.added(), move.statistics()));
        if (!targets.isEmpty()) {
            actions.add(new Action.AddDeletes(move.tableOid(), targets.toDeltas()));
        }
        return actions;
    }

    private static boolean overlap(RowMove move, long firstInlineRow, MoveHistory.Move other) {
        var bothInline = move.inlineEnd() > firstInlineRow && other.inlineEnd() > other.firstInlineRow();
        return bothInline
                || move.removed().stream().anyMatch(segment -> other.removed().contains(segment.id()));
    }

    private static SlipherException moveInVain(Table table) {
        return new SlipherException(
                SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                "the rows of table \"%s\" were replaced while they were rewritten".formatted(table.name()));
    }

    private Action translateDeletes(Catalog base, Action.AddDeletes deletes, Catalog now) {
        var oid = deletes.tableOid();
        var before = base.findTable(oid).map(Table::contents).orElse(TableContents.EMPTY);
        var after = now.findTable(oid).map(Table::contents).orElse(TableContents.EMPTY);
        if (before.truncations() != after.truncations()) {
            throw conflict(oid);
        }
        var since = moves.since(base.version(), oid);
        var result = new ArrayList<DeleteDelta>();
        for (var delta : deletes.deletes()) {
            switch (delta.unit()) {
                case Unit.Segment(var id) -> {
                    var index = indexOfMove(since, id);
                    if (index < 0) {
                        requireLive(oid, before, after, delta);
                        result.add(delta);
                    } else {
                        result.addAll(follow(oid, since, index, delta, before, after));
                    }
                }
                case Unit.Inline(var firstRow) ->
                    result.addAll(translateInline(oid, since, firstRow, delta, before, after));
            }
        }
        return new Action.AddDeletes(oid, result);
    }

    private static int indexOfMove(List<MoveHistory.Move> since, ObjectId segment) {
        for (var i = 0; i < since.size(); i++) {
            if (since.get(i).removed().contains(segment)) {
                return i;
            }
        }
        return -1;
    }

    private void requireLive(int oid, TableContents before, TableContents after, DeleteDelta delta) {
        if (!(delta.unit() instanceof Unit.Segment(var id))) {
            return;
        }
        var known = before.segments().deletes().get(id);
        var present = after.segments().deletes().get(id);
        if (present != null
                && !present.equals(known)
                && contents.deletedRows(after, id).intersects(contents.rows(delta.rows()))) {
            throw conflict(oid);
        }
    }

    /** Follows rows of a segment that the move at {@code index} rewrote, through that move and those after it. */
    private List<DeleteDelta> follow(
            int oid,
            List<MoveHistory.Move> since,
            int index,
            DeleteDelta delta,
            TableContents before,
            TableContents after) {
        var move = since.get(index);
        var map = move.map().targets(delta.unit());
        var targets = new Targets();
        contents.rows(delta.rows()).forEach(row -> {
            var target = map.applyAsLong(row);
            if (target == RowMap.GONE) {
                throw conflict(oid);
            }
            targets.add(move.added(), target);
        });
        return settle(oid, since, index + 1, targets, before, after);
    }

    private List<DeleteDelta> settle(
            int oid,
            List<MoveHistory.Move> since,
            int firstMove,
            Targets targets,
            TableContents before,
            TableContents after) {
        var later = since.subList(firstMove, since.size());
        var result = new ArrayList<DeleteDelta>();
        for (var moved : targets.toDeltas()) {
            var next = moved.unit() instanceof Unit.Segment(var id) ? indexOfMove(later, id) : -1;
            if (next < 0) {
                requireLive(oid, before, after, moved);
                result.add(moved);
            } else {
                result.addAll(follow(oid, later, next, moved, before, after));
            }
        }
        return result;
    }

    private List<DeleteDelta> translateInline(
            int oid,
            List<MoveHistory.Move> since,
            long firstRow,
            DeleteDelta delta,
            TableContents before,
            TableContents after) {
        var ownFrom = before.inlineRows().endRow();
        var ownShift = after.inlineRows().endRow() - ownFrom;
        var inlineBase = after.inlineRows().firstRow();
        var stillInline = new RoaringBitmap();
        var own = new RoaringBitmap();
        var movedBy = new LinkedHashMap<Integer, Targets>();
        var maps = new HashMap<Integer, IntToLongFunction>();
        contents.rows(delta.rows()).forEach(ordinal -> {
            var row = firstRow + ordinal;
            if (row >= ownFrom) {
                own.add((int) (row - ownFrom));
                return;
            }
            if (row >= inlineBase) {
                stillInline.add((int) (row - inlineBase));
                return;
            }
            var index = indexOfInlineMove(since, row);
            if (index < 0) {
                throw conflict(oid);
            }
            var move = since.get(index);
            var map = maps.computeIfAbsent(index, _ -> move.map().targets(new Unit.Inline(move.firstInlineRow())));
            var target = map.applyAsLong((int) (row - move.firstInlineRow()));
            if (target == RowMap.GONE) {
                throw conflict(oid);
            }
            movedBy.computeIfAbsent(index, _ -> new Targets()).add(move.added(), target);
        });
        var result = new ArrayList<DeleteDelta>();
        if (!stillInline.isEmpty()) {
            var rows = RowSet.of(stillInline);
            if (rows.intersects(after.inlineRows().deleted())) {
                throw conflict(oid);
            }
            result.add(DeleteDelta.ofInlineRows(inlineBase, rows));
        }
        if (!own.isEmpty()) {
            result.add(DeleteDelta.ofInlineRows(ownFrom + ownShift, RowSet.of(own)));
        }
        movedBy.forEach((index, targets) -> result.addAll(settle(oid, since, index + 1, targets, before, after)));
        return result;
    }

    private static int indexOfInlineMove(List<MoveHistory.Move> since, long row) {
        for (var i = 0; i < since.size(); i++) {
            if (row < since.get(i).inlineEnd()) {
                return i;
            }
        }
        return -1;
    }

    private static void requireAllColumns(Catalog base, int tableOid, Catalog now) {
        base.findTable(tableOid).ifPresent(table -> {
            var ids = table.definition().columns().stream()
                    .map(column -> column.id())
                    .toList();
            requireColumns(base, tableOid, ids, now);
        });
    }

    /**
     * Rows are of the columns that their transaction saw: others must not take any of these away or have it allow less, nor
     * add one of which the rows would need a value that nobody gives them.
     */
    private static void requireColumns(Catalog base, int tableOid, Collection<Integer> columnIds, Catalog now) {
        var before = base.findTable(tableOid);
        var after = now.findTable(tableOid);
        if (before.isEmpty()
                || after.isEmpty()
                || before.get().definition().equals(after.get().definition())) {
            return;
        }
        for (var id : columnIds) {
            var known = before.get().definition().findColumn(id);
            if (known.isPresent()
                    && after.get()
                            .definition()
                            .findColumn(id)
                            .filter(column -> !DefinitionConflicts.isTightened(known.get(), column))
                            .isEmpty()) {
                throw conflict(tableOid);
            }
        }
        for (var column : after.get().definition().columns()) {
            if (DefinitionConflicts.lacksValues(column)
                    && before.get().definition().findColumn(column.id()).isEmpty()) {
                throw conflict(tableOid);
            }
        }
    }

    static SlipherException conflict(int tableOid) {
        return new SlipherException(SqlState.SERIALIZATION_FAILURE, "1023")
                .withDetail("Serializable isolation violation on table - %d".formatted(tableOid))
                .withHint("Run the transaction again.");
    }

    /** Rows of new segments, gathered by segment. */
    private static final class Targets {
        private final Map<ObjectId, RoaringBitmap> rows = new LinkedHashMap<>();

        /** Adds a row of the segments {@code added} by a move, unless it is {@link RowMap#GONE}. */
        void add(List<ObjectId> added, long target) {
            if (target != RowMap.GONE) {
                var segment = added.get(RowMap.segmentIndex(target));
                rows.computeIfAbsent(segment, _ -> new RoaringBitmap()).add(RowMap.row(target));
            }
        }

        boolean isEmpty() {
            return rows.isEmpty();
        }

        List<DeleteDelta> toDeltas() {
            return rows.entrySet().stream()
                    .map(entry -> DeleteDelta.ofSegment(entry.getKey(), RowSet.of(entry.getValue())))
                    .toList();
        }
    }
}
