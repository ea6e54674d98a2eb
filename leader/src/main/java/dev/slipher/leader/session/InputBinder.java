package dev.slipher.leader.session;

import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.BoundInputs.BoundScan;
import dev.slipher.compute.source.DeletedRows;
import dev.slipher.compute.source.ScanUnit;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.leader.plan.Relation;
import dev.slipher.leader.systemtable.SystemRelation;
import dev.slipher.leader.systemtable.SystemRelations;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.log.ObjectKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** Says what the scans of a plan read, at the transaction's version. */
final class InputBinder {
    private final SessionContext context;

    InputBinder(SessionContext context) {
        this.context = context;
    }

    /**
     * A table's rows, and how DELETE and UPDATE name the rows of each unit.
     *
     * @param names one for each of the scan's units
     */
    record BoundTable(BoundScan scan, List<DeleteDelta.Unit> names) {}

    BoundInputs bind(PlannedQuery plan) {
        var scans = new HashMap<Integer, BoundScan>();
        var relations = new HashMap<Integer, Supplier<Iterator<Batch>>>();
        var systemContext = new StatementSystemContext(context);
        plan.bindings().forEach((id, relation) -> {
            switch (relation) {
                case Relation.StoredTable table ->
                    scans.put(id, bind(context.table(table.oid())).scan());
                case Relation.SystemRelation system -> relations.put(id, rows(system, systemContext));
                case Relation.View view ->
                    throw new IllegalStateException("view \"%s\" was not expanded".formatted(view.name()));
            }
        });
        return new BoundInputs(scans, relations);
    }

    BoundTable bind(Table table) {
        context.transaction().noteRead(table.oid());
        var reader = context.warehouse().log().contents();
        var units = new ArrayList<ScanUnit>();
        var names = new ArrayList<DeleteDelta.Unit>();
        for (var segment : reader.segments(table.contents())) {
            var key = ObjectKeys.segment(segment.id());
            var store = context.warehouse().store();
            units.add(new ScanUnit.Stored(
                    segment.id(),
                    segment.rowCount(),
                    segment.ranges(),
                    () -> new StoredSegment(store, key, segment.byteCount()),
                    deleted(table, segment.id())));
            names.add(new DeleteDelta.Unit.Segment(segment.id()));
        }
        for (var rows : reader.inlineRows(table)) {
            units.add(new ScanUnit.Inline(rows.columnIds(), rows.batches(), rows.deleted()::clear));
            names.add(new DeleteDelta.Unit.Inline(rows.firstRow()));
        }
        return new BoundTable(new BoundScan(table.definition().columns(), units), names);
    }

    private DeletedRows deleted(Table table, dev.slipher.storage.catalog.ObjectId segment) {
        if (!table.contents().segments().deletes().containsKey(segment)) {
            return DeletedRows.NONE;
        }
        RowSet rows = context.warehouse().log().contents().deletedRows(table.contents(), segment);
        return rows::clear;
    }

    private static Supplier<Iterator<Batch>> rows(
            Relation.SystemRelation relation, StatementSystemContext systemContext) {
        SystemRelation declared = SystemRelations.find(relation.schema(), relation.name())
                .orElseThrow(() -> new IllegalStateException("no system relation " + relation.name()));
        return () -> declared.read(systemContext.get()).iterator();
    }
}
