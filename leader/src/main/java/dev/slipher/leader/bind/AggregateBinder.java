package dev.slipher.leader.bind;

import dev.slipher.compute.expression.function.AggregateTrait;
import dev.slipher.compute.expression.function.FunctionRegistry;
import dev.slipher.compute.expression.function.ResolvedFunction;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Frame;
import dev.slipher.leader.bind.Clause.AggregateSpec;
import dev.slipher.leader.bind.Clause.SortKey;
import dev.slipher.leader.bind.Clause.WindowSpec;
import dev.slipher.leader.calcite.SyntaxErrors;
import dev.slipher.leader.calcite.Unsupported;
import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.optimize.ExpressionTree;
import dev.slipher.leader.optimize.OrderedAggregates;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.SqlWindow;

/** Binds calls of aggregate and window functions, with FILTER, WITHIN GROUP and OVER, in the clause that they stand in. */
final class AggregateBinder {
    private final QueryBinder queries;
    private final ExpressionBinder expressions;
    private final FunctionBinder functions;

    AggregateBinder(QueryBinder queries, ExpressionBinder expressions, FunctionBinder functions) {
        this.queries = queries;
        this.expressions = expressions;
        this.functions = functions;
    }

    Expression grouping(SqlCall call) {
        List<Expression> arguments =
                call.getOperandList().stream().map(expressions::settled).toList();
        return expressions
                .clause()
                .aggregates()
                .orElseThrow(() -> notAllowed("grouping", expressions.clause(), call))
                .add(
                        new AggregateSpec(
                                "grouping", arguments, false, Optional.empty(), List.of(), SqlType.Simple.INTEGER),
                        "grouping",
                        SqlType.Simple.INTEGER,
                        queries.context().columns());
    }

    private static SlipherException notAllowed(String kind, Clause clause, SqlNode at) {
        return new SlipherException(
                        SqlState.GROUPING_ERROR,
                        clause.name().equals(Clause.AGGREGATE_CALLS)
                                ? "aggregate function calls cannot be nested"
                                : "%s are not allowed in %s".formatted(kind, clause.name()))
                .withPosition(ExpressionBinder.position(at));
    }

    Expression aggregate(SqlCall call) {
        Clause arguments = expressions.clause().aggregateArguments();
        int before = arguments.pendingCount();
        AggregateSpec spec = spec(call, expressions.in(arguments));
        Clause clause = owner(spec, arguments.pendingCount() > before, call);
        var calls = clause.aggregates().orElseThrow(() -> notAllowed("aggregate functions", clause, call));
        return overIntervals(spec, part -> calls.add(part, part.function(), part.type(), columns()))
                .orElseGet(() -> calls.add(spec, spec.function(), spec.type(), columns()));
    }

    /**
     * Returns the clause that computes an aggregate: this one, or if the arguments are of nothing but queries around this
     * one, that of the innermost of them.
     */
    private Clause owner(AggregateSpec spec, boolean hasSubquery, SqlNode at) {
        var used = new HashSet<Integer>();
        spec.expressions().forEach(expression -> ExpressionTree.collectColumns(expression, used));
        Optional<Scope> outer = expressions.scope().outer();
        if (used.isEmpty() || outer.isEmpty() || !used.stream().allMatch(outer.get()::hasColumn)) {
            return expressions.clause();
        }
        if (hasSubquery) {
            throw Unsupported.feature(
                    "a subquery in an aggregate of an outer query's columns", ExpressionBinder.position(at));
        }
        Scope scope = outer.get();
        while (used.stream().noneMatch(scope::hasHere)) {
            scope = scope.outer().orElseThrow();
        }
        Clause clause = scope.clause()
                .orElseThrow(() -> new SlipherException(
                                SqlState.GROUPING_ERROR,
                                "aggregate functions are not allowed in FROM clause of their own query level")
                        .withPosition(ExpressionBinder.position(at)));
        boolean nested = clause.aggregates()
                .filter(calls -> used.stream().anyMatch(calls.byColumn()::containsKey))
                .isPresent();
        if (nested) {
            throw new SlipherException(SqlState.GROUPING_ERROR, "aggregate function calls cannot be nested")
                    .withPosition(ExpressionBinder.position(at));
        }
        return clause;
    }

    private Columns columns() {
        return queries.context().columns();
    }

