package dev.slipher.leader.session;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.Writing.Taking;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.operator.write.TakenRows;
import dev.slipher.leader.plan.PlannedChange;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.leader.table.TableOrder;
import dev.slipher.leader.transaction.LockMode;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Privilege.Right;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.List;
import java.util.Optional;

/** Runs INSERT, UPDATE, DELETE, TRUNCATE and LOCK. */
final class ChangeExecutor {
    private final SessionContext context;
    private final QueryExecutor queries;
    private final BulkWrite bulk;

    ChangeExecutor(SessionContext context, QueryExecutor queries) {
        this.context = context;
        this.queries = queries;
        bulk = new BulkWrite(context, queries);
    }

    String insert(DataStatement.Insert insert, StatementRun run) {
        TransactionExecutor.requireWritable(context, "INSERT");
        context.lockFirst(insert.table(), LockMode.APPEND);
        var change = context.plans().insert(insert, run.text(), run);
        var table = context.table(change.table().oid());
        context.rights().requireChange(insert, change);
        if (isBulk(change.source(), table, change.columnIds())) {
            return "INSERT 0 " + insertAll(change.source(), table, change.columnIds(), run);
        }
        try (var writer = new RowWriter(context, queries, run.record(), table, change.columnIds())) {
            var constant = ConstantRows.of(ParameterBinder.bind(change.source().plan(), run.parameters()));
            if (constant.isPresent()) {
                writer.append(
                        Vectors.batch(constant.get().rows(), constant.get().types()));
            } else {
                var ordered = ordered(change.source(), table.definition(), change.columnIds());
                queries.write(ordered, run.parameters(), run.record(), writer);
            }
            writer.finish();
            return "INSERT 0 " + writer.rowCount();
        }
    }

    /** Adds a query's rows to a table of the same columns, as CREATE TABLE AS does. */
    long insertRows(TableDefinition definition, PlannedQuery plan, StatementRun run) {
        var table = context.table(definition.oid());
        var ids = definition.columns().stream().map(Column::id).toList();
        if (isBulk(plan, table, ids)) {
            return insertAll(plan, table, ids, run);
        }
        try (var writer = new RowWriter(context, queries, run.record(), table, ids)) {
            queries.write(ordered(plan, definition, ids), run.parameters(), run.record(), writer);
            writer.finish();
            return writer.rowCount();
        }
    }

    /** Whether a query promises many rows, for a table that does not want them in one order. */
    private static boolean isBulk(PlannedQuery query, Table table, List<Integer> columnIds) {
        return BulkWrite.suits(query)
                && TableOrder.of(table.definition(), columnIds).isEmpty();
    }

    private long insertAll(PlannedQuery query, Table table, List<Integer> columnIds, StatementRun run) {
        var inputs = context.inputs().bind(query);
        return bulk.write(query, inputs, table, columnIds, Taking.NONE, run).stage();
    }

    /** Returns the query with its rows in the order of the table's sort key, as far as it is among the columns. */
    private static PlannedQuery ordered(PlannedQuery query, TableDefinition table, List<Integer> columnIds) {
        var keys = TableOrder.of(table, columnIds);
        if (keys.isEmpty()) {
            return query;
        }
        var plan = query.plan();
        return query.withPlan(new PlanNode.Sort(plan, keys, Optional.empty(), 0, plan.estimate()));
    }

    String update(DataStatement.Update update, StatementRun run) {
        TransactionExecutor.requireWritable(context, "UPDATE");
        context.lockFirst(update.table(), LockMode.WRITE);
        var change = context.plans().update(update, run.text(), run);
        var table = context.table(change.table().oid());
        context.rights().requireChange(update, change);
        context.lockTable(table.oid());
        boolean unique = context.settings().isOn("error_on_nondeterministic_update");
        var changed = ChangedTable.bind(context, change, table);
        return "UPDATE "
                + replace(change, changed, unique ? Taking.ONCE : Taking.FIRST, run)
                        .written();
    }

