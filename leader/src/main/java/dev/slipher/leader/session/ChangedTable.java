package dev.slipher.leader.session;

import dev.slipher.compute.source.BoundInputs;
import dev.slipher.leader.plan.PlannedChange;
import dev.slipher.leader.plan.Relation;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table that an UPDATE, DELETE or MERGE changes, as the statement's source reads it.
 *
 * @param inputs what the ids of the change's source stand for
 * @param names how deletes name the rows of each unit of the scan
 */
record ChangedTable(SessionContext context, Table table, BoundInputs inputs, List<DeleteDelta.Unit> names) {
    static ChangedTable bind(SessionContext context, PlannedChange change, Table table) {
        var bound = context.inputs().bind(table);
        var inputs = context.inputs().bind(change.source());
        var scans = new HashMap<>(inputs.scans());
        change.source().bindings().forEach((id, relation) -> {
            if (relation instanceof Relation.StoredTable stored && stored.oid() == table.oid()) {
                scans.put(id, bound.scan());
            }
        });
        return new ChangedTable(context, table, new BoundInputs(scans, inputs.relations()), bound.names());
    }

    /** Stages the deletes of rows that were taken, by unit. */
    void stageDeletes(Map<Integer, RowSet> taken) {
        var deletes = new ArrayList<DeleteDelta>();
        taken.forEach((unit, rows) -> deletes.add(new DeleteDelta(names.get(unit), new DeleteDelta.Rows.Held(rows))));
        if (!deletes.isEmpty()) {
            context.stage(table.oid(), new Action.AddDeletes(table.oid(), deletes));
        }
    }
}
