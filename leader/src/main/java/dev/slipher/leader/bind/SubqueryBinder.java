package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.CastMode;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.leader.calcite.Unsupported;
import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.optimize.ExpressionTree;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.leader.optimize.LogicalNode.JoinKind;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ArrayText;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;

/** Binds subqueries inside expressions: each becomes a join that its clause makes, and the expression a column of it. */
final class SubqueryBinder {
    private final QueryBinder queries;
    private final ExpressionBinder expressions;
    private final Coercion coercion;

    SubqueryBinder(QueryBinder queries, ExpressionBinder expressions, Coercion coercion) {
        this.queries = queries;
        this.expressions = expressions;
        this.coercion = coercion;
    }

    private BoundQuery bind(SqlNode query) {
        return queries.bind(query, Optional.of(expressions.scope().around(expressions.clause())));
    }

    Expression scalar(SqlNode query) {
        BoundQuery bound = queries.settle(bind(query));
        if (bound.outputs().size() != 1) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "subquery must return only one column")
                    .withPosition(ExpressionBinder.position(query));
        }
        expressions.clause().require(new Clause.Pending(JoinKind.SINGLE, bound.plan(), List.of(), OptionalInt.empty()));
        return expressions.column(bound.outputs().getFirst().column());
    }

    /** Binds a query that gives one row at most, of {@code width} columns. */
    List<Expression> row(SqlNode query, int width) {
        BoundQuery bound = queries.settle(bind(query));
        requireWidth(bound, width, ExpressionBinder.position(query));
        expressions.clause().require(new Clause.Pending(JoinKind.SINGLE, bound.plan(), List.of(), OptionalInt.empty()));
        return columns(bound);
    }

    private List<Expression> columns(BoundQuery query) {
        return query.outputs().stream().map(o -> expressions.column(o.column())).toList();
    }

    private static void requireWidth(BoundQuery query, int width, int position) {
        if (query.outputs().size() != width) {
            throw new SlipherException(
                            SqlState.SYNTAX_ERROR,
                            query.outputs().size() > width
                                    ? "subquery has too many columns"
                                    : "subquery has too few columns")
                    .withPosition(position);
        }
    }

    /** {@code ARRAY(query)}: the rows of one column in the query's order, an empty array if there are none. */
    Expression array(SqlCall call) {
        SqlNode query = call.operand(0);
        BoundQuery bound = queries.settle(bind(query));
        if (bound.outputs().size() != 1) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "subquery must return only one column")
                    .withPosition(ExpressionBinder.position(query));
        }
        Columns columns = queries.context().columns();
        int element = bound.outputs().getFirst().column();
        var type = new SqlType.Array(columns.get(element).type());
        LogicalNode plan = bound.plan();
        List<SortColumn> order = List.of();
        if (plan instanceof LogicalNode.Sort sort) {
            order = sort.keys().stream()
                    .map(k -> new SortColumn(k.column(), k.descending(), k.nullsFirst()))
                    .toList();
            plan = sort.isLimited() ? sort : sort.input();
        }
        Expression text = expressions.functions().elementText(expressions.column(element));
        int argument = columns.add("element", text.type(), true);
        plan = SelectBinder.extend(plan, List.of(new LogicalNode.Assignment(argument, text)), columns);
        int array = columns.add("array", type, true);
        var collect = new AggregateCall("array_agg", List.of(argument), false, Optional.empty(), order, type);
        plan = new LogicalNode.Aggregate(
                plan, List.of(), List.of(List.of()), List.of(new LogicalNode.AggregateOutput(array, collect)));
        expressions.clause().require(new Clause.Pending(JoinKind.SINGLE, plan, List.of(), OptionalInt.empty()));
        return new Expression.Coalesce(List.of(expressions.column(array), ArrayBinder.empty(type)), type);
    }

    Expression exists(SqlCall call) {
        BoundQuery bound = bind(call.operand(0));
        return mark(JoinKind.EXISTS, bound.plan(), List.of());
    }

    private Expression mark(JoinKind kind, LogicalNode plan, List<Expression> conditions) {
        int mark = queries.context().columns().add("exists", SqlType.Simple.BOOLEAN, kind == JoinKind.MARK);
        expressions.clause().require(new Clause.Pending(kind, plan, conditions, OptionalInt.of(mark)));
        return new Expression.ColumnReference(mark, SqlType.Simple.BOOLEAN);
    }

    Expression in(SqlCall call) {
        return member(call.operand(0), call.operand(1), ComparisonOperator.EQUAL, ExpressionBinder.position(call));
    }

    /**
     * Whether the values of expressions are a row of constants.
     *
     * @param rows without nulls
     */
    Expression memberOf(List<List<Datum>> rows, List<Expression> values, List<SqlType> types) {
        Columns columns = queries.context().columns();
        var ids = new ArrayList<Integer>();
        var equal = new ArrayList<Expression>();
        for (int i = 0; i < values.size(); i++) {
            int id = columns.add("column", types.get(i), false);
            ids.add(id);
            equal.add(new Expression.Comparison(
                    ComparisonOperator.EQUAL, values.get(i), new Expression.ColumnReference(id, types.get(i))));
        }
        Expression condition = equal.size() == 1 ? equal.getFirst() : new Expression.And(equal);
        return mark(JoinKind.MARK, new LogicalNode.Values(rows, ids), List.of(condition));
    }

    private Expression member(SqlNode value, SqlNode query, ComparisonOperator operator, int position) {
        List<Expression> left = value instanceof SqlCall row && RowBinder.isRow(row)
                ? row.getOperandList().stream().map(expressions::bind).toList()
                : List.of(expressions.bind(value));
        BoundQuery bound = queries.settle(bind(query));
        requireWidth(bound, left.size(), position);
        Expression condition = expressions.rows().compare(operator, left, columns(bound), position);
        return mark(JoinKind.MARK, bound.plan(), List.of(condition));
    }

    /** {@code x op ANY (…)} and {@code x op ALL (…)}; ALL is the negation of ANY with the opposite operator. */
    Expression quantified(SqlCall call, boolean all) {
        int position = ExpressionBinder.position(call);
        ComparisonOperator operator = operator(((SqlQuantifyOperator) call.getOperator()).comparisonKind);
        ComparisonOperator tested = all ? opposite(operator) : operator;
        SqlNode right = call.operand(1);
        Expression any = right instanceof SqlNodeList list
                ? Coercion.once(expressions.bind(call.operand(0)), left -> anyOf(left, list, tested, position))
                : member(call.operand(0), right, tested, position);
        return all ? Coercion.not(any) : any;
    }

    private Expression anyOf(Expression left, SqlNodeList list, ComparisonOperator operator, int position) {
        SqlNode only = list.get(0);
        if (list.size() == 1 && only instanceof SqlCall array && array.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR) {
            var any = new ArrayList<Expression>();
            for (SqlNode item : array.getOperandList()) {
                any.add(coercion.compare(operator, left, expressions.bind(item), position));
            }
            return anyOf(any);
        }
        if (list.size() != 1) {
            throw Unsupported.feature("a comparison with ANY or ALL of a list", position);
        }
        Expression array = expressions.bind(only);
        return operator == ComparisonOperator.EQUAL
                ? expressions.functions().anyElement(left, array, position)
                : anyOf(left, constant(array, left, position), operator, position);
    }

    private static Expression anyOf(List<Expression> conditions) {
        return switch (conditions.size()) {
            case 0 -> ExpressionTree.FALSE;
            case 1 -> conditions.getFirst();
            default -> new Expression.Or(conditions);
        };
    }

    /** Compares with each of the elements; there is no function that does so at run time, but for equality. */
    private Expression anyOf(Expression left, Expression.Literal array, ComparisonOperator operator, int position) {
        if (!(array.value() instanceof Datum.Bytes(byte[] text))) {
            return Coercion.nullOf(SqlType.Simple.BOOLEAN);
        }
        SqlType type = ((SqlType.Array) array.type()).element();
        var any = new ArrayList<Expression>();
        for (Optional<String> element : ArrayText.parse(text, 0, text.length).elements()) {
            Expression value = element.map(Coercion::string)
                    .map(written -> expressions.functions().elementOfText(written, type))
                    .orElseGet(() -> Coercion.nullOf(type));
            any.add(coercion.compare(operator, left, value, position));
        }
        return anyOf(any);
    }

    private Expression.Literal constant(Expression array, Expression left, int position) {
        Expression typed = Types.isUnknown(array.type())
                ? coercion.cast(array, new SqlType.Array(coercion.settle(left).type()), CastMode.EXPLICIT)
                : array;
        if (typed.type() instanceof SqlType.Array
                && ExpressionBinder.folded(typed, position) instanceof Expression.Literal literal) {
            return literal;
        }
        throw Unsupported.feature("ANY or ALL over an array that is no constant", position);
    }

    private static ComparisonOperator operator(SqlKind kind) {
        return switch (kind) {
            case EQUALS -> ComparisonOperator.EQUAL;
            case NOT_EQUALS -> ComparisonOperator.NOT_EQUAL;
            case LESS_THAN -> ComparisonOperator.LESS;
            case LESS_THAN_OR_EQUAL -> ComparisonOperator.LESS_OR_EQUAL;
            case GREATER_THAN -> ComparisonOperator.GREATER;
            case GREATER_THAN_OR_EQUAL -> ComparisonOperator.GREATER_OR_EQUAL;
            default -> throw new IllegalStateException("no comparison: " + kind);
        };
    }

    private static ComparisonOperator opposite(ComparisonOperator operator) {
        return switch (operator) {
            case EQUAL -> ComparisonOperator.NOT_EQUAL;
            case NOT_EQUAL -> ComparisonOperator.EQUAL;
            case LESS -> ComparisonOperator.GREATER_OR_EQUAL;
            case LESS_OR_EQUAL -> ComparisonOperator.GREATER;
            case GREATER -> ComparisonOperator.LESS_OR_EQUAL;
            case GREATER_OR_EQUAL -> ComparisonOperator.LESS;
            case DISTINCT -> ComparisonOperator.NOT_DISTINCT;
            case NOT_DISTINCT -> ComparisonOperator.DISTINCT;
        };
    }
}
