package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Frame;
import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.optimize.Correlations;
import dev.slipher.leader.optimize.ExpressionTree;
import dev.slipher.leader.optimize.Folding;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The clause that an expression stands in: what may be called there, and where what the expression needs below it is
 * gathered, namely subqueries to join, aggregates and window functions to compute.
 */
final class Clause {
    /** A subquery that an expression refers to by its output columns or its mark. */
    record Pending(LogicalNode.JoinKind kind, LogicalNode plan, List<Expression> conditions, OptionalInt mark) {
        LogicalNode join(LogicalNode left) {
            return new LogicalNode.Join(kind, left, plan, conditions, mark);
        }

        /** Returns the columns that it adds to those of the plan that it is joined to. */
        List<Integer> columns() {
            return mark.isPresent() ? List.of(mark.getAsInt()) : plan.outputs();
        }

        /** Returns the columns that it takes from the plan that it is joined to. */
        Set<Integer> uses() {
            var used = new HashSet<>(Correlations.freeColumns(plan));
            conditions.forEach(c -> ExpressionTree.collectColumns(c, used));
            plan.outputs().forEach(used::remove);
            return used;
        }
    }

    /** One key of an order, before it is a column. */
    record SortKey(Expression expression, boolean descending, boolean nullsFirst) {}

    /** An aggregate call before its arguments are columns. */
    record AggregateSpec(
            String function,
            List<Expression> arguments,
            boolean distinct,
            Optional<Expression> filter,
            List<SortKey> orderBy,
            SqlType type)
            implements CallSpec {
        @Override
        public List<Expression> expressions() {
            var all = new ArrayList<>(arguments);
            filter.ifPresent(all::add);
            orderBy.forEach(key -> all.add(key.expression()));
            return all;
        }
    }

    /** A window function before its arguments are columns. */
    record WindowSpec(
            AggregateSpec call, List<Expression> partitionBy, List<SortKey> orderBy, Frame frame, boolean ignoreNulls)
            implements CallSpec {
        @Override
        public List<Expression> expressions() {
            var all = new ArrayList<>(call.expressions());
            all.addAll(partitionBy);
            orderBy.forEach(key -> all.add(key.expression()));
            return all;
        }
    }

    /** A call of a function that sees many rows. */
    sealed interface CallSpec {
        /** Returns the expressions that the call computes from a row. */
        List<Expression> expressions();
    }

    /** Calls by the column that stands for their result; equal calls share one, unless what they see changes. */
    static final class Calls<T extends CallSpec> {
        private final Map<Integer, T> byColumn = new LinkedHashMap<>();
        private final Map<T, Integer> shared = new HashMap<>();

        Expression add(T call, String name, SqlType type, Columns columns) {
            boolean isVolatile = call.expressions().stream().anyMatch(Folding::isVolatile);
            int id = isVolatile
                    ? columns.add(name, type, true)
                    : shared.computeIfAbsent(call, _ -> columns.add(name, type, true));
            byColumn.put(id, call);
            return new Expression.ColumnReference(id, type);
        }

        Map<Integer, T> byColumn() {
            return byColumn;
        }
    }

    static final String WHERE = "WHERE";
    static final String AGGREGATE_CALLS = "aggregate function calls";
    static final String WINDOW_FUNCTIONS = "window functions";

    private final String name;
    private final Optional<Calls<AggregateSpec>> aggregates;
    private final Optional<Calls<WindowSpec>> windows;
    private final List<Pending> pending;
    private final Function<String, Optional<Expression>> aliases;
    private final List<Pending> pendingBelow;

    private Clause(
            String name,
            Optional<Calls<AggregateSpec>> aggregates,
            Optional<Calls<WindowSpec>> windows,
            List<Pending> pending,
            List<Pending> pendingBelow,
            Function<String, Optional<Expression>> aliases) {
        this.name = name;
        this.aggregates = aggregates;
        this.windows = windows;
        this.pending = pending;
        this.pendingBelow = pendingBelow;
        this.aliases = aliases;
    }

    /** A clause without aggregates and window functions, named as errors name it. */
    static Clause plain(String name, List<Pending> pending) {
        return withAliases(name, pending, _ -> Optional.empty());
    }

    /** Such a clause in which a name that is no column may mean something all the same. */
    static Clause withAliases(String name, List<Pending> pending, Function<String, Optional<Expression>> aliases) {
        return new Clause(name, Optional.empty(), Optional.empty(), pending, pending, aliases);
    }

    /** A clause that is evaluated after grouping. */
    static Clause grouped(
            String name,
            Calls<AggregateSpec> aggregates,
            Optional<Calls<WindowSpec>> windows,
            List<Pending> pending,
            List<Pending> pendingBelow,
            Map<String, Expression> aliases) {
        return new Clause(
                name,
                Optional.of(aggregates),
                windows,
                pending,
                pendingBelow,
                alias -> Optional.ofNullable(aliases.get(alias)));
    }

