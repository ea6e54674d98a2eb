package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.Join;
import dev.slipher.leader.optimize.LogicalNode.JoinKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Takes the predicates that mention outer columns out of a subtree, if they stand where that is possible. */
final class PulledPredicates {
    /** A subtree without correlations, and the predicates over its outputs and outer columns that must hold above it. */
    record Pulled(LogicalNode node, List<Expression> predicates) {}

    private final Columns columns;
    private final Set<Integer> outer;

    PulledPredicates(Columns columns, Set<Integer> outer) {
        this.columns = columns;
        this.outer = outer;
    }

    private boolean isCorrelated(Expression expression) {
        return !ExpressionTree.onlyColumns(expression, id -> !outer.contains(id));
    }

    private boolean isCorrelated(LogicalNode node) {
        for (int id : Correlations.freeColumns(node)) {
            if (outer.contains(id)) {
                return true;
            }
        }
        return false;
    }

    Optional<Pulled> pull(LogicalNode node) {
        if (!isCorrelated(node)) {
            return Optional.of(new Pulled(node, List.of()));
        }
        return switch (node) {
            case LogicalNode.Filter filter -> pull(filter.input()).map(p -> filter(filter, p));
            case LogicalNode.Project project -> pull(project.input()).flatMap(p -> project(project, p));
            case Join join -> join(join);
            case LogicalNode.Aggregate aggregate
            when !aggregate.keys().isEmpty() && aggregate.isPlain() -> pullAggregate(aggregate);
            case LogicalNode.Window window -> pull(window.input()).flatMap(p -> window(window, p));
            case LogicalNode.Sort sort when !sort.isLimited() -> pull(sort.input());
            default -> Optional.empty();
        };
    }

    private Pulled filter(LogicalNode.Filter filter, Pulled input) {
        var stay = new ArrayList<Expression>();
        var predicates = new ArrayList<>(input.predicates());
        for (Expression conjunct : filter.conjuncts()) {
            (isCorrelated(conjunct) ? predicates : stay).add(conjunct);
        }
        LogicalNode node = stay.isEmpty() ? input.node() : new LogicalNode.Filter(input.node(), stay);
        return new Pulled(node, predicates);
    }

    private Optional<Pulled> project(LogicalNode.Project project, Pulled input) {
        if (project.assignments().stream().anyMatch(a -> isCorrelated(a.expression()))) {
            return Optional.empty();
        }
        var assignments = new ArrayList<>(project.assignments());
        for (int id : innerColumns(input.predicates())) {
            if (input.node().outputs().contains(id) && assignments.stream().noneMatch(a -> a.column() == id)) {
                assignments.add(new Assignment(id, ExpressionTree.reference(columns, id)));
            }
        }
        return Optional.of(new Pulled(new LogicalNode.Project(input.node(), assignments), input.predicates()));
    }

    private Set<Integer> innerColumns(List<Expression> predicates) {
        var used = new HashSet<Integer>();
        predicates.forEach(p -> ExpressionTree.collectColumns(p, used));
        used.removeAll(outer);
        return used;
    }

    private Optional<Pulled> join(Join original) {
        Join join = original.rightAsLeft();
        if (join.kind() == JoinKind.FULL) {
            return Optional.empty();
        }
        Optional<Pulled> left = pull(join.left());
        if (left.isEmpty()) {
            return Optional.empty();
        }
        if (join.kind() != JoinKind.INNER) {
            boolean inside =
                    isCorrelated(join.right()) || join.conditions().stream().anyMatch(this::isCorrelated);
            return inside
                    ? Optional.empty()
                    : Optional.of(new Pulled(
                            new Join(join.kind(), left.get().node(), join.right(), join.conditions(), join.mark()),
                            left.get().predicates()));
        }
        Optional<Pulled> right = pull(join.right());
        if (right.isEmpty()) {
            return Optional.empty();
        }
        var predicates = new ArrayList<>(left.get().predicates());
        predicates.addAll(right.get().predicates());
        var stay = new ArrayList<Expression>();
        for (Expression condition : join.conditions()) {
            (isCorrelated(condition) ? predicates : stay).add(condition);
        }
        return Optional.of(new Pulled(
                Join.of(JoinKind.INNER, left.get().node(), right.get().node(), stay), predicates));
    }

