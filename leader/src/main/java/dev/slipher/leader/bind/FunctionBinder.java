package dev.slipher.leader.bind;

import dev.slipher.compute.expression.function.FunctionRegistry;
import dev.slipher.compute.expression.function.ResolvedFunction;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.CastMode;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.leader.calcite.SyntaxErrors;
import dev.slipher.leader.calcite.Unsupported;
import dev.slipher.leader.optimize.ExpressionTree;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlPrefixOperator;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.fun.SqlPosixRegexOperator;
import org.apache.calcite.sql.fun.SqlTrimFunction;

/** Binds calls of functions and the operators that are functions in disguise. */
final class FunctionBinder {
    private final QueryBinder queries;
    private final ExpressionBinder expressions;
    private final Coercion coercion;
    private final AggregateBinder aggregates;
    private final ArrayBinder arrays;

    FunctionBinder(QueryBinder queries, ExpressionBinder expressions, Coercion coercion) {
        this.queries = queries;
        this.expressions = expressions;
        this.coercion = coercion;
        aggregates = new AggregateBinder(queries, expressions, this);
        arrays = new ArrayBinder(this, coercion);
    }

    Expression call(SqlCall call) {
        int position = ExpressionBinder.position(call);
        return switch (call.getKind()) {
            case OVER -> aggregates.window(call);
            case FILTER, WITHIN_GROUP -> aggregates.aggregate(call);
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
            case ARRAY_VALUE_CONSTRUCTOR -> arrays.array(operands(call), position);
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
            case "^" -> {
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
            return aggregates.grouping(call);
        }
        if (FunctionRegistry.isAggregate(name) || name.startsWith("approximate_")) {
            return aggregates.aggregate(call);
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
        List<Expression> arguments = arrays.arguments(name, operands(call), position);
        if (call.getOperator() instanceof SqlBinaryOperator || call.getOperator() instanceof SqlPrefixOperator) {
            return operation(name, arguments, position);
        }
        return conditional(name, arguments, position).orElseGet(() -> resolved(name, arguments, position));
    }

    /** Returns the name of the function that a call calls, in lower case; the symbol of an operator. */
    static String name(SqlCall call) {
        if (call.getKind() == SqlKind.OTHER_FUNCTION) {
            return call.getOperator().getNameAsId().names.getLast().toLowerCase(Locale.ROOT);
        }
        String name = call.getOperator().getName();
        return call.getOperator() instanceof SqlFunction ? name.toLowerCase(Locale.ROOT) : name;
    }

    /** The functions that do not evaluate all their arguments are expressions of their own. */
    Optional<Expression> conditional(String name, List<Expression> arguments, int position) {
        switch (name) {
            case "coalesce", "nvl", "isnull" -> {
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
                return Optional.of(
                        Coercion.once(arguments.getFirst(), first -> nullIf(first, arguments.getLast(), position)));
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
                return arguments.size() < 3
                        ? Optional.empty()
                        : Optional.of(Coercion.once(arguments.getFirst(), first -> decode(first, arguments, position)));
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

    private Expression nullIf(Expression first, Expression second, int position) {
        Expression equal = coercion.compare(ComparisonOperator.EQUAL, first, second, position);
        boolean asCompared =
                Types.isUnknown(first.type()) || Types.isNumeric(first.type()) && Types.isNumeric(second.type());
        Expression value = asCompared
                ? coercion.unify(List.of(first, second), "NULLIF", position).getFirst()
                : coercion.settle(first);
        return choose(equal, Coercion.nullOf(value.type()), value);
    }

    private Expression decode(Expression operand, List<Expression> arguments, int position) {
        var results = new ArrayList<Expression>();
        for (int i = 2; i < arguments.size(); i += 2) {
            results.add(arguments.get(i));
        }
        boolean otherwise = arguments.size() % 2 == 0;
        results.add(otherwise ? arguments.getLast() : Coercion.nullOf(Types.UNKNOWN));
        List<Expression> unified = coercion.unify(results, "DECODE", position);
        var branches = new ArrayList<Expression.When>();
        for (int i = 0; i < unified.size() - 1; i++) {
            Expression same =
                    coercion.compare(ComparisonOperator.NOT_DISTINCT, operand, arguments.get(1 + 2 * i), position);
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

    ResolvedFunction resolve(String name, List<Expression> arguments, int position) {
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

    List<Expression> convert(List<Expression> arguments, List<SqlType> types) {
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
        return operation(symbol, alike(symbol, left, right), position);
    }

    /**
     * Gives an operand without type the type of the other, if the operator takes two of it, as PostgreSQL does: in
     * {@code current_date - '2024-01-01'} the string is a date, not a number of days.
     */
    private List<Expression> alike(String symbol, Expression left, Expression right) {
        var operands = List.of(left, right);
        if (Types.isUnknown(left.type()) == Types.isUnknown(right.type())) {
            return operands;
        }
        SqlType known = Types.isUnknown(left.type()) ? right.type() : left.type();
        var both = List.of(known, known);
        return FunctionRegistry.takes(symbol, both) ? convert(operands, both) : operands;
    }

    /** Calls the registered function that has an operator's name, before one operand or between two. */
    private Expression operation(String symbol, List<Expression> operands, int position) {
        try {
            return resolved(symbol, operands, position);
        } catch (SlipherException e) {
            if (e.sqlState() != SqlState.UNDEFINED_FUNCTION) {
                throw e;
            }
            String right = symbol + " " + Types.name(operands.getLast().type());
            throw Coercion.undefinedOperator(
                    operands.size() == 1
                            ? right
                            : Types.name(operands.getFirst().type()) + " " + right,
                    position);
        }
    }

    private Expression concatenate(SqlCall call) {
        Expression left = expressions.bind(call.operand(0));
        Expression right = expressions.bind(call.operand(1));
        int position = ExpressionBinder.position(call);
        if (left.type() instanceof SqlType.Varbyte || right.type() instanceof SqlType.Varbyte) {
            return arrays.concatenate(left, right, position)
                    .orElseGet(() -> operation("||", List.of(left, right), position));
        }
        return arrays.concatenate(left, right, position)
                .orElseGet(
                        () -> resolved("||", List.of(expressions.asText(left), expressions.asText(right)), position));
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
        String symbol = operator.isCaseSensitive() ? "~" : "~*";
        Expression match = resolved(symbol, expressions.texts(symbol, call), ExpressionBinder.position(call));
        return operator.isNegated() ? Coercion.not(match) : match;
    }

    Expression similar(SqlCall call) {
        var operator = (SqlLikeOperator) call.getOperator();
        Expression match =
                resolved("similar_to", expressions.texts("SIMILAR TO", call), ExpressionBinder.position(call));
        return operator.isNegated() ? Coercion.not(match) : match;
    }

    /** Returns the text that an element has inside arrays. */
    Expression elementText(Expression item) {
        return arrays.elementText(item);
    }

    /** Makes a value of the text that an element of an array has. */
    Expression elementOfText(Expression text, SqlType type) {
        return arrays.element(text, type);
    }

    private Expression element(SqlCall call) {
        Expression array = expressions.bind(call.operand(0));
        Expression text = resolved(
                "array_element", List.of(array, expressions.bind(call.operand(1))), ExpressionBinder.position(call));
        return array.type() instanceof SqlType.Array(var element, var _) ? arrays.element(text, element) : text;
    }

    /** {@code value = ANY (array)}; an array that is a parameter or a string in quotes has elements of the value's type. */
    Expression anyElement(Expression value, Expression array, int position) {
        Expression settled = coercion.settle(value);
        Expression typed = Types.isUnknown(array.type())
                ? coercion.cast(array, new SqlType.Array(settled.type()), CastMode.EXPLICIT)
                : array;
        return resolved("array_contains", List.of(typed, arrays.elementText(settled)), position);
    }

    /** {@code generate_series} in a select list: each row is repeated for each of the numbers. */
    private Expression series(SqlCall call) {
        // Null where another function beside this one still has rows.
        int position = ExpressionBinder.position(call);
        expressions.clause().requireSetFunctionsAllowed(position);
        LogicalNode.Series series = seriesNode(call, true);
        if (isLateral(series) || expressions.clause().repeatsRows()) {
            return expand(number -> setFunction(number, position).series(series, type(series)), position)
                    .getFirst()
                    .value();
        }
        expressions.clause().repeat(series);
        return expressions.column(series.output());
    }

    /** Returns the rows of a series with their numbers, by which the rows of other functions stand beside them. */
    private LogicalNode numbered(LogicalNode.Series series, int position) {
        int number = queries.context().columns().add("ordinality", SqlType.Simple.BIGINT, false);
        var expansion = setFunction(number, position).series(series, type(series));
        return new LogicalNode.Project(
                SetFunctions.rows(expansion.count(), number),
                List.of(
                        new LogicalNode.Assignment(
                                series.output(), expansion.columns().getFirst().value()),
                        new LogicalNode.Assignment(number, expressions.column(number))));
    }

    private SqlType type(LogicalNode.Series series) {
        return queries.context().columns().get(series.output()).type();
    }

    /** Whether a series of integers depends on columns, so that each row has one of its own. */
    private boolean isLateral(LogicalNode.Series series) {
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
        if (number == 0 || !(row.type() instanceof SqlType.Array(var type, var _))) {
            throw Unsupported.feature("a field of a value", ExpressionBinder.position(call));
        }
        Expression text = resolved(
                "array_element",
                List.of(row, Coercion.integer(number, SqlType.Simple.INTEGER)),
                ExpressionBinder.position(call));
        return arrays.element(text, type);
    }

    private List<SetFunctions.Column> expanded(SqlCall call, String name) {
        int position = ExpressionBinder.position(call);
        expressions.clause().requireSetFunctionsAllowed(position);
        List<Expression> operands = operands(call);
        return expand(number -> setFunction(number, position).bind(name, operands), position);
    }

    private List<Expression> operands(SqlCall call) {
        return call.getOperandList().stream().map(expressions::bind).toList();
    }

    private SetFunctions setFunction(int number, int position) {
        return new SetFunctions(
                this, coercion, new Expression.ColumnReference(number, SqlType.Simple.BIGINT), position);
    }

    /** Binds a call whose rows stand beside those of the other such calls of its clause. */
    private List<SetFunctions.Column> expand(IntFunction<SetFunctions.Expansion> bind, int position) {
        var columns = queries.context().columns();
        expressions.clause().replaceSeries(series -> numbered(series, position));
        // The count does not depend on the number, whose column is known only once the count is.
        Expression count = bind.apply(columns.add("ordinality", SqlType.Simple.BIGINT, false))
                .count();
        return bind.apply(expressions.clause().expand(count, columns)).columns();
    }

    /**
     * Binds a function of FROM: the plan of its rows, and its columns.
     *
     * @param numbered whether the last column is the row's number, from 1
     */
    LogicalNode.Project table(SqlCall call, boolean numbered) {
        var columns = queries.context().columns();
        String name = name(call);
        int number = columns.add("ordinality", SqlType.Simple.BIGINT, false);
        SetFunctions.Expansion expansion;
        if (name.equals("generate_series")) {
            LogicalNode.Series series = seriesNode(call, false);
            if (!isLateral(series) && !(numbered && Types.isInteger(type(series)))) {
                if (numbered) {
                    throw Unsupported.feature("WITH ORDINALITY of timestamps", ExpressionBinder.position(call));
                }
                return new LogicalNode.Project(
                        series,
                        List.of(new LogicalNode.Assignment(series.output(), expressions.column(series.output()))));
            }
            expansion = setFunction(number, ExpressionBinder.position(call)).series(series, type(series));
        } else if (SetFunctions.contains(name)) {
            expansion = setFunction(number, ExpressionBinder.position(call)).bind(name, operands(call));
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
        if (numbered) {
            assignments.add(new LogicalNode.Assignment(number, expressions.column(number)));
        }
        return new LogicalNode.Project(SetFunctions.rows(expansion.count(), number), assignments);
    }

    private LogicalNode.Series seriesNode(SqlCall call, boolean nullable) {
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
        int output = queries.context().columns().add("generate_series", type, nullable);
        return new LogicalNode.Series(
                coercion.cast(ends.get(0), type, CastMode.IMPLICIT),
                coercion.cast(ends.get(1), type, CastMode.IMPLICIT),
                coercion.cast(step, stepType, CastMode.IMPLICIT),
                output);
    }
}
