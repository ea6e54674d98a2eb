package dev.slipher.leader.calcite;

import dev.slipher.compute.expression.function.FunctionRegistry;
import dev.slipher.compute.expression.function.ResolvedFunction;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.CastMode;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.compute.fragment.PlanNode.Frame;
import dev.slipher.compute.fragment.PlanNode.FrameBound;
import dev.slipher.compute.fragment.PlanNode.FrameUnit;
import dev.slipher.leader.calcite.Clause.AggregateSpec;
import dev.slipher.leader.calcite.Clause.SortKey;
import dev.slipher.leader.calcite.Clause.WindowSpec;
import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.optimize.ExpressionTree;
import dev.slipher.leader.optimize.Folding;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.leader.optimize.OrderedAggregates;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.fun.SqlPosixRegexOperator;
import org.apache.calcite.sql.fun.SqlTrimFunction;

/** Binds calls of functions, aggregates and window functions, and the operators that are functions in disguise. */
final class FunctionBinder {
    private final QueryBinder queries;
    private final ExpressionBinder expressions;
    private final Coercion coercion;

    FunctionBinder(QueryBinder queries, ExpressionBinder expressions, Coercion coercion) {
        this.queries = queries;
        this.expressions = expressions;
        this.coercion = coercion;
    }

    Expression call(SqlCall call) {
        int position = ExpressionBinder.position(call);
        return switch (call.getKind()) {
            case OVER -> window(call);
            case FILTER, WITHIN_GROUP -> aggregate(call);
            case RESPECT_NULLS, IGNORE_NULLS ->
                throw new SlipherException(SqlState.WINDOWING_ERROR, "IGNORE NULLS requires an OVER clause")
                        .withPosition(position);
            case TRIM -> trim(call);
            case POSITION ->
                resolved(
                        "strpos",
                        List.of(expressions.bind(call.operand(1)), expressions.bind(call.operand(0))),
                        position);
            case POSIX_REGEX_CASE_SENSITIVE, POSIX_REGEX_CASE_INSENSITIVE -> regex(call);

            case BITAND, BITXOR -> operator(call.getKind() == SqlKind.BITXOR ? "power" : "&", call);
            case ARRAY_VALUE_CONSTRUCTOR -> array(call);
            case ITEM -> element(call);
            case DOT -> field(call);
            case DEFAULT -> throw SyntaxErrors.near("DEFAULT", position - 1);
            default -> named(call);
        };
    }

    private Expression named(SqlCall call) {
        int position = ExpressionBinder.position(call);
        String name = name(call);
        switch (name) {
            case "||" -> {
                return concatenate(call);
            }
            case "AT TIME ZONE" -> {
                return resolved(
                        "timezone",
                        List.of(expressions.bind(call.operand(1)), expressions.bind(call.operand(0))),
                        position);
            }
            case "BITXOR_OPERATOR", "^" -> {
                return operator("power", call);
            }
            case "%" -> {
                return operator("mod", call);
            }
            default -> {
                // An ordinary function, below.
            }
        }
        if (name.equals("grouping")) {
            return grouping(call);
        }
        if (FunctionRegistry.isAggregate(name) || name.startsWith("approximate_")) {
            return aggregate(call);
        }
        if (FunctionRegistry.isWindow(name)) {
            throw new SlipherException(
                            SqlState.WINDOWING_ERROR, "window function %s requires an OVER clause".formatted(name))
                    .withPosition(position);
        }
        if (name.equals("generate_series")) {
            return series(call);
        }
        if (SetFunctions.contains(name)) {
            return SetFunctions.row(expanded(call, name), this, position);
        }
        List<Expression> arguments =
                call.getOperandList().stream().map(expressions::bind).toList();
        return conditional(name, arguments, position).orElseGet(() -> resolved(name, arguments, position));
    }

    private static String name(SqlCall call) {
        if (call.getKind() == SqlKind.OTHER_FUNCTION) {
            return call.getOperator().getNameAsId().names.getLast().toLowerCase(Locale.ROOT);
        }
        String name = call.getOperator().getName();
        return call.getOperator() instanceof SqlFunction ? name.toLowerCase(Locale.ROOT) : name;
    }

