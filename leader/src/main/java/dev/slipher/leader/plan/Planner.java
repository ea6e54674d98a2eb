package dev.slipher.leader.plan;

import dev.slipher.leader.bind.Binder;
import dev.slipher.leader.optimize.Optimizer;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.QueryTree;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns parsed statements into plans; it holds no state, so one instance serves all sessions. */
public final class Planner {
    /** Plans a query. */
    public PlannedQuery plan(QueryTree query, PlanningContext context) {
        return optimized(Binder.bind(query, context), context);
    }

    /** Returns a query's text with the columns that its stars mean at the moment; empty if that cannot be written. */
    public Optional<String> withoutStars(QueryTree query, PlanningContext context) {
        return Binder.withoutStars(query, context);
    }

    /** Returns a query's text as it is to be once relations, given by oid, have other names. */
    public String withRelationsNamed(QueryTree query, PlanningContext context, Map<Integer, String> names) {
        return Binder.withRelationsNamed(query, context, names);
    }

    /** Returns the columns of relations that a query, or a view which it reads, names or means by a star. */
    public Set<PlannedQuery.Origin> columnsNamed(QueryTree query, PlanningContext context) {
        return Binder.columnsNamed(query, context);
    }

    /** Throws what is wrong with the text after DEFAULT. */
    public void checkDefault(String sql, PlanningContext context) {
        Binder.checkDefault(sql, context);
    }

    /** Plans the rows that an INSERT adds, with defaults and assignment casts. */
    public PlannedChange planInsert(DataStatement.Insert insert, PlanningContext context) {
        return change(Binder.bindInsert(insert, context), context);
    }

    /** Plans the rows that an UPDATE replaces. */
    public PlannedChange planUpdate(DataStatement.Update update, PlanningContext context) {
        return change(Binder.bindUpdate(update, context), context);
    }

    /** Plans the rows that a DELETE removes. */
    public PlannedChange planDelete(DataStatement.Delete delete, PlanningContext context) {
        return change(Binder.bindDelete(delete, context), context);
    }

    /** Plans the rows that a MERGE changes and adds. */
    public PlannedChange planMerge(DataStatement.Merge merge, PlanningContext context) {
        return change(Binder.bindMerge(merge, context), context);
    }

    private static PlannedChange change(Binder.BoundChange change, PlanningContext context) {
        return new PlannedChange(change.table(), optimized(change.source(), context), change.columnIds());
    }

    private static PlannedQuery optimized(Binder.Bound bound, PlanningContext context) {
        Optimizer.Optimized optimized = new Optimizer(bound.columns(), context).optimize(bound.plan(), bound.outputs());
        return new PlannedQuery(
                optimized.plan(),
                bound.result(),
                bound.parameterTypes(),
                optimized.bindings(),
                bound.relations(),
                new PlanNames(optimized.names()),
                bound.needsValues());
    }
}
