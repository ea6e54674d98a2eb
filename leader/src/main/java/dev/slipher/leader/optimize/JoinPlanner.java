package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.JoinKind;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.leader.optimize.LogicalNode.Join;
import dev.slipher.leader.optimize.PhysicalPlanner.Part;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plans joins: which side is built, on which keys, with what left over, and how the sides come together. */
final class JoinPlanner {
    private static final Expression ONE = new Expression.Literal(new Datum.Integral(1), SqlType.Simple.INTEGER);

    private final PhysicalPlanner planner;

    JoinPlanner(PhysicalPlanner planner) {
        this.planner = planner;
    }

    /** The conditions of a join by what they are good for. */
    private record Split(List<JoinKey> keys, List<Expression> residual) {
        /** Whether the keys say something of how the rows come together, and are not a condition on one side. */
        boolean hasColumns() {
            return !keys.isEmpty()
                    && !ExpressionTree.isConstant(keys.getFirst().left())
                    && !ExpressionTree.isConstant(keys.getFirst().right());
        }
    }

    Part plan(Join join, Set<Integer> required) {
        Split split = split(join);
        var used = new HashSet<>(required);
        join.conditions().forEach(c -> ExpressionTree.collectColumns(c, used));
        Part left = planner.convert(join.left(), intersection(used, join.left().outputs()), false);
        Part right =
                planner.convert(join.right(), intersection(used, join.right().outputs()), false);
        JoinKind kind = kind(join);
        boolean swapped = kind == JoinKind.RIGHT
                || kind == JoinKind.RIGHT_SEMI
                || kind == JoinKind.RIGHT_ANTI
                || kind == JoinKind.FULL && rows(join.left()) < rows(join.right());
        if (join.kind() == LogicalNode.JoinKind.RIGHT) {
            throw new IllegalStateException("right joins were turned round");
        }
        Part plan = swapped
                ? join(join, kind, right, left, flipped(split), rows(join.right()), rows(join.left()))
                : join(join, kind, left, right, split, rows(join.left()), rows(join.right()));
        return join.kind() == LogicalNode.JoinKind.EXISTS
                ? neverUnknown(plan, join.mark().orElseThrow())
                : plan;
    }

    private static Set<Integer> intersection(Set<Integer> used, List<Integer> outputs) {
        var both = new HashSet<>(outputs);
        both.retainAll(used);
        return both;
    }

    private double rows(LogicalNode node) {
        return planner.estimator().profile(node).rows();
    }

    /** Left, semi and anti joins build their smaller side, too: with the sides exchanged they are right joins. */
    private JoinKind kind(Join join) {
        return switch (join.kind()) {
            case INNER -> JoinKind.INNER;
            case LEFT -> isLeftSmaller(join) ? JoinKind.RIGHT : JoinKind.LEFT;
            case FULL -> JoinKind.FULL;
            case SEMI -> isLeftSmaller(join) ? JoinKind.RIGHT_SEMI : JoinKind.SEMI;
            case ANTI -> isLeftSmaller(join) ? JoinKind.RIGHT_ANTI : JoinKind.ANTI;
            case MARK, EXISTS -> JoinKind.MARK;
            case RIGHT, SINGLE -> throw new IllegalStateException(join.kind() + " join left over");
        };
    }

    private boolean isLeftSmaller(Join join) {
        return rows(join.left()) < planner.estimator().builtRows(join.right(), join.left(), join.conditions());
    }

    private static Split split(Join join) {
        var leftColumns = new HashSet<>(join.left().outputs());
        var rightColumns = new HashSet<>(join.right().outputs());
        var keys = new ArrayList<JoinKey>();
        var residual = new ArrayList<Expression>();
        for (Expression condition : join.conditions()) {
            JoinKey.of(condition, leftColumns, rightColumns).ifPresentOrElse(keys::add, () -> residual.add(condition));
        }
        return keys.isEmpty() && join.kind() != LogicalNode.JoinKind.MARK
                ? conditional(residual, leftColumns)
                : new Split(keys, residual);
    }

