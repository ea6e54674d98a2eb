package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.Filter;
import dev.slipher.leader.optimize.LogicalNode.Join;
import dev.slipher.leader.optimize.LogicalNode.JoinKind;
import dev.slipher.leader.optimize.LogicalNode.Project;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes semi and anti joins of the joins whose marks a filter tests, and of other marks what the engine can set.
 *
 * <pre>
 * Filter(NOT m, a > 1)       becomes  Filter(a > 1)
 *   Join(EXISTS, mark m)                Join(ANTI)
 * </pre>
 *
 * <p>What this repeats of a subquery may be shared, so it comes before {@link SharedSubplans}.
 */
final class SemiJoins {
    private final Columns columns;
    private final MembershipJoins memberships;
    /** By column, how many nodes of the plan read it. */
    private final Map<Integer, Integer> readers = new HashMap<>();
    /** By mark, the test of it that a join has taken over. */
    private final Map<Integer, Test> done = new HashMap<>();

    private int filters;

    private SemiJoins(Columns columns) {
        this.columns = columns;
        memberships = new MembershipJoins(columns);
    }

    static QueryPlan rewrite(QueryPlan plan, Columns columns) {
        var rewriting = new SemiJoins(columns);
        plan.roots().forEach(rewriting::countReaders);
        return plan.map(root -> rewriting.rewrite(root, Map.of()));
    }

    /**
     * That only rows with a mark are wanted, or only those without it.
     *
     * @param filter the number of the filter that asks
     * @param readers nodes that read the mark for the test alone: the filter, and projections that let it through
     */
    private record Test(int filter, boolean negated, int readers) {}

    private void countReaders(LogicalNode node) {
        Correlations.read(node).forEach(column -> readers.merge(column, 1, Integer::sum));
        node.inputs().forEach(this::countReaders);
    }

    /**
     * Rewrites a node.
     *
     * @param tests by mark, what is asked of it above for each of the node's rows
     */
    private LogicalNode rewrite(LogicalNode node, Map<Integer, Test> tests) {
        return switch (node) {
            case Filter filter -> filter(filter, tests);
            case Project project -> project(project, tests);
            case Join join -> join(join, tests);
            default ->
                node.withInputs(
                        node.inputs().stream().map(i -> rewrite(i, Map.of())).toList());
        };
    }

    private LogicalNode filter(Filter filter, Map<Integer, Test> tests) {
        int number = filters++;
        List<Expression> conditions = Predicates.normalize(filter.conjuncts());
        var all = new HashMap<>(tests);
        conditions.forEach(condition -> all.keySet().removeAll(ExpressionTree.columns(condition)));
        for (Expression condition : conditions) {
            if (tested(condition) instanceof Expression.ColumnReference(int mark, var _)
                    && usedOnce(mark, conditions)) {
                all.put(mark, new Test(number, condition instanceof Expression.Not, 1));
            }
        }
        LogicalNode input = rewrite(filter.input(), all);
        List<Expression> left = conditions.stream()
                .filter(c ->
                        !(tested(c) instanceof Expression.ColumnReference(int mark, var _) && isDone(mark, number)))
                .toList();
        return left.isEmpty() ? input : new Filter(input, left);
    }

    private boolean isDone(int mark, int filter) {
        Test test = done.get(mark);
        return test != null && test.filter() == filter;
    }

    private static Expression tested(Expression condition) {
        return condition instanceof Expression.Not(var operand) ? operand : condition;
    }

    private static boolean usedOnce(int mark, List<Expression> conditions) {
        return conditions.stream()
                        .filter(c -> ExpressionTree.columns(c).contains(mark))
                        .count()
                == 1;
    }

    private LogicalNode project(Project project, Map<Integer, Test> tests) {
        var below = new HashMap<Integer, Test>();
        for (Assignment assignment : project.assignments()) {
            Test test = tests.get(assignment.column());
            if (test != null && assignment.isIdentity()) {
                boolean elsewhere = project.assignments().stream()
                        .anyMatch(a -> a.column() != assignment.column()
                                && ExpressionTree.columns(a.expression()).contains(assignment.column()));
                below.put(
                        assignment.column(),
                        new Test(test.filter(), test.negated(), test.readers() + (elsewhere ? 0 : 1)));
            }
        }
        LogicalNode input = rewrite(project.input(), below);
        return new Project(
                input,
                project.assignments().stream()
                        .filter(a -> !below.containsKey(a.column())
                                || input.outputs().contains(a.column()))
                        .toList());
    }

    private LogicalNode join(Join join, Map<Integer, Test> tests) {
        LogicalNode right = rewrite(join.right(), join.kind() == JoinKind.INNER ? tests : Map.of());
        LogicalNode left =
                rewrite(join.left(), join.kind() == JoinKind.RIGHT || join.kind() == JoinKind.FULL ? Map.of() : tests);
        var rewritten =
                memberships.withOperandsOnce(new Join(join.kind(), left, right, join.conditions(), join.mark()));
        if (join.mark().isEmpty()) {
            return rewritten;
        }
        int mark = join.mark().getAsInt();
        Test test = tests.get(mark);
        if (test != null) {
            Optional<LogicalNode> testing = test.negated() ? memberships.anti(rewritten) : Optional.of(semi(rewritten));
            if (testing.isPresent()) {
                done.put(mark, test);
                return readers.getOrDefault(mark, 0) > test.readers()
                        ? withMark(testing.get(), left.outputs(), mark, !test.negated())
                        : testing.get();
            }
        }
        return join.kind() == JoinKind.MARK && !MembershipJoins.isSimple(rewritten)
                ? memberships.spelledOut(rewritten)
                : rewritten;
    }

    private static LogicalNode semi(Join join) {
        return Join.of(JoinKind.SEMI, join.left(), join.right(), join.conditions());
    }

    /** Adds the column of a mark that is tested below, for those who read it besides the test. */
    private LogicalNode withMark(LogicalNode rows, List<Integer> kept, int mark, boolean value) {
        var assignments = kept.stream()
                .map(id -> new Assignment(id, ExpressionTree.reference(columns, id)))
                .collect(Collectors.toCollection(ArrayList::new));
        assignments.add(new Assignment(mark, value ? ExpressionTree.TRUE : ExpressionTree.FALSE));
        return new Project(rows, assignments);
    }
}
