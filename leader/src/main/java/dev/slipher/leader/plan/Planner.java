package dev.slipher.leader.plan;

import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.QueryTree;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;

/** Turns parsed statements into plans; it holds no state, so one instance serves all sessions. */
@SuppressWarnings("DoNotCallSuggester")
public final class Planner {
    /** Plans a query. */
    public PlannedQuery plan(QueryTree query, PlanningContext context) {
        throw unsupported();
    }

    /** Plans the rows that an INSERT adds, with defaults and assignment casts. */
    public PlannedChange planInsert(DataStatement.Insert insert, PlanningContext context) {
        throw unsupported();
    }

    /** Plans the rows that an UPDATE replaces. */
    public PlannedChange planUpdate(DataStatement.Update update, PlanningContext context) {
        throw unsupported();
    }

    /** Plans the rows that a DELETE removes. */
    public PlannedChange planDelete(DataStatement.Delete delete, PlanningContext context) {
        throw unsupported();
    }

    private static SlipherException unsupported() {
        return new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "queries are not supported");
    }
}
