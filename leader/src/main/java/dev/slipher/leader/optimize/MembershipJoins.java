package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.Join;
import dev.slipher.leader.optimize.LogicalNode.JoinKind;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says with joins that the engine has what IN and its like mean, which may be unknown because of nulls.
 *
 * <p>The first condition of a mark join is the comparison, others are of the subquery. A comparison of rows, {@code a = x AND
 * b = y}, is unknown for few pairs only, those with a null on one side. These are looked for apart from the rest, which is
 * a hash join:
 *
 * <pre>
 *   (a, b) NOT IN (SELECT x, y FROM r)
 *     no row of r with a = x AND b = y
 *     and, where a or b is null, none for which that is unknown
 *     and none with a null x or y for which it is
 * </pre>
 */
final class MembershipJoins {
    private final Columns columns;

    MembershipJoins(Columns columns) {
        this.columns = columns;
    }

    /** Right rows, and what they must be like for a comparison with them to be unknown. */
    private record Unknown(LogicalNode right, List<Expression> conditions) {}

    /** Whether the join decides one equality and nothing else, which the engine's mark join does. */
    static boolean isSimple(Join join) {
        return join.conditions().size() == 1 && equalFields(join).size() == 1;
    }

    /**
     * Has what is looked for computed once for each left row of a mark join, where it changes from one time to the next, as
     * {@code random()} does.
     */
    Join withOperandsOnce(Join join) {
        if (join.kind() != JoinKind.MARK
                || !Folding.isVolatile(join.conditions().getFirst())) {
            return join;
        }
        var leftColumns = new HashSet<>(join.left().outputs());
        var assignments = identities(join.left());
        var conditions = new ArrayList<>(join.conditions());
        conditions.set(0, once(conditions.getFirst(), leftColumns, assignments));
        return new Join(
                join.kind(), new LogicalNode.Project(join.left(), assignments), join.right(), conditions, join.mark());
    }

    /** Puts columns, which it assigns, in the place of the largest operands that change and are of left rows alone. */
    private Expression once(Expression expression, Set<Integer> leftColumns, List<Assignment> assignments) {
        if (!Folding.isVolatile(expression)) {
            return expression;
        }
        if (!ExpressionTree.onlyColumns(expression, leftColumns::contains)) {
            return ExpressionTree.mapChildren(expression, e -> once(e, leftColumns, assignments));
        }
        int id = columns.add("operand", expression.type(), true);
        assignments.add(new Assignment(id, expression));
        return ExpressionTree.reference(columns, id);
    }

    private List<Assignment> identities(LogicalNode rows) {
        return rows.outputs().stream()
                .map(id -> new Assignment(id, ExpressionTree.reference(columns, id)))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** NOT IN is true only if no comparison is true or unknown; empty if the mark itself is best. */
    Optional<LogicalNode> anti(Join join) {
        if (join.kind() == JoinKind.EXISTS || !canBeUnknown(join)) {
            return Optional.of(Join.of(JoinKind.ANTI, join.left(), join.right(), join.conditions()));
        }
        if (isSimple(join)) {
            return Optional.empty();
        }
        if (equalFields(join).isEmpty()) {
            Expression comparison = join.conditions().getFirst();
            var conditions = new ArrayList<>(join.conditions());
            conditions.set(0, new Expression.Or(List.of(comparison, new Expression.IsNull(comparison))));
            return Optional.of(Join.of(JoinKind.ANTI, join.left(), join.right(), conditions));
        }
        LogicalNode result = Join.of(JoinKind.ANTI, join.left(), join.right(), join.conditions());
        for (Unknown unknown : unknowns(join)) {
            result = Join.of(JoinKind.ANTI, result, unknown.right(), unknown.conditions());
        }
        return Optional.of(result);
    }

    /** The mark is true if some comparison is true, else unknown if some is unknown, else false. */
    LogicalNode spelledOut(Join join) {
        if (!canBeUnknown(join)) {
            return new Join(JoinKind.EXISTS, join.left(), join.right(), join.conditions(), join.mark());
        }
        int mark = join.mark().orElseThrow();
        var cases = new ArrayList<Expression.When>();
        int match = columns.copy(mark);
        cases.add(new Expression.When(ExpressionTree.reference(columns, match), ExpressionTree.TRUE));
        LogicalNode joined =
                new Join(JoinKind.EXISTS, join.left(), join.right(), join.conditions(), OptionalInt.of(match));
        for (Unknown found : unknowns(join)) {
            int unknown = columns.copy(mark);
            joined = new Join(JoinKind.EXISTS, joined, found.right(), found.conditions(), OptionalInt.of(unknown));
            cases.add(new Expression.When(
                    ExpressionTree.reference(columns, unknown),
                    new Expression.Literal(Datum.Null.NULL, SqlType.Simple.BOOLEAN)));
        }
        var assignments = identities(join.left());
        assignments.add(new Assignment(mark, new Expression.Case(cases, ExpressionTree.FALSE, SqlType.Simple.BOOLEAN)));
        return new LogicalNode.Project(joined, assignments);
    }

    private boolean canBeUnknown(Join join) {
        LogicalNode pair = Join.of(JoinKind.INNER, join.left(), join.right(), List.of());
        return Nullability.isNullable(pair, join.conditions().getFirst(), columns);
    }

    private List<Unknown> unknowns(Join join) {
        var conditions = new ArrayList<>(join.conditions());
        conditions.set(0, new Expression.IsNull(join.conditions().getFirst()));
        List<JoinKey> fields = equalFields(join);
        if (fields.isEmpty()) {
            return List.of(new Unknown(join.right(), conditions));
        }
        if (fields.size() == 1) {
            // Unknown whenever a side is null, whatever the other is.
            conditions.removeFirst();
        }
        var result = new ArrayList<Unknown>();
        List<Expression> leftNulls =
                nulls(join.left(), fields.stream().map(JoinKey::left).toList());
        if (!leftNulls.isEmpty()) {
            var some = new ArrayList<>(conditions);
            some.add(Memberships.or(leftNulls));
            result.add(new Unknown(join.right(), some));
        }
        List<Expression> rightNulls =
                nulls(join.right(), fields.stream().map(JoinKey::right).toList());
        if (!rightNulls.isEmpty()) {
            LogicalNode right = new LogicalNode.Filter(join.right(), List.of(Memberships.or(rightNulls)));
            result.add(new Unknown(right, conditions));
        }
        return result;
    }

    private List<Expression> nulls(LogicalNode side, List<Expression> operands) {
        return operands.stream()
                .filter(operand -> Nullability.isNullable(side, operand, columns))
                .<Expression>map(Expression.IsNull::new)
                .toList();
    }

    /** Returns the equalities of the two sides that the comparison consists of; none if it is another one. */
    private static List<JoinKey> equalFields(Join join) {
        var left = new HashSet<>(join.left().outputs());
        var right = new HashSet<>(join.right().outputs());
        List<Expression> conjuncts = ExpressionTree.conjuncts(join.conditions().getFirst());
        List<JoinKey> fields = conjuncts.stream()
                .flatMap(c -> JoinKey.of(c, left, right).stream())
                .filter(key -> !key.nullsMatch())
                .toList();
        return fields.size() == conjuncts.size() ? fields : List.of();
    }
}