    /** Returns the clause for the arguments of an aggregate in this one. */
    Clause aggregateArguments() {
        return plain(AGGREGATE_CALLS, pendingBelow);
    }

    /** Returns the clause for the arguments of a window function in this one. */
    Clause windowArguments() {
        return new Clause(WINDOW_FUNCTIONS, aggregates, Optional.empty(), pending, pendingBelow, aliases);
    }

    String name() {
        return name;
    }

    /**
     * Checks that a function may give several rows here.
     *
     * @throws SlipherException 0A000 where there is one row for each
     */
    void requireSetFunctionsAllowed(int position) {
        var refusal = switch (name) {
            case WHERE, "JOIN conditions", "HAVING", "QUALIFY", "UPDATE", "MERGE conditions", "DEFAULT expressions" ->
                "set-returning functions are not allowed in " + name;
            case AGGREGATE_CALLS -> "aggregate function calls cannot contain set-returning function calls";
            case WINDOW_FUNCTIONS -> "window function calls cannot contain set-returning function calls";
            default -> "";
        };
        if (!refusal.isEmpty()) {
            throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, refusal).withPosition(position);
        }
    }

    /** Whether it is a condition on the rows of FROM. */
    boolean isWhere() {
        return name.equals(WHERE);
    }

    Optional<Calls<AggregateSpec>> aggregates() {
        return aggregates;
    }

    Optional<Calls<WindowSpec>> windows() {
        return windows;
    }

    /** Returns how many subqueries wait to be joined. */
    int pendingCount() {
        return pending.size();
    }

    void require(Pending subquery) {
        pending.add(subquery);
    }

    /** Returns whether rows are repeated for a function that gives several. */
    boolean repeatsRows() {
        return IntStream.range(0, pending.size()).anyMatch(this::repeats);
    }

    /** Has each row repeated for each of {@code rows}. */
    void repeat(LogicalNode rows) {
        pending.add(new Pending(LogicalNode.JoinKind.INNER, rows, List.of(), OptionalInt.empty()));
    }

    /** Puts other rows in the place of a series that rows are repeated for, if there is one. */
    void replaceSeries(Function<LogicalNode.Series, LogicalNode> rows) {
        for (int i = 0; i < pending.size(); i++) {
            if (repeats(i) && pending.get(i).plan() instanceof LogicalNode.Series series) {
                pending.remove(i);
                repeat(rows.apply(series));
                return;
            }
        }
    }

    /**
     * Has rows repeated at least as often as {@code count} says, and returns the column that numbers the repetitions: that
     * of the last other function, unless the count follows from its rows.
     */
    int expand(Expression count, Columns columns) {
        int last =
                IntStream.range(0, pending.size()).filter(this::repeats).max().orElse(-1);
        if (last >= 0) {
            LogicalNode rows = pending.get(last).plan();
            if (Collections.disjoint(ExpressionTree.columns(count), rows.outputs())) {
                // Behind the subqueries that a count may come from.
                pending.remove(last);
                return repeatAtLeast(rows, count);
            }
        }
        int number = columns.add("ordinality", SqlType.Simple.BIGINT, false);
        repeat(SetFunctions.rows(count, number));
        return number;
    }

    private boolean repeats(int index) {
        return pending.get(index).kind() == LogicalNode.JoinKind.INNER;
    }

    private int repeatAtLeast(LogicalNode rows, Expression count) {
        return switch (rows) {
            case LogicalNode.Expand expand -> {
                repeat(atLeast(expand, count));
                yield expand.number();
            }
            case LogicalNode.Project(LogicalNode.Expand expand, var assignments) -> {
                repeat(new LogicalNode.Project(atLeast(expand, count), assignments));
                yield expand.number();
            }
            default -> throw new IllegalStateException("rows without numbers: " + rows);
        };
    }

    private static LogicalNode.Expand atLeast(LogicalNode.Expand rows, Expression count) {
        var both = rows.count().equals(count)
                ? count
                : new Expression.Call("greatest", List.of(rows.count(), count), SqlType.Simple.BIGINT);
        return new LogicalNode.Expand(rows.input(), both, rows.number());
    }

    Optional<Expression> alias(String alias) {
        return aliases.apply(alias);
    }

    /** Joins what is pending to a plan, and forgets it. */
    static LogicalNode join(LogicalNode plan, List<Pending> pending) {
        LogicalNode joined = plan;
        for (Pending p : new ArrayList<>(pending)) {
            joined = p.join(joined);
        }
        pending.clear();
        return joined;
    }
}