    /** Conditions on left rows alone become a key, null where they are not true, so that those rows meet none at all. */
    private static Split conditional(List<Expression> conditions, Set<Integer> leftColumns) {
        var left = new ArrayList<Expression>();
        var residual = new ArrayList<Expression>();
        for (Expression condition : conditions) {
            boolean onLeft = !ExpressionTree.isConstant(condition)
                    && !Folding.isVolatile(condition)
                    && ExpressionTree.onlyColumns(condition, leftColumns::contains);
            (onLeft ? left : residual).add(condition);
        }
        return ExpressionTree.and(left)
                .map(condition -> new Split(List.of(new JoinKey(whenTrue(condition), ONE, false)), residual))
                .orElseGet(() -> new Split(List.of(), residual));
    }

    private static Expression whenTrue(Expression condition) {
        return new Expression.Case(
                List.of(new Expression.When(condition, ONE)),
                new Expression.Literal(Datum.Null.NULL, SqlType.Simple.INTEGER),
                SqlType.Simple.INTEGER);
    }

    private static Split flipped(Split split) {
        return new Split(split.keys().stream().map(JoinKey::flipped).toList(), split.residual());
    }

    private Part join(
            Join join, JoinKind kind, Part left, Part right, Split split, double probeRows, double buildRows) {
        var probeKeys = new ArrayList<Integer>();
        var buildKeys = new ArrayList<Integer>();
        var probeComputed = new LinkedHashMap<Integer, Expression>();
        var buildComputed = new LinkedHashMap<Integer, Expression>();
        for (JoinKey key : split.keys()) {
            probeKeys.add(keyColumn(key.left(), probeComputed));
            buildKeys.add(keyColumn(key.right(), buildComputed));
        }
        Part probe = planner.extended(left, probeComputed);
        Part build = planner.extended(right, buildComputed);
        JoinPlacement placement = JoinPlacement.choose(
                kind,
                new JoinPlacement.Side(probe.placement(), split.hasColumns() ? probeKeys : List.of(), probeRows),
                new JoinPlacement.Side(build.placement(), split.hasColumns() ? buildKeys : List.of(), buildRows),
                planner.slices());
        var pair = new ArrayList<>(probe.columns());
        pair.addAll(build.columns());
        var types = new ArrayList<>(probe.plan().types());
        types.addAll(build.plan().types());
        var both = new Part(new PlanNode.Values(List.of(), types), pair, Placement.Fixed.SCATTERED);
        var outputs = new ArrayList<>(probe.columns());
        switch (kind) {
            case SEMI, ANTI -> {
                // Only the probe side shows.
            }
            case RIGHT_SEMI, RIGHT_ANTI -> {
                outputs.clear();
                outputs.addAll(build.columns());
            }
            case MARK -> outputs.add(join.mark().orElseThrow());
            case INNER, LEFT, RIGHT, FULL -> outputs.addAll(build.columns());
        }
        return planner.part(
                new PlanNode.Join(
                        kind,
                        probe.plan(),
                        build.plan(),
                        probeKeys.stream().map(probe::indexOf).toList(),
                        buildKeys.stream().map(build::indexOf).toList(),
                        split.keys().stream().map(JoinKey::nullsMatch).toList(),
                        ExpressionTree.and(split.residual()).map(e -> planner.physical(e, both)),
                        placement.distribution(),
                        planner.estimate(join, outputs)),
                outputs,
                placement.result());
    }

    private int keyColumn(Expression expression, Map<Integer, Expression> computed) {
        if (expression instanceof Expression.ColumnReference(int id, var _)) {
            return id;
        }
        int id = planner.columns().add("key", expression.type(), true);
        computed.put(id, expression);
        return id;
    }

    private Part neverUnknown(Part part, int mark) {
        var expressions = new ArrayList<Expression>();
        for (int id : part.columns()) {
            Expression column = planner.column(part, id);
            expressions.add(
                    id == mark
                            ? new Expression.Coalesce(List.of(column, ExpressionTree.FALSE), column.type())
                            : column);
        }
        return planner.part(new PlanNode.Project(part.plan(), expressions), part.columns(), part.placement());
    }
}
