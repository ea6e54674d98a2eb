package dev.slipher.leader.session;

import dev.slipher.leader.calcite.SqlParser;
import dev.slipher.leader.plan.PlannedChange;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.leader.plan.PlannedQuery.Origin;
import dev.slipher.leader.plan.Planner;
import dev.slipher.leader.plan.PlanningContext;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.QueryTree;
import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Plans a session's statements, through the cache wherever another session would get the same plan. */
final class Plans {
    private final SessionContext context;
    private final Planner planner = new Planner();

    Plans(SessionContext context) {
        this.context = context;
    }

    PlannedQuery query(QueryTree tree, String text, List<Optional<SqlType>> types) {
        return cached(text, types, PlannedQuery.class, planning -> planner.plan(tree, planning));
    }

    PlannedChange insert(DataStatement.Insert insert, String text, List<Optional<SqlType>> types) {
        return cached(text, types, PlannedChange.class, planning -> planner.planInsert(insert, planning));
    }

    PlannedChange update(DataStatement.Update update, String text, List<Optional<SqlType>> types) {
        return cached(text, types, PlannedChange.class, planning -> planner.planUpdate(update, planning));
    }

    PlannedChange delete(DataStatement.Delete delete, String text, List<Optional<SqlType>> types) {
        return cached(text, types, PlannedChange.class, planning -> planner.planDelete(delete, planning));
    }

    /** Plans a query for one execution, whose parameters have values. */
    PlannedQuery query(QueryTree tree, String text, StatementRun run) {
        var plan = query(tree, text, run.parameterTypes());
        return plan.needsValues() ? planner.plan(tree, planning(run)) : plan;
    }

    /** Plans an INSERT for one execution, whose parameters have values. */
    PlannedChange insert(DataStatement.Insert insert, String text, StatementRun run) {
        var plan = insert(insert, text, run.parameterTypes());
        return plan.source().needsValues() ? planner.planInsert(insert, planning(run)) : plan;
    }

    /** Plans an UPDATE for one execution, whose parameters have values. */
    PlannedChange update(DataStatement.Update update, String text, StatementRun run) {
        var plan = update(update, text, run.parameterTypes());
        return plan.source().needsValues() ? planner.planUpdate(update, planning(run)) : plan;
    }

    PlannedChange merge(DataStatement.Merge merge, String text, List<Optional<SqlType>> types) {
        return cached(text, types, PlannedChange.class, planning -> planner.planMerge(merge, planning));
    }

    /** Plans a MERGE for one execution, whose parameters have values. */
    PlannedChange merge(DataStatement.Merge merge, String text, StatementRun run) {
        var plan = merge(merge, text, run.parameterTypes());
        return plan.source().needsValues() ? planner.planMerge(merge, planning(run)) : plan;
    }

    /** Plans a DELETE for one execution, whose parameters have values. */
    PlannedChange delete(DataStatement.Delete delete, String text, StatementRun run) {
        var plan = delete(delete, text, run.parameterTypes());
        return plan.source().needsValues() ? planner.planDelete(delete, planning(run)) : plan;
    }

    /** Throws what is wrong with the text after DEFAULT. */
    void checkDefault(String sql, SqlType type, int position) {
        try {
            planner.checkDefault(sql, planning(List.of()));
            constant(sql, type);
        } catch (SlipherException e) {
            throw e.withPosition(position);
        }
    }

