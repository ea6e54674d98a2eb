package dev.slipher.leader.bind;

import dev.slipher.leader.calcite.ParsedQuery;
import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.optimize.QueryPlan;
import dev.slipher.leader.plan.NamedRelation;
import dev.slipher.leader.plan.PlannedQuery.Origin;
import dev.slipher.leader.plan.PlannedQuery.ResultColumn;
import dev.slipher.leader.plan.PlanningContext;
import dev.slipher.leader.plan.Relation;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.QueryTree;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gives parsed queries and changes their meaning: every name resolved, every expression typed. */
public final class Binder {
    private Binder() {}

    /**
     * A statement whose meaning is known.
     *
     * @param outputs ids of the columns to show, in order
     * @param result how the client sees them
     * @param relations all that the statement and the views below it name
     * @param needsValues whether parameters in LIMIT or OFFSET change the plan
     */
    public record Bound(
            QueryPlan plan,
            List<Integer> outputs,
            List<ResultColumn> result,
            Columns columns,
            List<SqlType> parameterTypes,
            List<NamedRelation> relations,
            boolean needsValues) {}

    /** A change whose meaning is known; see {@link dev.slipher.leader.plan.PlannedChange} for the source's columns. */
    public record BoundChange(Relation.StoredTable table, Bound source, List<Integer> columnIds) {}

    /** Binds a query. */
    public static Bound bind(QueryTree tree, PlanningContext planning) {
        return guarded(() -> {
            ParsedQuery parsed = parsed(tree);
            var context = new QueryContext(planning, parsed.parameterCount());
            QueryBinder binder = binder(parsed, context);
            return finish(binder.settle(binder.bind(parsed.root(), Optional.empty())), context);
        });
    }

    /**
     * Returns the text of a query with the columns in place of each star in a select list, so that it means the same when
     * its tables have got others; empty if that cannot be written.
     */
    public static Optional<String> withoutStars(QueryTree tree, PlanningContext planning) {
        return guarded(() -> {
            ParsedQuery parsed = parsed(tree);
            var context = new QueryContext(planning, parsed.parameterCount());
            binder(parsed, context).bind(parsed.root(), Optional.empty());
            return context.stars().replacedIn(parsed.source());
        });
    }

    /** Returns the text of a query with other names for relations, by oid, that means the same once they are called so. */
    public static String withRelationsNamed(QueryTree tree, PlanningContext planning, Map<Integer, String> names) {
        return guarded(() -> {
            ParsedQuery parsed = parsed(tree);
            var context = new QueryContext(planning, parsed.parameterCount());
            binder(parsed, context).bind(parsed.root(), Optional.empty());
            return context.relationPlaces().renamedIn(parsed.source(), names);
        });
    }

    /** Returns the columns of relations that a query, or a view which it reads, names or means by a star. */
    public static Set<Origin> columnsNamed(QueryTree tree, PlanningContext planning) {
        return guarded(() -> {
            ParsedQuery parsed = parsed(tree);
            var context = new QueryContext(planning, parsed.parameterCount());
            binder(parsed, context).bind(parsed.root(), Optional.empty());
            return context.mentionedOrigins();
        });
    }

    /** Throws what is wrong with the text after DEFAULT. */
    public static void checkDefault(String sql, PlanningContext planning) {
        guarded(() -> ChangeBinder.bindDefault(sql, new QueryContext(planning, 0)));
    }

    /** Binds the rows of an INSERT. */
    public static BoundChange bindInsert(DataStatement.Insert insert, PlanningContext planning) {
        return guarded(() -> new ChangeBinder(planning).insert(insert));
    }

    /** Binds the rows of an UPDATE. */
    public static BoundChange bindUpdate(DataStatement.Update update, PlanningContext planning) {
        return guarded(() -> new ChangeBinder(planning).update(update));
    }

    /** Binds the rows of a DELETE. */
    public static BoundChange bindDelete(DataStatement.Delete delete, PlanningContext planning) {
        return guarded(() -> new ChangeBinder(planning).delete(delete));
    }

    /** Binds the rows of a MERGE. */
    public static BoundChange bindMerge(DataStatement.Merge merge, PlanningContext planning) {
        return guarded(() -> new MergeBinder(planning).merge(merge));
    }

    private interface Work<T> {
        T run();
    }

    private static <T> T guarded(Work<T> work) {
        try {
            return work.run();
        } catch (StackOverflowError e) {
            throw new SlipherException(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
                    .withHint("Split the statement, or nest its expressions less deeply");
        }
    }

    static ParsedQuery parsed(QueryTree tree) {
        if (tree instanceof ParsedQuery parsed) {
            return parsed;
        }
        throw new IllegalArgumentException("not a tree of this parser: " + tree.getClass());
    }

    static QueryBinder binder(ParsedQuery parsed, QueryContext context) {
        return new QueryBinder(context, parsed.notes(), context.planning().relations(), Map.of());
    }

    static Bound finish(BoundQuery query, QueryContext context) {
        var result = new ArrayList<ResultColumn>();
        for (BoundQuery.Output output : query.outputs()) {
            Columns.Column column = context.columns().get(output.column());
            result.add(new ResultColumn(output.name(), column.type(), column.origin(), output.shown()));
        }
        return new Bound(
                new QueryPlan(query.plan(), context.sharedQueries().subplans()),
                query.columns(),
                result,
                context.columns(),
                context.parameterTypes(),
                context.relations(),
                context.needsValues());
    }
}
