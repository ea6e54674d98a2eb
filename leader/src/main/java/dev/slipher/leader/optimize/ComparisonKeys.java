package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.leader.optimize.LogicalNode.Aggregate;
import dev.slipher.leader.optimize.LogicalNode.AggregateOutput;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.Join;
import dev.slipher.leader.optimize.LogicalNode.Order;
import dev.slipher.leader.optimize.LogicalNode.Project;
import dev.slipher.leader.optimize.LogicalNode.SetOperation;
import dev.slipher.leader.optimize.LogicalNode.Sort;
import dev.slipher.leader.optimize.LogicalNode.Window;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts another value in the place of each key that does not hash, sort and compare as it is stored: INTERVAL, where a
 * month equals 30 days, TIMETZ, which is ordered by the moment, and VARBYTE, whose trailing blanks count, unlike those of
 * strings.
 *
 * <pre>
 * Sort(i)  becomes  Sort(k)
 *                     Project(…, k = comparison_key(i))
 * </pre>
 *
 * A group shows any of its equal values.
 */
final class ComparisonKeys {
    private static final SqlType NUMBER = new SqlType.Decimal(SqlType.MAX_DECIMAL_PRECISION, 0);
    private static final SqlType TEXT = new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH);

    private final Columns columns;

    ComparisonKeys(Columns columns) {
        this.columns = columns;
    }

    LogicalNode rewrite(LogicalNode node) {
        LogicalNode inner =
                node.withInputs(node.inputs().stream().map(this::rewrite).toList());
        return switch (inner) {
            case Sort sort when anyOrder(sort.keys()) -> sort(sort);
            case Window window when anyOrder(window.orderBy()) || any(window.partitionBy()) -> window(window);
            case Aggregate aggregate -> aggregate(aggregate);
            case Join join ->
                new Join(
                        join.kind(),
                        join.left(),
                        join.right(),
                        join.conditions().stream().map(this::comparable).toList(),
                        join.mark());
            case SetOperation operation when any(operation.leftColumns()) -> setOperation(operation);
            default -> inner;
        };
    }

    private static boolean needsKey(SqlType type) {
        return type == SqlType.Simple.INTERVAL || type == SqlType.Simple.TIMETZ || type instanceof SqlType.Varbyte;
    }

    private static SqlType keyType(SqlType type) {
        return type instanceof SqlType.Varbyte ? TEXT : NUMBER;
    }

    private boolean any(List<Integer> ids) {
        return ids.stream().anyMatch(id -> needsKey(columns.get(id).type()));
    }

    private boolean anyOrder(List<Order> keys) {
        return keys.stream().anyMatch(k -> needsKey(columns.get(k.column()).type()));
    }

    private static Expression key(Expression value) {
        String function = value.type() instanceof SqlType.Varbyte ? "to_hex" : "comparison_key";
        return new Expression.Call(function, List.of(value), keyType(value.type()));
    }

    /** The keys that a node needs below it; asking for a column that needs none gives the column. */
    private final class Keys {
        private final Map<Integer, Integer> ids = new LinkedHashMap<>();

        private int of(int id) {
            SqlType type = columns.get(id).type();
            return needsKey(type) ? ids.computeIfAbsent(id, _ -> columns.add("key", keyType(type), true)) : id;
        }

        private List<Order> of(List<Order> order) {
            return order.stream()
                    .map(k -> new Order(of(k.column()), k.descending(), k.nullsFirst()))
                    .toList();
        }

        private LogicalNode over(LogicalNode input) {
            if (ids.isEmpty()) {
                return input;
            }
            var assignments = new ArrayList<Assignment>();
            input.outputs().forEach(id -> assignments.add(new Assignment(id, ExpressionTree.reference(columns, id))));
            ids.forEach((id, key) -> assignments.add(new Assignment(key, key(ExpressionTree.reference(columns, id)))));
            return new Project(input, assignments);
        }
    }

    private LogicalNode sort(Sort sort) {
        var keys = new Keys();
        List<Order> order = keys.of(sort.keys());
        return new Sort(keys.over(sort.input()), order, sort.limit(), sort.offset());
    }

    private LogicalNode window(Window window) {
        var keys = new Keys();
        List<Integer> partitionBy = window.partitionBy().stream().map(keys::of).toList();
        List<Order> orderBy = keys.of(window.orderBy());
        return new Window(keys.over(window.input()), partitionBy, orderBy, window.calls());
    }

    private LogicalNode aggregate(Aggregate aggregate) {
        var keys = new Keys();
        List<Integer> groupBy = aggregate.keys().stream().map(keys::of).toList();
        var calls = new ArrayList<AggregateOutput>();
        for (AggregateOutput output : aggregate.calls()) {
            calls.add(new AggregateOutput(output.column(), call(output.call(), keys)));
        }
        if (keys.ids.isEmpty()) {
            return aggregate;
        }
        var shown = new ArrayList<Assignment>();
        for (int id : aggregate.keys()) {
            shown.add(new Assignment(id, shown(id, keys, calls)));
        }
        aggregate
                .calls()
                .forEach(c -> shown.add(new Assignment(c.column(), ExpressionTree.reference(columns, c.column()))));
        LogicalNode grouped = new Aggregate(keys.over(aggregate.input()), groupBy, aggregate.groupingSets(), calls);
        return new Project(grouped, shown);
    }

    private AggregateCall call(AggregateCall call, Keys keys) {
        boolean counts = call.function().equals("count") && call.distinct();
        return counts || call.function().equals("grouping")
                ? new AggregateCall(
                        call.function(),
                        call.arguments().stream().map(keys::of).toList(),
                        call.distinct(),
                        call.filter(),
                        call.orderBy(),
                        call.type())
                : call;
    }

    /** Returns any of the group's values, null where the grouping set does not have the key. */
    private Expression shown(int id, Keys keys, List<AggregateOutput> calls) {
        int key = keys.of(id);
        if (key == id) {
            return ExpressionTree.reference(columns, id);
        }
        int any = columns.copy(id);
        SqlType type = columns.get(id).type();
        calls.add(new AggregateOutput(
                any, new AggregateCall("any_value", List.of(id), false, Optional.empty(), List.of(), type)));
        return new Expression.Case(
                List.of(new Expression.When(
                        new Expression.IsNull(ExpressionTree.reference(columns, key)),
                        new Expression.Literal(Datum.Null.NULL, type))),
                ExpressionTree.reference(columns, any),
                type);
    }

    private Expression comparable(Expression condition) {
        Expression inner = ExpressionTree.mapChildren(condition, this::comparable);
        boolean equates = inner instanceof Expression.Comparison(var operator, var left, var right)
                && (operator == ComparisonOperator.EQUAL || operator == ComparisonOperator.NOT_DISTINCT)
                && needsKey(left.type());
        return equates && inner instanceof Expression.Comparison(var operator, var left, var right)
                ? new Expression.Comparison(operator, key(left), key(right))
                : inner;
    }

    /** Rows are compared, and put out, in a form that equal values share; what shows is made of it. */
    private LogicalNode setOperation(SetOperation operation) {
        var left = new ArrayList<Assignment>();
        var right = new ArrayList<Assignment>();
        var shown = new ArrayList<Assignment>();
        var outputs = new ArrayList<Integer>();
        for (int i = 0; i < operation.outputs().size(); i++) {
            int id = operation.outputs().get(i);
            SqlType type = columns.get(id).type();
            SqlType form = type instanceof SqlType.Varbyte ? TEXT : type;
            left.add(canonical(operation.leftColumns().get(i)));
            right.add(canonical(operation.rightColumns().get(i)));
            outputs.add(type.equals(form) ? id : columns.add("key", form, true));
            Expression output = ExpressionTree.reference(columns, outputs.getLast());
            shown.add(new Assignment(
                    id, type.equals(form) ? output : new Expression.Call("from_hex", List.of(output), type)));
        }
        var compared = new SetOperation(
                operation.operator(),
                operation.all(),
                new Project(operation.left(), left),
                new Project(operation.right(), right),
                left.stream().map(Assignment::column).toList(),
                right.stream().map(Assignment::column).toList(),
                outputs);
        return new Project(compared, shown);
    }

    private Assignment canonical(int id) {
        Expression value = ExpressionTree.reference(columns, id);
        if (value.type() instanceof SqlType.Varbyte) {
            value = key(value);
        } else if (value.type() == SqlType.Simple.INTERVAL) {
            value = new Expression.Call("canonical_interval", List.of(value), SqlType.Simple.INTERVAL);
        }
        return new Assignment(columns.add("key", value.type(), true), value);
    }
}
