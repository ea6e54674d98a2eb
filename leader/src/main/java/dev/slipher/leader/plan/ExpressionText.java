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

/** Writes expressions as EXPLAIN shows them, every operation in parentheses. */
final class ExpressionText {
    private static final SessionTime UTC = new SessionTime(ZoneOffset.UTC, 0);

    private ExpressionText() {}

    static String of(Expression expression, IntFunction<String> columns) {
        return switch (expression) {
            case Expression.ColumnReference(int index, var _) -> columns.apply(index);
            case Expression.Literal(var value, var type) -> literal(value, type);
            case Expression.Parameter(int index, var _) -> "$" + index;
            case Expression.Arithmetic(var operator, var left, var right, var _) ->
                binary(of(left, columns), symbol(operator), of(right, columns));
            case Expression.Comparison(var operator, var left, var right) ->
                binary(of(left, columns), symbol(operator), of(right, columns));
            case Expression.And(var operands) -> joined(operands, " AND ", columns);
            case Expression.Or(var operands) -> joined(operands, " OR ", columns);
            case Expression.Not(Expression.IsNull(var operand)) -> "(" + of(operand, columns) + " IS NOT NULL)";
            case Expression.Not(var operand) -> "(NOT " + of(operand, columns) + ")";
            case Expression.IsNull(var operand) -> "(" + of(operand, columns) + " IS NULL)";
            case Expression.Case(var branches, var otherwise, var _) ->
                branches.stream()
                        .map(w -> "WHEN " + of(w.condition(), columns) + " THEN " + of(w.result(), columns))
                        .collect(Collectors.joining(" ", "CASE ", " ELSE " + of(otherwise, columns) + " END"));
            case Expression.Coalesce(var operands, var _) -> "COALESCE" + joined(operands, ", ", columns);
            case Expression.Cast(var operand, var type, var mode) ->
                mode == Expression.CastMode.TRY
                        ? "TRY_CAST(" + of(operand, columns) + " AS " + type + ")"
                        : "(" + of(operand, columns) + ")::" + type;
            case Expression.In(var operand, var values) ->
                values.stream()
                        .map(v -> literal(v, operand.type()))
                        .collect(Collectors.joining(", ", "(" + of(operand, columns) + " IN (", "))"));
            case Expression.Like(var operand, var pattern, var _, var ignoreCase) ->
                binary(of(operand, columns), ignoreCase ? "~~*" : "~~", of(pattern, columns));
            case Expression.Call(var function, var arguments, var _) -> call(function, arguments, columns);
        };
    }

    private static String binary(String left, String symbol, String right) {
        return "(" + left + " " + symbol + " " + right + ")";
    }

    private static String joined(List<Expression> operands, String separator, IntFunction<String> columns) {
        return operands.stream().map(o -> of(o, columns)).collect(Collectors.joining(separator, "(", ")"));
    }

    private static String call(String function, List<Expression> arguments, IntFunction<String> columns) {
        boolean operator = !Character.isLetter(function.charAt(0));
        return operator && arguments.size() == 2
                ? binary(of(arguments.get(0), columns), function, of(arguments.get(1), columns))
                : function + joined(arguments, ", ", columns);
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