    /** The functions that do not evaluate all their arguments are expressions of their own. */
    private Optional<Expression> conditional(String name, List<Expression> arguments, int position) {
        switch (name) {
            case "coalesce", "nvl" -> {
                List<Expression> unified = coercion.unify(arguments, "COALESCE", position);
                return Optional.of(
                        unified.size() == 1
                                ? unified.getFirst()
                                : new Expression.Coalesce(
                                        unified, unified.getFirst().type()));
            }
            case "nullif" -> {
                if (arguments.size() != 2) {
                    return Optional.empty();
                }
                Expression equal =
                        coercion.compare(ComparisonOperator.EQUAL, arguments.get(0), arguments.get(1), position);
                Expression first = coercion.settle(arguments.getFirst());
                return Optional.of(choose(equal, Coercion.nullOf(first.type()), first));
            }
            case "nvl2" -> {
                if (arguments.size() != 3) {
                    return Optional.empty();
                }
                List<Expression> unified = coercion.unify(arguments.subList(1, 3), "NVL2", position);
                Expression isNull = new Expression.IsNull(coercion.settle(arguments.getFirst()));
                return Optional.of(choose(isNull, unified.get(1), unified.get(0)));
            }
            case "decode" -> {
                return arguments.size() < 3 ? Optional.empty() : Optional.of(decode(arguments, position));
            }
            case "greatest", "least" -> {
                List<Expression> unified = coercion.unify(arguments, name.toUpperCase(Locale.ROOT), position);
                return Optional.of(resolved(name, unified, position));
            }
            default -> {
                return Optional.empty();
            }
        }
    }

    private static Expression choose(Expression condition, Expression result, Expression otherwise) {
        return new Expression.Case(List.of(new Expression.When(condition, result)), otherwise, otherwise.type());
    }

    private Expression decode(List<Expression> arguments, int position) {
        var results = new ArrayList<Expression>();
        for (int i = 2; i < arguments.size(); i += 2) {
            results.add(arguments.get(i));
        }
        boolean otherwise = arguments.size() % 2 == 0;
        results.add(otherwise ? arguments.getLast() : Coercion.nullOf(Types.UNKNOWN));
        List<Expression> unified = coercion.unify(results, "DECODE", position);
        var branches = new ArrayList<Expression.When>();
        for (int i = 0; i < unified.size() - 1; i++) {
            Expression same = coercion.compare(
                    ComparisonOperator.NOT_DISTINCT, arguments.getFirst(), arguments.get(1 + 2 * i), position);
            branches.add(new Expression.When(same, unified.get(i)));
        }
        return new Expression.Case(
                branches, unified.getLast(), unified.getLast().type());
    }

    private Expression operator(String function, SqlCall call) {
        return resolved(
                function,
                call.getOperandList().stream().map(expressions::bind).toList(),
                ExpressionBinder.position(call));
    }

    /** Calls a registered function after converting its arguments. */
    Expression resolved(String name, List<Expression> arguments, int position) {
        ResolvedFunction function = resolve(name, arguments, position);
        return new Expression.Call(
                function.signature().name(), convert(arguments, function.parameterTypes()), function.resultType());
    }

    private ResolvedFunction resolve(String name, List<Expression> arguments, int position) {
        try {
            return FunctionRegistry.resolve(
                    name, arguments.stream().map(FunctionBinder::typeOf).toList());
        } catch (SlipherException e) {
            throw e.withPosition(position);
        }
    }

    private static Optional<SqlType> typeOf(Expression expression) {
        return Types.isUnknown(expression.type()) ? Optional.empty() : Optional.of(expression.type());
    }

    private List<Expression> convert(List<Expression> arguments, List<SqlType> types) {
        var converted = new ArrayList<Expression>();
        for (int i = 0; i < arguments.size(); i++) {
            converted.add(coercion.cast(arguments.get(i), types.get(i), CastMode.IMPLICIT));
        }
        return converted;
    }

    /** Arithmetic in which a date, time or interval takes part; a registered function named as the operator. */
    Expression temporalArithmetic(String symbol, Expression left, Expression right, int position) {
        boolean temporal = Types.isTemporal(left.type()) || Types.isTemporal(right.type());
        if (!temporal) {
            throw Coercion.undefinedOperator(symbol, left.type(), right.type(), position);
        }
        try {
            return resolved(symbol, List.of(left, right), 0);
        } catch (SlipherException e) {
            throw e.sqlState() == SqlState.UNDEFINED_FUNCTION
                    ? Coercion.undefinedOperator(symbol, left.type(), right.type(), position)
                    : e.withPosition(position);
        }
    }