    /**
     * Returns what the text after DEFAULT gives now.
     *
     * @throws SlipherException 22001 if it is too long for the type, which a cast would cut
     */
    Datum evaluateDefault(String sql, SqlType type) {
        SqlType longest = switch (type) {
            case SqlType.Char _, SqlType.Varchar _ -> new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH);
            case SqlType.Varbyte _ -> new SqlType.Varbyte(SqlType.MAX_VARBYTE_LENGTH);
            case SqlType.Simple _, SqlType.Decimal _, SqlType.Array _ -> type;
        };
        return context.casts().cast(context.casts().single(constant(sql, longest)), longest, type);
    }

    private PlannedQuery constant(String sql, SqlType type) {
        return planner.plan(parse("SELECT CAST((%s) AS %s)".formatted(sql, type)), planning(List.of()));
    }

    /**
     * Returns the text of a view's query with columns in place of stars, or as it is if it does not mean the same then.
     *
     * @param plan of the query
     */
    String withoutStars(QueryTree tree, PlannedQuery plan) {
        var written = tree.source().text();
        return planner.withoutStars(tree, planning(List.of()))
                .filter(text -> !text.equals(written) && meansTheSame(text, plan))
                .orElse(written);
    }

    private boolean meansTheSame(String text, PlannedQuery plan) {
        try {
            return planner.plan(parse(text), planning(List.of())).columns().equals(plan.columns());
        } catch (SlipherException e) {
            context.cancellation().check();
            return false;
        }
    }

    /** Plans what shows all of a view. */
    PlannedQuery view(ViewDefinition view) {
        return planner.plan(parse("SELECT * FROM " + context.qualified(view)), planning(List.of()));
    }

    /**
     * Returns the text of a view as it is to be once relations have other names.
     *
     * @param names by oid, qualified and quoted
     */
    String withRelationsNamed(ViewDefinition view, Map<Integer, String> names) {
        return planner.withRelationsNamed(parse(view.sql()), planning(view), names);
    }

    /** Returns the columns of relations that the text of a view, or of one below it, names. */
    Set<Origin> columnsNamed(ViewDefinition view) {
        return planner.columnsNamed(parse(view.sql()), planning(view));
    }

    /** Plans a query that a statement asks of its own. */
    PlannedQuery query(String sql) {
        return planner.plan(parse(sql), planning(List.of()));
    }

    private static QueryTree parse(String sql) {
        return SqlParser.parse(sql).getFirst() instanceof Statement.Query(var tree) ? tree : notAQuery(sql);
    }

    private static QueryTree notAQuery(String sql) {
        throw new IllegalStateException("not a query: " + sql);
    }

    private PlanningContext planning(List<Optional<SqlType>> types) {
        return planning(types, new Lookups());
    }

    private PlanningContext planning(List<Optional<SqlType>> types, Lookups lookups) {
        return new PlanningContext(
                new SessionRelations(context, Optional.empty(), lookups),
                context.warehouse().sliceCount(),
                this::checkpoint,
                types);
    }

    private PlanningContext planning(ViewDefinition view) {
        var relations = new SessionRelations(context, Optional.of(view.searchPath()), new Lookups());
        return new PlanningContext(relations, context.warehouse().sliceCount(), this::checkpoint, List.of());
    }

    private PlanningContext planning(StatementRun run) {
        return new PlanningContext(
                new SessionRelations(context, Optional.empty(), new Lookups()),
                context.warehouse().sliceCount(),
                this::checkpoint,
                run.parameterTypes(),
                run.parameters());
    }

    /** Ends planning that is cancelled, and lets other sessions on, since virtual threads are not preempted. */
    @SuppressWarnings("ThreadPriorityCheck")
    private void checkpoint() {
        context.cancellation().check();
        Thread.yield();
    }

    private <T> T cached(
            String text, List<Optional<SqlType>> types, Class<T> kind, Function<PlanningContext, T> planned) {
        if (context.transaction().hasStagedDefinitions()) {
            return planned.apply(planning(types));
        }
        var cache = context.warehouse().planCache();
        var header = context.transaction().catalog().header();
        var key = new PlanCache.Key(
                text,
                types,
                context.databaseOid(),
                context.userOid(),
                context.settings().planningValues());
        var known = cache.findOrNull(key);
        if (known != null && kind.isInstance(known.plan()) && known.isCurrent(context, header)) {
            return kind.cast(known.plan());
        }
        var lookups = new Lookups();
        var plan = planned.apply(planning(types, lookups));
        if (lookups.serveAllSessions()) {
            cache.keep(key, new PlanCache.Entry(plan, lookups, header));
        }
        return plan;
    }
}