    /** Pulls through an aggregate, whose groups are then also those of the inner sides of the equalities. */
    Optional<Pulled> pullAggregate(LogicalNode.Aggregate aggregate) {
        return pull(aggregate.input()).flatMap(p -> groupBy(aggregate, p.node(), p.predicates()));
    }

    /** Makes the aggregate group its input also by what the predicates equate with outer columns. */
    Optional<Pulled> groupBy(LogicalNode.Aggregate aggregate, LogicalNode input, List<Expression> predicates) {
        var keys = new ArrayList<>(aggregate.keys());
        var computed = new ArrayList<Assignment>();
        var above = new ArrayList<Expression>();
        for (Expression predicate : predicates) {
            Optional<Equality> equality = equality(predicate, input.outputs());
            if (equality.isEmpty()) {
                if (keys.containsAll(innerColumns(List.of(predicate))) && Predicates.isSameForEqual(predicate)) {
                    above.add(predicate);
                    continue;
                }
                return Optional.empty();
            }
            int key = key(equality.get().inner(), computed);
            if (!keys.contains(key)) {
                keys.add(key);
            }
            above.add(new Expression.Comparison(
                    equality.get().operator(), equality.get().outer(), ExpressionTree.reference(columns, key)));
        }
        LogicalNode below = input;
        if (!computed.isEmpty()) {
            var assignments = new ArrayList<Assignment>();
            input.outputs().forEach(id -> assignments.add(new Assignment(id, ExpressionTree.reference(columns, id))));
            assignments.addAll(computed);
            below = new LogicalNode.Project(input, assignments);
        }
        List<Integer> all = IntStream.range(0, keys.size()).boxed().toList();
        return Optional.of(new Pulled(new LogicalNode.Aggregate(below, keys, List.of(all), aggregate.calls()), above));
    }

    private int key(Expression inner, List<Assignment> computed) {
        if (inner instanceof Expression.ColumnReference(int id, var _)) {
            return id;
        }
        int id = columns.add("key", inner.type(), true);
        computed.add(new Assignment(id, inner));
        return id;
    }

    /** An equality of outer columns and the input's: columns of queries further out are neither. */
    private record Equality(ComparisonOperator operator, Expression outer, Expression inner) {}

    /** Takes {@code outer = inner} apart, in either order. */
    private Optional<Equality> equality(Expression predicate, List<Integer> input) {
        if (predicate instanceof Expression.Comparison(var operator, var left, var right)
                && (operator == ComparisonOperator.EQUAL || operator == ComparisonOperator.NOT_DISTINCT)) {
            if (isOuter(left) && ExpressionTree.onlyColumns(right, input::contains)) {
                return Optional.of(new Equality(operator, left, right));
            }
            if (isOuter(right) && ExpressionTree.onlyColumns(left, input::contains)) {
                return Optional.of(new Equality(operator, right, left));
            }
        }
        return Optional.empty();
    }

    private boolean isOuter(Expression expression) {
        return ExpressionTree.onlyColumns(expression, outer::contains);
    }

    private Optional<Pulled> window(LogicalNode.Window window, Pulled input) {
        var partitionBy = new ArrayList<>(window.partitionBy());
        for (Expression predicate : input.predicates()) {
            Optional<Equality> equality = equality(predicate, input.node().outputs());
            if (equality.isEmpty() || !(equality.get().inner() instanceof Expression.ColumnReference(int id, var _))) {
                return Optional.empty();
            }
            partitionBy.add(id);
        }
        return Optional.of(new Pulled(
                new LogicalNode.Window(input.node(), partitionBy, window.orderBy(), window.calls()),
                input.predicates()));
    }
}