    private Expression concatenate(SqlCall call) {
        Expression left = expressions.bind(call.operand(0));
        Expression right = expressions.bind(call.operand(1));
        if (left.type() instanceof SqlType.Array && right.type() instanceof SqlType.Array) {
            boolean typed = !Types.isUnknown(left.type()) && !Types.isUnknown(right.type());
            if (typed) {
                return resolved("array_cat", List.of(left, right), ExpressionBinder.position(call));
            }
        }
        return resolved(
                "||",
                List.of(expressions.text(call.operand(0)), expressions.text(call.operand(1))),
                ExpressionBinder.position(call));
    }

    private Expression trim(SqlCall call) {
        var flag = ((SqlLiteral) call.operand(0)).getValueAs(SqlTrimFunction.Flag.class);
        String function = switch (flag) {
            case BOTH -> "btrim";
            case LEADING -> "ltrim";
            case TRAILING -> "rtrim";
        };
        var arguments = new ArrayList<Expression>();
        arguments.add(expressions.bind(call.operand(2)));
        SqlNode characters = call.getOperandList().get(1);
        if (characters != null) {
            arguments.add(expressions.bind(characters));
        }
        return resolved(function, arguments, ExpressionBinder.position(call));
    }

    private Expression regex(SqlCall call) {
        var operator = (SqlPosixRegexOperator) call.getOperator();
        Expression match = resolved(
                operator.isCaseSensitive() ? "~" : "~*",
                List.of(expressions.text(call.operand(0)), expressions.text(call.operand(1))),
                ExpressionBinder.position(call));
        return operator.isNegated() ? Coercion.not(match) : match;
    }

    Expression similar(SqlCall call) {
        var operator = (SqlLikeOperator) call.getOperator();
        var arguments = new ArrayList<Expression>();
        call.getOperandList().forEach(o -> arguments.add(expressions.text(o)));
        Expression match = resolved("similar_to", arguments, ExpressionBinder.position(call));
        return operator.isNegated() ? Coercion.not(match) : match;
    }

    /** {@code ARRAY[…]} appends to the empty array one element after the other. */
    private Expression array(SqlCall call) {
        int position = ExpressionBinder.position(call);
        List<Expression> items = coercion.unify(
                call.getOperandList().stream().map(expressions::bind).toList(), "ARRAY", position);
        var type = new SqlType.Array(items.getFirst().type());
        Expression array = new Expression.Literal(new Datum.Bytes(new byte[] {'{', '}'}), type);
        for (Expression item : items) {
            array = resolved("array_append", List.of(array, elementText(item)), position);
        }
        return array;
    }

