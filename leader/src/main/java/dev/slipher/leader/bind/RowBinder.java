package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.leader.optimize.ExpressionTree;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/** Binds rows of values where they are compared or tested; there is no type of rows, so each becomes its fields. */
final class RowBinder {
    /** Rows from which on a list of constants is a table; one row is compared faster than looked up. */
    private static final int LONG_LIST = 32;

    private final ExpressionBinder expressions;
    private final SubqueryBinder subqueries;
    private final Coercion coercion;

    RowBinder(ExpressionBinder expressions, SubqueryBinder subqueries, Coercion coercion) {
        this.expressions = expressions;
        this.subqueries = subqueries;
        this.coercion = coercion;
    }

    static boolean isRow(SqlNode node) {
        return node instanceof SqlCall call && call.getKind() == SqlKind.ROW;
    }

    private List<Expression> fields(SqlNode row) {
        return ((SqlCall) row).getOperandList().stream().map(expressions::bind).toList();
    }

    /** Binds the query that gives several columns their new values. */
    List<Expression> ofQuery(SqlNode node, int width) {
        if (!node.isA(SqlKind.QUERY)) {
            throw new SlipherException(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression")
                    .withPosition(ExpressionBinder.position(node));
        }
        return subqueries.row(node, width);
    }

    /** {@code left operator right}, of which at least one is a row; the other is a row too, or a query of one. */
    Expression compare(ComparisonOperator operator, SqlNode left, SqlNode right) {
        if (!isRow(left)) {
            throw undefined(operator, Types.name(expressions.settled(left).type()), "record", left);
        }
        return compare(operator, fields(left), right, ExpressionBinder.position(left));
    }

    private Expression compare(ComparisonOperator operator, List<Expression> left, SqlNode right, int position) {
        if (right.isA(SqlKind.QUERY)) {
            return compare(operator, left, subqueries.row(right, left.size()), position);
        }
        if (!isRow(right)) {
            throw undefined(
                    operator, "record", Types.name(expressions.settled(right).type()), right);
        }
        return compare(operator, left, fields(right), position);
    }

    private static SlipherException undefined(ComparisonOperator operator, String left, String right, SqlNode at) {
        return Coercion.undefinedOperator(
                "%s %s %s".formatted(left, Coercion.symbol(operator), right), ExpressionBinder.position(at));
    }

    /** Compares rows field by field; order comparisons are lexicographic. */
    Expression compare(ComparisonOperator operator, List<Expression> left, List<Expression> right, int position) {
        if (left.size() != right.size()) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "unequal number of entries in row expressions")
                    .withPosition(position);
        }
        return switch (operator) {
            case EQUAL, NOT_EQUAL, DISTINCT, NOT_DISTINCT -> {
                var fields = new ArrayList<Expression>();
                for (int i = 0; i < left.size(); i++) {
                    fields.add(coercion.compare(operator, left.get(i), right.get(i), position));
                }
                boolean any = operator == ComparisonOperator.NOT_EQUAL || operator == ComparisonOperator.DISTINCT;
                yield fields.size() == 1
                        ? fields.getFirst()
                        : any ? new Expression.Or(fields) : new Expression.And(fields);
            }
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> inOrder(operator, left, right, position);
        };
    }

    /** The first fields that are not equal decide; if one of them is null, so is the answer. */
    private Expression inOrder(
            ComparisonOperator operator, List<Expression> left, List<Expression> right, int position) {
        boolean less = operator == ComparisonOperator.LESS || operator == ComparisonOperator.LESS_OR_EQUAL;
        ComparisonOperator strict = less ? ComparisonOperator.LESS : ComparisonOperator.GREATER;
        int last = left.size() - 1;
        Expression result = coercion.compare(operator, left.get(last), right.get(last), position);
        for (int i = last - 1; i >= 0; i--) {
            Expression before = coercion.compare(strict, left.get(i), right.get(i), position);
            Expression equal = coercion.compare(ComparisonOperator.EQUAL, left.get(i), right.get(i), position);
            result = new Expression.Or(List.of(before, new Expression.And(List.of(equal, result))));
        }
        return result;
    }

    /** {@code row IN (row, …)}. */
    Expression in(SqlNode row, List<SqlNode> items) {
        List<Expression> fields = fields(row);
        var any = new ArrayList<Expression>();
        for (SqlNode item : items) {
            any.add(compare(ComparisonOperator.EQUAL, fields, item, ExpressionBinder.position(item)));
        }
        if (any.size() >= LONG_LIST && expressions.clause().isWhere()) {
            Optional<Expression> member = lookedUp(any);
            if (member.isPresent()) {
                return member.get();
            }
        }
        return any.size() == 1 ? any.getFirst() : new Expression.Or(any);
    }

    /** Makes of comparisons of the same fields with constants a search for the fields in a table of these. */
    private Optional<Expression> lookedUp(List<Expression> any) {
        var rows = new ArrayList<List<Datum>>();
        Optional<List<Expression.Comparison>> first = constantRow(any.getFirst());
        for (Expression item : any) {
            Optional<List<Expression.Comparison>> row = constantRow(item);
            if (row.isEmpty() || !compareAlike(row.get(), first.orElseThrow())) {
                return Optional.empty();
            }
            rows.add(row.get().stream()
                    .map(field -> ((Expression.Literal) field.right()).value())
                    .toList());
        }
        return Optional.of(subqueries.memberOf(
                rows,
                first.orElseThrow().stream().map(Expression.Comparison::left).toList(),
                first.orElseThrow().stream().map(field -> field.right().type()).toList()));
    }

    /** Returns the comparisons of a row's fields if each is with a constant that is not null. */
    private static Optional<List<Expression.Comparison>> constantRow(Expression item) {
        var fields = new ArrayList<Expression.Comparison>();
        for (Expression conjunct : ExpressionTree.conjuncts(item)) {
            if (!(conjunct instanceof Expression.Comparison field
                    && field.operator() == ComparisonOperator.EQUAL
                    && field.right() instanceof Expression.Literal constant
                    && !constant.value().isNull())) {
                return Optional.empty();
            }
            fields.add(field);
        }
        return Optional.of(fields);
    }

    private static boolean compareAlike(List<Expression.Comparison> row, List<Expression.Comparison> first) {
        if (row.size() != first.size()) {
            return false;
        }
        for (int i = 0; i < row.size(); i++) {
            if (!row.get(i).left().equals(first.get(i).left())
                    || !row.get(i).right().type().equals(first.get(i).right().type())) {
                return false;
            }
        }
        return true;
    }

    /** {@code row IS NULL}: whether all fields are null, or with {@code negated} whether none is. */
    Expression isNull(SqlNode row, boolean negated) {
        List<Expression> fields = ((SqlCall) row)
                .getOperandList().stream()
                        .map(expressions::settled)
                        .<Expression>map(Expression.IsNull::new)
                        .map(test -> negated ? Coercion.not(test) : test)
                        .toList();
        return fields.size() == 1 ? fields.getFirst() : new Expression.And(fields);
    }

    /** {@code (start, end) OVERLAPS (start, end)}, where an end may be given as the length of the period. */
    Expression overlaps(SqlNode left, SqlNode right) {
        int position = ExpressionBinder.position(left);
        return expressions
                .functions()
                .resolved(
                        "overlaps",
                        Stream.concat(period(left).stream(), period(right).stream())
                                .toList(),
                        position);
    }

    private List<Expression> period(SqlNode node) {
        int position = ExpressionBinder.position(node);
        if (!isRow(node) || ((SqlCall) node).operandCount() != 2) {
            throw new SlipherException(
                            SqlState.SYNTAX_ERROR, "wrong number of parameters on a side of OVERLAPS expression")
                    .withPosition(position);
        }
        List<Expression> fields = fields(node);
        Expression start = fields.getFirst();
        Expression end = fields.getLast();
        return end.type() == SqlType.Simple.INTERVAL && start.type() != SqlType.Simple.INTERVAL
                ? List.of(start, expressions.functions().temporalArithmetic("+", start, end, position))
                : fields;
    }
}
