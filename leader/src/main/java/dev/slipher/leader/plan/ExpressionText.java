package dev.slipher.leader.plan;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Writes expressions as EXPLAIN shows them, every operation in parentheses.
 *
 * @param local what {@link Expression.Local} reads
 */
record ExpressionText(IntFunction<String> columns, String local) {
    private static final SessionTime UTC = new SessionTime(ZoneOffset.UTC, 0);

    static String of(Expression expression, IntFunction<String> columns) {
        return new ExpressionText(columns, "").text(expression);
    }

    private String text(Expression expression) {
        return switch (expression) {
            case Expression.ColumnReference(int index, var _) -> columns.apply(index);
            case Expression.Literal(var value, var type) -> literal(value, type);
            case Expression.Parameter(int index, var _) -> "$" + index;
            case Expression.Arithmetic(var operator, var left, var right, var _) ->
                binary(text(left), symbol(operator), text(right));
            case Expression.Comparison(var operator, var left, var right) ->
                binary(text(left), symbol(operator), text(right));
            case Expression.And(var operands) -> joined(operands, " AND ");
            case Expression.Or(var operands) -> joined(operands, " OR ");
            case Expression.Not(Expression.IsNull(var operand)) -> "(" + text(operand) + " IS NOT NULL)";
            case Expression.Not(var operand) -> "(NOT " + text(operand) + ")";
            case Expression.IsNull(var operand) -> "(" + text(operand) + " IS NULL)";
            case Expression.Case(var branches, var otherwise, var _) ->
                branches.stream()
                        .map(w -> "WHEN " + text(w.condition()) + " THEN " + text(w.result()))
                        .collect(Collectors.joining(" ", "CASE ", " ELSE " + text(otherwise) + " END"));
            // The value is written where it is read, as the statement has it.
            case Expression.Let(var value, var body) -> new ExpressionText(columns, text(value)).text(body);
            case Expression.Local _ -> local;
            case Expression.Coalesce(var operands, var _) -> "COALESCE" + joined(operands, ", ");
            case Expression.Cast(var operand, var type, var mode) ->
                mode == Expression.CastMode.TRY
                        ? "TRY_CAST(" + text(operand) + " AS " + type + ")"
                        : "(" + text(operand) + ")::" + type;
            case Expression.In(var operand, var values) ->
                values.stream()
                        .map(v -> literal(v, operand.type()))
                        .collect(Collectors.joining(", ", "(" + text(operand) + " IN (", "))"));
            case Expression.Like(var operand, var pattern, var _, var ignoreCase) ->
                binary(text(operand), ignoreCase ? "~~*" : "~~", text(pattern));
            case Expression.Call(var function, var arguments, var _) -> call(function, arguments);
        };
    }

    private static String binary(String left, String symbol, String right) {
        return "(" + left + " " + symbol + " " + right + ")";
    }

    private String joined(List<Expression> operands, String separator) {
        return operands.stream().map(this::text).collect(Collectors.joining(separator, "(", ")"));
    }

    private String call(String function, List<Expression> arguments) {
        boolean operator = !Character.isLetter(function.charAt(0));
        return operator && arguments.size() == 2
                ? binary(text(arguments.get(0)), function, text(arguments.get(1)))
                : function + joined(arguments, ", ");
    }

    private static String literal(Datum value, SqlType type) {
        if (value.isNull()) {
            return "NULL::" + type;
        }
        if (type == SqlType.Simple.BOOLEAN) {
            return value.equals(new Datum.Integral(1)) ? "true" : "false";
        }
        var sink = new ByteSink(32);
        TypeText.format(type, value, UTC, sink);
        String text = sink.toString();
        boolean number = type == SqlType.Simple.SMALLINT
                || type == SqlType.Simple.INTEGER
                || type == SqlType.Simple.BIGINT
                || type == SqlType.Simple.OID
                || type == SqlType.Simple.DOUBLE
                || type == SqlType.Simple.REAL
                || type instanceof SqlType.Decimal;
        return number ? text : "'" + text.replace("'", "''") + "'::" + typeName(type);
    }

    private static String typeName(SqlType type) {
        return type instanceof SqlType.Varchar || type instanceof SqlType.Char ? "text" : type.toString();
    }

    private static String symbol(Expression.ArithmeticOperator operator) {
        return switch (operator) {
            case ADD -> "+";
            case SUBTRACT -> "-";
            case MULTIPLY -> "*";
            case DIVIDE -> "/";
            case MODULO -> "%";
        };
    }

    private static String symbol(Expression.ComparisonOperator operator) {
        return switch (operator) {
            case EQUAL -> "=";
            case NOT_EQUAL -> "<>";
            case LESS -> "<";
            case LESS_OR_EQUAL -> "<=";
            case GREATER -> ">";
            case GREATER_OR_EQUAL -> ">=";
            case DISTINCT -> "IS DISTINCT FROM";
            case NOT_DISTINCT -> "IS NOT DISTINCT FROM";
        };
    }
}