    /** Inside arrays, booleans are {@code t} and {@code f}, all else as a cast writes it. */
    Expression elementText(Expression item) {
        Expression settled = coercion.settle(item);
        if (settled.type() != SqlType.Simple.BOOLEAN) {
            return coercion.cast(settled, new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH), CastMode.IMPLICIT);
        }
        var type = new SqlType.Varchar(1);
        return new Expression.Case(
                List.of(
                        new Expression.When(settled, coercion.toExactly(Coercion.string("t"), type)),
                        new Expression.When(Coercion.not(settled), coercion.toExactly(Coercion.string("f"), type))),
                Coercion.nullOf(type),
                type);
    }

    private Expression element(SqlCall call) {
        Expression array = expressions.bind(call.operand(0));
        Expression text = resolved(
                "array_element", List.of(array, expressions.bind(call.operand(1))), ExpressionBinder.position(call));
        return array.type() instanceof SqlType.Array(var element)
                ? coercion.cast(text, element, CastMode.EXPLICIT)
                : text;
    }

    /** {@code value = ANY (array)}; an array that is a parameter or a string in quotes has elements of the value's type. */
    Expression anyElement(Expression value, Expression array, int position) {
        Expression settled = coercion.settle(value);
        Expression typed = Types.isUnknown(array.type())
                ? coercion.cast(array, new SqlType.Array(settled.type()), CastMode.EXPLICIT)
                : array;
        return resolved("array_contains", List.of(typed, elementText(settled)), position);
    }

    /** {@code generate_series} in a select list: each row is repeated for each of the numbers. */
    private Expression series(SqlCall call) {
        LogicalNode.Series series = seriesNode(call);
        if (isLateral(series)) {
            return expand(number -> setFunction(number, call).series(series, type(series)))
                    .getFirst()
                    .value();
        }
        expressions
                .clause()
                .require(new Clause.Pending(LogicalNode.JoinKind.INNER, series, List.of(), OptionalInt.empty()));
        return expressions.column(series.output());
    }

    private SqlType type(LogicalNode.Series series) {
        return queries.context().columns().get(series.output()).type();
    }

    /** Whether a series of integers depends on columns, so that each row has one of its own. */
    boolean isLateral(LogicalNode.Series series) {
        return Types.isInteger(type(series))
                && Stream.of(series.start(), series.stop(), series.step())
                        .anyMatch(bound -> !ExpressionTree.columns(bound).isEmpty());
    }

    /** {@code (function(…)).column} of a function that gives several columns. */
    private Expression field(SqlCall call) {
        if (call.operand(0) instanceof SqlCall function
                && function.getKind() == SqlKind.OTHER_FUNCTION
                && SetFunctions.contains(name(function))
                && call.operand(1) instanceof SqlIdentifier field) {
            for (var column : expanded(function, name(function))) {
                if (column.name().equals(field.getSimple())) {
                    return column.value();
                }
            }
        }
        Expression row = expressions.bind(call.operand(0));
        int number = call.operand(1) instanceof SqlIdentifier field ? SetFunctions.fieldOfRow(field.getSimple()) : 0;
        if (number == 0 || !(row.type() instanceof SqlType.Array(var type))) {
            throw Unsupported.feature("a field of a value", ExpressionBinder.position(call));
        }
        Expression text = resolved(
                "array_element",
                List.of(row, Coercion.integer(number, SqlType.Simple.INTEGER)),
                ExpressionBinder.position(call));
        return coercion.cast(text, type, CastMode.EXPLICIT);
    }

    private List<SetFunctions.Column> expanded(SqlCall call, String name) {
        return expand(number -> setFunction(number, call).bind(name, operands(call)));
    }

    private List<Expression> operands(SqlCall call) {
        return call.getOperandList().stream().map(expressions::bind).toList();
    }

    private SetFunctions setFunction(int number, SqlCall call) {
        return new SetFunctions(
                this,
                coercion,
                new Expression.ColumnReference(number, SqlType.Simple.BIGINT),
                ExpressionBinder.position(call));
    }

    /** Binds a call whose rows stand beside those of the other such calls of its clause. */
    private List<SetFunctions.Column> expand(IntFunction<SetFunctions.Expansion> bind) {
        var columns = queries.context().columns();
        // The count does not depend on the number, whose column is known only once the count is.
        Expression count = bind.apply(columns.add("ordinality", SqlType.Simple.BIGINT, false))
                .count();
        return bind.apply(expressions.clause().expand(count, columns)).columns();
    }

    /** Binds a function of FROM: the plan of its rows, and its columns. */
    LogicalNode.Project table(SqlCall call) {
        var columns = queries.context().columns();
        String name = name(call);
        int number = columns.add("ordinality", SqlType.Simple.BIGINT, false);
        SetFunctions.Expansion expansion;
        if (name.equals("generate_series")) {
            LogicalNode.Series series = seriesNode(call);
            if (!isLateral(series)) {
                return new LogicalNode.Project(
                        series,
                        List.of(new LogicalNode.Assignment(series.output(), expressions.column(series.output()))));
            }
            expansion = setFunction(number, call).series(series, type(series));
        } else if (SetFunctions.contains(name)) {
            expansion = setFunction(number, call).bind(name, operands(call));
        } else {
            Expression value = coercion.settle(expressions.bind(call));
            expansion = new SetFunctions.Expansion(
                    Coercion.integer(1, SqlType.Simple.BIGINT), List.of(new SetFunctions.Column(name, value)));
        }
        var assignments = new ArrayList<LogicalNode.Assignment>();
        for (var column : expansion.columns()) {
            int id = columns.add(column.name(), column.value().type(), true);
            assignments.add(new LogicalNode.Assignment(id, column.value()));
        }
        return new LogicalNode.Project(SetFunctions.rows(expansion.count(), number), assignments);
    }

    LogicalNode.Series seriesNode(SqlCall call) {
        int position = ExpressionBinder.position(call);
        List<Expression> bounds = new ArrayList<>(
                call.getOperandList().stream().map(expressions::bind).toList());
        if (bounds.size() < 2 || bounds.size() > 3) {
            throw new SlipherException(
                            SqlState.UNDEFINED_FUNCTION,
                            "function generate_series with %d arguments does not exist".formatted(bounds.size()))
                    .withPosition(position);
        }
        List<Expression> ends = coercion.unify(bounds.subList(0, 2), "generate_series", position);
        SqlType type = ends.getFirst().type();
        if (type == SqlType.Simple.DATE) {
            type = SqlType.Simple.TIMESTAMP;
        }
        boolean numbers = Types.isInteger(type);
        if (!numbers && !Types.isTimestamp(type)) {
            throw new SlipherException(
                            SqlState.UNDEFINED_FUNCTION,
                            "function generate_series(%s, %s) does not exist"
                                    .formatted(Types.name(type), Types.name(type)))
                    .withPosition(position);
        }
        if (!numbers && bounds.size() == 2) {
            throw new SlipherException(
                            SqlState.UNDEFINED_FUNCTION,
                            "function generate_series(%s, %s) does not exist"
                                    .formatted(Types.name(type), Types.name(type)))
                    .withPosition(position);
        }
        SqlType stepType = numbers ? type : SqlType.Simple.INTERVAL;
        Expression step = bounds.size() == 3 ? bounds.get(2) : Coercion.integer(1, type);
        int output = queries.context().columns().add("generate_series", type, false);
        return new LogicalNode.Series(
                coercion.cast(ends.get(0), type, CastMode.IMPLICIT),
                coercion.cast(ends.get(1), type, CastMode.IMPLICIT),
                coercion.cast(step, stepType, CastMode.IMPLICIT),
                output);
    }

    private Expression grouping(SqlCall call) {
        List<Expression> arguments =
                call.getOperandList().stream().map(expressions::settled).toList();
        return expressions
                .clause()
                .aggregates()
                .orElseThrow(() -> notAllowed("grouping", call))
                .add(
                        new AggregateSpec(
                                "grouping", arguments, false, Optional.empty(), List.of(), SqlType.Simple.INTEGER),
                        "grouping",
                        SqlType.Simple.INTEGER,
                        queries.context().columns());
    }

    private SlipherException notAllowed(String kind, SqlNode at) {
        return new SlipherException(
                        SqlState.GROUPING_ERROR,
                        expressions.clause().name().equals("aggregate function calls")
                                ? "aggregate function calls cannot be nested"
                                : "%s are not allowed in %s"
                                        .formatted(kind, expressions.clause().name()))
                .withPosition(ExpressionBinder.position(at));
    }

    private Expression aggregate(SqlCall call) {
        var calls = expressions.clause().aggregates().orElseThrow(() -> notAllowed("aggregate functions", call));
        AggregateSpec spec = spec(call, expressions.in(expressions.clause().aggregateArguments()));
        return overIntervals(spec, part -> calls.add(part, part.function(), part.type(), columns()))
                .orElseGet(() -> calls.add(spec, spec.function(), spec.type(), columns()));
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
            Expression value = resolved(field, spec.arguments(), 0);
            sums.add(
                    add.apply(withFunction(spec, "sum", value, new SqlType.Decimal(SqlType.MAX_DECIMAL_PRECISION, 0))));
        }
        Expression sum = resolved("interval_of", sums, 0);
        if (!average) {
            return Optional.of(sum);
        }
        Expression count =
                add.apply(withFunction(spec, "count", spec.arguments().getFirst(), SqlType.Simple.BIGINT));
        Expression some = conditional("nullif", List.of(count, Coercion.integer(0, SqlType.Simple.BIGINT)), 0)
                .orElseThrow();
        return Optional.of(resolved("/", List.of(sum, some), 0));
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

    private AggregateSpec spec(
            SqlCall function, Optional<Expression> filter, List<SortKey> orderBy, ExpressionBinder inner) {
        int position = ExpressionBinder.position(function);
        String name = name(function);
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
        ResolvedFunction resolved = resolve(name, arguments, position);
        List<Expression> converted = name.equals("array_agg")
                ? arguments.stream().map(this::elementText).toList()
                : convert(arguments, resolved.parameterTypes());
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

    static List<SortKey> sortKeys(SqlNodeList list, ExpressionBinder binder) {
        var keys = new ArrayList<SortKey>();
        for (SqlNode item : list) {
            SortItem parts = SortItem.of(item);
            keys.add(new SortKey(binder.settled(parts.expression()), parts.descending(), parts.nullsFirst()));
        }
        return keys;
    }

    private Expression window(SqlCall over) {
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
        if (OrderedAggregates.isOrdered(spec.function())) {
            return windows.add(overPartition(spec, partitionBy, window), spec.function(), spec.type(), columns());
        }
        Frame frame = frame(window, inner, !orderBy.isEmpty());
        Function<AggregateSpec, Expression> add = part -> windows.add(
                new WindowSpec(part, partitionBy, orderBy, frame, ignoreNulls),
                part.function(),
                part.type(),
                columns());
        return overIntervals(spec, add).orElseGet(() -> add.apply(spec));
    }

    /** LISTAGG and percentiles have an order of their own, and see their whole partition. */
    private static WindowSpec overPartition(AggregateSpec spec, List<Expression> partitionBy, SqlWindow window) {
        if (!window.getOrderList().isEmpty() || window.getLowerBound() != null) {
            throw new SlipherException(
                            SqlState.WINDOWING_ERROR,
                            "window function %s takes PARTITION BY only".formatted(spec.function()))
                    .withPosition(ExpressionBinder.position(window));
        }
        var unordered = new AggregateSpec(
                spec.function(), spec.arguments(), spec.distinct(), spec.filter(), List.of(), spec.type());
        return new WindowSpec(unordered, partitionBy, spec.orderBy(), OrderedAggregates.WHOLE_PARTITION, false);
    }

    private SlipherException windowNotAllowed(SqlNode at) {
        return new SlipherException(
                        SqlState.WINDOWING_ERROR,
                        expressions.clause().name().equals("window functions")
                                ? "window function calls cannot be nested"
                                : "window functions are not allowed in "
                                        + expressions.clause().name())
                .withPosition(ExpressionBinder.position(at));
    }

    private Frame frame(SqlWindow window, ExpressionBinder inner, boolean ordered) {
        SqlNode lower = window.getLowerBound();
        if (lower == null) {
            return ordered
                    ? new Frame(FrameUnit.RANGE, FrameBound.Fixed.UNBOUNDED_PRECEDING, FrameBound.Fixed.CURRENT_ROW)
                    : new Frame(
                            FrameUnit.ROWS, FrameBound.Fixed.UNBOUNDED_PRECEDING, FrameBound.Fixed.UNBOUNDED_FOLLOWING);
        }
        SqlNode upper = window.getUpperBound();
        return new Frame(
                window.isRows() ? FrameUnit.ROWS : FrameUnit.RANGE,
                bound(lower, inner),
                upper == null ? FrameBound.Fixed.CURRENT_ROW : bound(upper, inner));
    }

    private FrameBound bound(SqlNode node, ExpressionBinder inner) {
        if (SqlWindow.isCurrentRow(node)) {
            return FrameBound.Fixed.CURRENT_ROW;
        }
        if (SqlWindow.isUnboundedPreceding(node)) {
            return FrameBound.Fixed.UNBOUNDED_PRECEDING;
        }
        if (SqlWindow.isUnboundedFollowing(node)) {
            return FrameBound.Fixed.UNBOUNDED_FOLLOWING;
        }
        SqlCall call = (SqlCall) node;
        Expression distance = Folding.fold(inner.bind(call.operand(0)));
        if (!(distance instanceof Expression.Literal(Datum datum, var _)) || datum.isNull()) {
            throw Unsupported.feature("a frame bound that is not a constant", ExpressionBinder.position(node));
        }
        return new FrameBound.Offset(datum, call.getKind() == SqlKind.FOLLOWING);
    }
}