    String delete(DataStatement.Delete delete, StatementRun run) {
        TransactionExecutor.requireWritable(context, "DELETE");
        context.lockFirst(delete.table(), LockMode.WRITE);
        var change = context.plans().delete(delete, run.text(), run);
        var table = context.table(change.table().oid());
        context.rights().requireChange(delete, change);
        context.lockTable(table.oid());
        var changed = ChangedTable.bind(context, change, table);
        var source = change.source();
        var taken = new TakenRows();
        var selection = taken.selection(Taking.FIRST);
        queries.run(source, source.plan(), run.parameters(), changed.inputs(), run.record(), batch -> {
            var _ = selection.apply(batch);
        });
        changed.stageDeletes(taken.byUnit());
        return "DELETE " + taken.count();
    }

    String merge(DataStatement.Merge merge, StatementRun run) {
        TransactionExecutor.requireWritable(context, "MERGE");
        context.lockFirst(merge.table(), LockMode.WRITE);
        var change = context.plans().merge(merge, run.text(), run);
        var table = context.table(change.table().oid());
        context.rights().requireChange(merge, change);
        context.lockTable(table.oid());
        var changed = ChangedTable.bind(context, change, table);
        var counts = replace(change, changed, merge.deletes() ? Taking.MATCHED_ONLY : Taking.MATCHED, run);
        boolean onlyDeleted = merge.deletes() && !merge.replaces();
        return "MERGE " + (counts.written() + (onlyDeleted ? counts.taken() : 0));
    }

    /** How many rows a change took away, and how many it wrote. */
    private record Counts(long taken, long written) {}

    /** Takes away the rows that a change names, and writes those that it gives. */
    private Counts replace(PlannedChange change, ChangedTable changed, Taking taking, StatementRun run) {
        var source = change.source();
        var table = changed.table();
        if (BulkWrite.suits(source)) {
            var write = bulk.write(source, changed.inputs(), table, change.columnIds(), taking, run);
            changed.stageDeletes(write.taken());
            return new Counts(
                    write.taken().values().stream().mapToLong(RowSet::count).sum(), write.stage());
        }
        try (var writer = new RowWriter(context, queries, run.record(), table, change.columnIds())) {
            var taken = new TakenRows();
            var selection = taken.selection(taking);
            queries.write(
                    source,
                    source.plan(),
                    run.parameters(),
                    changed.inputs(),
                    run.record(),
                    writer::within,
                    batch -> writer.append(selection.apply(batch)));
            changed.stageDeletes(taken.byUnit());
            writer.finish();
            return new Counts(taken.count(), writer.rowCount());
        }
    }

    /** Throws all rows away and commits, as Redshift does. */
    String truncate(DataStatement.Truncate truncate) {
        TransactionExecutor.requireWritable(context, "TRUNCATE");
        var tables = truncate.tables().stream()
                .map(name -> context.names().table(name))
                .toList();
        for (var table : tables) {
            context.rights().require(Right.TRUNCATE, table.definition());
        }
        for (var table : tables) {
            context.lockTable(table.oid());
            context.stage(table.oid(), new Action.Truncate(table.oid()));
        }
        if (!tables.stream().allMatch(table -> context.temporary().contains(table.oid()))) {
            context.transaction().commitAndContinue();
        }
        return "TRUNCATE TABLE";
    }

    String lock(SessionStatement.LockTables lock) {
        if (!context.transaction().isInBlock()) {
            throw new SlipherException(
                    SqlState.NO_ACTIVE_SQL_TRANSACTION, "LOCK TABLE can only be used in transaction blocks");
        }
        for (var name : lock.tables()) {
            var table = context.transaction().peek(() -> {
                var found = context.names().table(name).definition();
                context.rights().requireAnyChange(found);
                return found;
            });
            context.lockTable(table.oid(), LockMode.EXCLUSIVE);
        }
        return "LOCK TABLE";
    }
}
