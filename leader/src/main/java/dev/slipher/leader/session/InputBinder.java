package dev.slipher.leader.session;

import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.BoundInputs.BoundScan;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.leader.plan.Relation;
import dev.slipher.leader.systemtable.SystemRelation;
import dev.slipher.leader.systemtable.SystemRelations;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.Table;
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
        var all = context.warehouse().tables().all(table);
        return new BoundTable(new BoundScan(table.definition().columns(), all.units()), all.names());
    }

    private static Supplier<Iterator<Batch>> rows(
            Relation.SystemRelation relation, StatementSystemContext systemContext) {
        SystemRelation declared = SystemRelations.find(relation.schema(), relation.name())
                .orElseThrow(() -> new IllegalStateException("no system relation " + relation.name()));
        return () -> declared.read(systemContext.get()).iterator();
    }
}