    /** Sums and averages of intervals are put together from sums of their fields; empty for any other aggregate. */
    private Optional<Expression> overIntervals(AggregateSpec spec, Function<AggregateSpec, Expression> add) {
        boolean average = spec.function().equals("avg");
        if (spec.type() != SqlType.Simple.INTERVAL
                || !average && !spec.function().equals("sum")) {
            return Optional.empty();
        }
        if (spec.distinct()) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "%s(DISTINCT interval) is not supported".formatted(spec.function()));
        }
        var sums = new ArrayList<Expression>();
        for (String field : List.of("interval_months", "interval_days", "interval_microseconds")) {
            Expression value = functions.resolved(field, spec.arguments(), 0);
            sums.add(
                    add.apply(withFunction(spec, "sum", value, new SqlType.Decimal(SqlType.MAX_DECIMAL_PRECISION, 0))));
        }
        Expression sum = functions.resolved("interval_of", sums, 0);
        if (!average) {
            return Optional.of(sum);
        }
        Expression count =
                add.apply(withFunction(spec, "count", spec.arguments().getFirst(), SqlType.Simple.BIGINT));
        Expression some = functions
                .conditional("nullif", List.of(count, Coercion.integer(0, SqlType.Simple.BIGINT)), 0)
                .orElseThrow();
        return Optional.of(functions.resolved("/", List.of(sum, some), 0));
    }

    private static AggregateSpec withFunction(AggregateSpec spec, String function, Expression argument, SqlType type) {
        return new AggregateSpec(function, List.of(argument), false, spec.filter(), List.of(), type);
    }

    /** Takes FILTER and WITHIN GROUP off a call and binds it in the clause of its arguments. */
    private AggregateSpec spec(SqlCall call, ExpressionBinder inner) {
        Optional<Expression> filter = Optional.empty();
        List<SortKey> orderBy = List.of();
        SqlCall function = call;
        while (function.getKind() == SqlKind.FILTER || function.getKind() == SqlKind.WITHIN_GROUP) {
            if (function.getKind() == SqlKind.FILTER) {
                filter = Optional.of(inner.condition(function.operand(1), "FILTER"));
            } else {
                orderBy = sortKeys((SqlNodeList) function.operand(1), inner);
            }
            function = (SqlCall) function.operand(0);
        }
        return spec(function, filter, orderBy, inner);
    }

    private static SqlCall function(SqlCall call) {
        SqlCall function = call;
        while (function.getKind() == SqlKind.FILTER || function.getKind() == SqlKind.WITHIN_GROUP) {
            function = function.operand(0);
        }
        return function;
    }

    private AggregateSpec spec(
            SqlCall function, Optional<Expression> filter, List<SortKey> orderBy, ExpressionBinder inner) {
        int position = ExpressionBinder.position(function);
        String name = FunctionBinder.name(function);
        boolean distinct = function.getFunctionQuantifier() != null
                && function.getFunctionQuantifier().getValue() == SqlSelectKeyword.DISTINCT;
        if (name.equals("approximate_count")) {
            // An exact count is within every bound that an approximate one promises.
            name = "count";
        }
        var arguments = new ArrayList<Expression>();
        for (SqlNode operand : function.getOperandList()) {
            if (operand instanceof SqlIdentifier id && id.isStar() && id.names.size() == 1) {
                if (!name.equals("count")) {
                    throw SyntaxErrors.near("*", ExpressionBinder.position(id) - 1);
                }
            } else {
                arguments.add(inner.bind(operand));
            }
        }
        if (name.contains("percentile")) {
            if (orderBy.size() != 1) {
                throw new SlipherException(SqlState.SYNTAX_ERROR, "%s needs WITHIN GROUP (ORDER BY …)".formatted(name))
                        .withPosition(position);
            }
            arguments.add(orderBy.getFirst().expression());
        }
        ResolvedFunction resolved = functions.resolve(name, arguments, position);
        List<Expression> converted = name.equals("array_agg")
                ? arguments.stream().map(functions::elementText).toList()
                : functions.convert(arguments, resolved.parameterTypes());
        if (name.equals("median")) {
            orderBy = List.of(new SortKey(converted.getFirst(), false, false));
        }
        boolean moot = distinct
                && (name.equals("min") || name.equals("max") || name.equals("bool_and") || name.equals("bool_or"));
        var spec = new AggregateSpec(
                resolved.signature().name(), converted, distinct && !moot, filter, orderBy, resolved.resultType());
        boolean extreme = name.equals("min") || name.equals("max");
        return extreme && comparesByKey(spec.type()) ? extreme(spec) : spec;
    }

    /** Whether values of the type are stored in another order than their own. */
    private static boolean comparesByKey(SqlType type) {
        return type == SqlType.Simple.INTERVAL || type == SqlType.Simple.TIMETZ || type instanceof SqlType.Varbyte;
    }

    /** MIN and MAX as the first and the last of the ordered values. */
    private static AggregateSpec extreme(AggregateSpec spec) {
        Expression value = spec.arguments().getFirst();
        double fraction = spec.function().equals("min") ? 0 : 1;
        return new AggregateSpec(
                "percentile_disc",
                List.of(new Expression.Literal(new Datum.Floating(fraction), SqlType.Simple.DOUBLE), value),
                false,
                spec.filter(),
                List.of(new SortKey(value, false, false)),
                spec.type());
    }

    private static List<SortKey> sortKeys(SqlNodeList list, ExpressionBinder binder) {
        var keys = new ArrayList<SortKey>();
        for (SqlNode item : list) {
            SortItem parts = SortItem.of(item);
            keys.add(new SortKey(binder.settled(parts.expression()), parts.descending(), parts.nullsFirst()));
        }
        return keys;
    }

    Expression window(SqlCall over) {
        int position = ExpressionBinder.position(over);
        var windows = expressions.clause().windows().orElseThrow(() -> windowNotAllowed(over));
        ExpressionBinder inner = expressions.in(expressions.clause().windowArguments());
        SqlCall call = (SqlCall) over.operand(0);
        boolean ignoreNulls = call.getKind() == SqlKind.IGNORE_NULLS;
        if (ignoreNulls || call.getKind() == SqlKind.RESPECT_NULLS) {
            call = (SqlCall) call.operand(0);
        }
        AggregateSpec spec = spec(call, inner);
        if (!FunctionRegistry.isAggregate(spec.function()) && !FunctionRegistry.isWindow(spec.function())) {
            throw new SlipherException(
                            SqlState.WRONG_OBJECT_TYPE,
                            "OVER specified, but %s is not a window function nor an aggregate function"
                                    .formatted(spec.function()))
                    .withPosition(position);
        }
        SqlWindow window = expressions.windowNamed(over.operand(1));
        List<Expression> partitionBy =
                window.getPartitionList().stream().map(inner::settled).toList();
        List<SortKey> orderBy = sortKeys(window.getOrderList(), inner);
        if (AggregateTrait.ORDERED.holdsFor(spec.function())) {
            return windows.add(overPartition(call, spec, partitionBy, window), spec.function(), spec.type(), columns());
        }
        Frame frame = new FrameBinder(queries, inner, window, orderBy).bind();
        Function<AggregateSpec, Expression> add = part -> windows.add(
                new WindowSpec(part, partitionBy, orderBy, frame, ignoreNulls),
                part.function(),
                part.type(),
                columns());
        return overIntervals(spec, add).orElseGet(() -> add.apply(spec));
    }

    /** LISTAGG and percentiles have an order of their own, and see their whole partition. */
    private static WindowSpec overPartition(
            SqlCall call, AggregateSpec spec, List<Expression> partitionBy, SqlWindow window) {
        if (!window.getOrderList().isEmpty() || window.getLowerBound() != null) {
            String name = FunctionBinder.name(function(call));
            boolean extreme = name.equals("min") || name.equals("max");
            throw new SlipherException(
                            extreme ? SqlState.FEATURE_NOT_SUPPORTED : SqlState.WINDOWING_ERROR,
                            extreme
                                    ? "%s of %s over an ordered window is not supported"
                                            .formatted(name, Types.name(spec.type()))
                                    : "window function %s takes PARTITION BY only".formatted(name))
                    .withPosition(ExpressionBinder.position(window));
        }
        // Redshift has LISTAGG(DISTINCT …) OVER (…), PostgreSQL no DISTINCT in any window function.
        if (spec.distinct()
                && (spec.function().equals("array_agg") || spec.function().equals("string_agg"))) {
            throw new SlipherException(
                            SqlState.FEATURE_NOT_SUPPORTED, "DISTINCT is not implemented for window functions")
                    .withPosition(ExpressionBinder.position(window));
        }
        var unordered = new AggregateSpec(
                spec.function(), spec.arguments(), spec.distinct(), spec.filter(), List.of(), spec.type());
        return new WindowSpec(unordered, partitionBy, spec.orderBy(), OrderedAggregates.WHOLE_PARTITION, false);
    }

    private SlipherException windowNotAllowed(SqlNode at) {
        return new SlipherException(
                        SqlState.WINDOWING_ERROR,
                        expressions.clause().name().equals(Clause.WINDOW_FUNCTIONS)
                                ? "window function calls cannot be nested"
                                : "window functions are not allowed in "
                                        + expressions.clause().name())
                .withPosition(ExpressionBinder.position(at));
    }
}
