package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.Join;
import dev.slipher.leader.optimize.LogicalNode.JoinKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Moves conditions as far down as they hold, and turns outer joins into inner ones where a condition above rejects their
 * nulls.
 */
final class Pushdown {
    private final Columns columns;
    private final SharedConditions sharedConditions;
    private final Runnable checkpoint;

    /** @param checkpoint throws when planning shall end */
    Pushdown(Columns columns, Runnable checkpoint) {
        this.columns = columns;
        this.checkpoint = checkpoint;
        sharedConditions = new SharedConditions(columns);
    }

    LogicalNode rewrite(LogicalNode node) {
        return push(node, List.of());
    }

    /** Rewrites a shared subplan, when all that may read it has been rewritten: only rows that some reader wants remain. */
    LogicalNode rewrite(SharedSubplan subplan) {
        return push(subplan.plan(), Predicates.normalize(sharedConditions.ofAllReaders(subplan.id())));
    }

    private static LogicalNode filtered(LogicalNode node, List<Expression> conditions) {
        return conditions.isEmpty() ? node : new LogicalNode.Filter(node, conditions);
    }

    /** Returns the node's rows for which the conditions, over its outputs, hold. */
    private LogicalNode push(LogicalNode node, List<Expression> conditions) {
        List<Expression> changing =
                conditions.stream().filter(Folding::isVolatile).toList();
        return changing.isEmpty()
                ? pushFixed(node, conditions)
                : filtered(
                        pushFixed(
                                node,
                                conditions.stream()
                                        .filter(c -> !Folding.isVolatile(c))
                                        .toList()),
                        changing);
    }

    /** As {@link #push}, with conditions that have one answer for a row; others are asked once for each row that came up. */
    private LogicalNode pushFixed(LogicalNode node, List<Expression> conditions) {
        return switch (node) {
            case LogicalNode.Filter filter -> {
                // Its own come first: those above may fail on rows that these leave out.
                var all = new ArrayList<>(filter.conjuncts());
                all.addAll(conditions);
                yield push(filter.input(), Predicates.normalize(all));
            }
            case LogicalNode.Project project -> project(project, conditions);
            case Join join -> join(join, conditions);
            case LogicalNode.Aggregate aggregate -> aggregate(aggregate, conditions);
            case LogicalNode.Expand expand -> expand(expand, conditions);
            case LogicalNode.Window window -> window(window, conditions);
            case LogicalNode.Sort sort -> {
                if (sort.isLimited()) {
                    yield filtered(sort.withInputs(List.of(rewrite(sort.input()))), conditions);
                }
                yield sort.withInputs(List.of(push(sort.input(), conditions)));
            }
            case LogicalNode.Union union -> union(union, conditions);
            case LogicalNode.SetOperation operation -> setOperation(operation, conditions);
            case LogicalNode.Recursion recursion ->
                filtered(
                        recursion.withInputs(List.of(rewrite(recursion.base()), rewrite(recursion.step()))),
                        conditions);
            case LogicalNode.SharedScan scan -> {
                sharedConditions.add(scan, conditions);
                yield filtered(scan, conditions);
            }
            case LogicalNode.Scan _,
                    LogicalNode.LeaderScan _,
                    LogicalNode.WorkingTable _,
                    LogicalNode.Values _,
                    LogicalNode.Series _ -> filtered(node, conditions);
        };
    }

    private LogicalNode project(LogicalNode.Project project, List<Expression> conditions) {
        var definitions = new HashMap<Integer, Expression>();
        project.assignments().forEach(a -> definitions.put(a.column(), Folding.fold(a.expression())));
        var below = new ArrayList<Expression>();
        var above = new ArrayList<Expression>();
        for (Expression condition : conditions) {
            boolean isVolatile = ExpressionTree.columns(condition).stream()
                    .map(definitions::get)
                    .anyMatch(definition -> definition != null && Folding.isVolatile(definition));
            if (isVolatile) {
                above.add(condition);
            } else {
                below.add(ExpressionTree.substitute(condition, definitions));
            }
        }
        LogicalNode input = push(project.input(), Predicates.normalize(below));
        List<Assignment> assignments = project.assignments().stream()
                .map(a -> new Assignment(a.column(), definitions.getOrDefault(a.column(), a.expression())))
                .toList();
        return filtered(new LogicalNode.Project(input, assignments), above);
    }

    private LogicalNode expand(LogicalNode.Expand expand, List<Expression> conditions) {
        var below = new ArrayList<Expression>();
        var above = new ArrayList<Expression>();
        for (Expression condition : conditions) {
            boolean numbered = ExpressionTree.columns(condition).contains(expand.number());
            (numbered ? above : below).add(condition);
        }
        return filtered(expand.withInputs(List.of(push(expand.input(), below))), above);
    }

    private LogicalNode aggregate(LogicalNode.Aggregate aggregate, List<Expression> conditions) {
        var below = new ArrayList<Expression>();
        var above = new ArrayList<Expression>();
        for (Expression condition : conditions) {
            boolean overKeys = aggregate.isPlain()
                    && !aggregate.keys().isEmpty()
                    && Predicates.isSameForEqual(condition)
                    && ExpressionTree.onlyColumns(condition, aggregate.keys()::contains);
            (overKeys ? below : above).add(condition);
        }
        return filtered(aggregate.withInputs(List.of(push(aggregate.input(), below))), above);
    }

    private LogicalNode window(LogicalNode.Window window, List<Expression> conditions) {
        var below = new ArrayList<Expression>();
        var above = new ArrayList<Expression>();
        for (Expression condition : conditions) {
            boolean whole = !ExpressionTree.isConstant(condition)
                    && Predicates.isSameForEqual(condition)
                    && ExpressionTree.onlyColumns(condition, window.partitionBy()::contains);
            (whole ? below : above).add(condition);
        }
        return filtered(window.withInputs(List.of(push(window.input(), below))), above);
    }

    private LogicalNode union(LogicalNode.Union union, List<Expression> conditions) {
        var inputs = new ArrayList<LogicalNode>();
        for (int i = 0; i < union.inputs().size(); i++) {
            inputs.add(push(
                    union.inputs().get(i),
                    renamed(conditions, union.outputs(), union.columns().get(i))));
        }
        return union.withInputs(inputs);
    }

    private LogicalNode setOperation(LogicalNode.SetOperation operation, List<Expression> conditions) {
        var below = new ArrayList<Expression>();
        var above = new ArrayList<Expression>();
        for (Expression condition : conditions) {
            (Predicates.isSameForEqual(condition) ? below : above).add(condition);
        }
        return filtered(
                new LogicalNode.SetOperation(
                        operation.operator(),
                        operation.all(),
                        push(operation.left(), renamed(below, operation.outputs(), operation.leftColumns())),
                        push(operation.right(), renamed(below, operation.outputs(), operation.rightColumns())),
                        operation.leftColumns(),
                        operation.rightColumns(),
                        operation.outputs()),
                above);
    }

    private List<Expression> renamed(List<Expression> conditions, List<Integer> from, List<Integer> to) {
        Map<Integer, Expression> names = new HashMap<>();
        for (int i = 0; i < from.size(); i++) {
            names.put(from.get(i), ExpressionTree.reference(columns, to.get(i)));
        }
        return conditions.stream().map(c -> ExpressionTree.substitute(c, names)).toList();
    }

    private LogicalNode join(Join join, List<Expression> conditions) {
        checkpoint.run();
        return switch (join.kind()) {
            case INNER -> inner(join, conditions);
            case LEFT, SINGLE -> left(join, conditions);
            case RIGHT -> join(join.rightAsLeft(), conditions);
            case FULL -> full(join, conditions);
            case SEMI, ANTI, MARK, EXISTS -> half(join, conditions);
        };
    }

    private LogicalNode inner(Join join, List<Expression> conditions) {
        var all = new ArrayList<>(join.conditions());
        all.addAll(conditions);
        List<Expression> normal = inferred(Predicates.normalize(all));
        if (normal.stream().anyMatch(Folding::isVolatile)) {
            // Asked of each pair, as of the rows of a filter.
            return push(
                    new LogicalNode.Filter(Join.of(JoinKind.INNER, join.left(), join.right(), List.of()), normal),
                    List.of());
        }
        var leftColumns = new HashSet<>(join.left().outputs());
        var rightColumns = new HashSet<>(join.right().outputs());
        var left = new ArrayList<Expression>();
        var right = new ArrayList<Expression>();
        var both = new ArrayList<Expression>();
        for (Expression condition : normal) {
            if (ExpressionTree.onlyColumns(condition, leftColumns::contains)) {
                left.add(condition);
            } else if (ExpressionTree.onlyColumns(condition, rightColumns::contains)) {
                right.add(condition);
            } else {
                both.add(condition);
                Predicates.impliedOn(condition, leftColumns::contains).ifPresent(left::add);
                Predicates.impliedOn(condition, rightColumns::contains).ifPresent(right::add);
            }
        }
        return Join.of(JoinKind.INNER, push(join.left(), left), push(join.right(), right), both);
    }

    /** Adds for columns that are equal to a restricted one the same restriction, and equalities between equal columns. */
    private List<Expression> inferred(List<Expression> conditions) {
        Map<Integer, Set<Integer>> classes = new HashMap<>();
        for (Expression condition : conditions) {
            Predicates.equatedColumns(condition).ifPresent(pair -> unite(classes, pair[0], pair[1]));
        }
        var all = new LinkedHashSet<>(conditions);
        for (Expression condition : conditions) {
            Optional<Integer> column = Predicates.restrictedColumn(condition);
            if (column.isPresent() && !Folding.isVolatile(condition)) {
                for (int other : classes.getOrDefault(column.get(), Set.of())) {
                    all.add(ExpressionTree.substitute(
                            condition, Map.of(column.get(), ExpressionTree.reference(columns, other))));
                }
            }
        }
        return new ArrayList<>(all);
    }

    private static void unite(Map<Integer, Set<Integer>> classes, int a, int b) {
        Set<Integer> united = new LinkedHashSet<>(classes.getOrDefault(a, Set.of(a)));
        united.addAll(classes.getOrDefault(b, Set.of(b)));
        united.forEach(member -> classes.put(member, united));
    }

    private LogicalNode left(Join join, List<Expression> conditions) {
        var rightColumns = new HashSet<>(join.right().outputs());
        var leftColumns = new HashSet<>(join.left().outputs());
        boolean rejects = join.kind() == JoinKind.LEFT
                && conditions.stream().anyMatch(c -> Nullability.rejectsNulls(c, rightColumns::contains));
        if (rejects) {
            return inner(Join.of(JoinKind.INNER, join.left(), join.right(), join.conditions()), conditions);
        }
        var left = new ArrayList<Expression>();
        var above = new ArrayList<Expression>();
        for (Expression condition : conditions) {
            (ExpressionTree.onlyColumns(condition, leftColumns::contains) ? left : above).add(condition);
        }
        return filtered(withRightConditions(join, join.kind(), left), above);
    }

    /** Pushes what a join's own conditions say about its right side alone, and what equal left columns say about it. */
    private LogicalNode withRightConditions(Join join, JoinKind kind, List<Expression> left) {
        var rightColumns = new HashSet<>(join.right().outputs());
        var known = new ArrayList<>(left);
        known.addAll(Predicates.normalize(join.conditions()));
        var own = new LinkedHashSet<>(Predicates.normalize(join.conditions()));
        var right = new ArrayList<Expression>();
        for (Expression condition : inferred(known)) {
            if (!ExpressionTree.isConstant(condition)
                    && !Folding.isVolatile(condition)
                    && ExpressionTree.onlyColumns(condition, rightColumns::contains)) {
                right.add(condition);
            }
        }
        own.removeAll(right);
        LogicalNode rightRows = push(join.right(), right);
        boolean rightIsOnlyThere =
                own.stream().noneMatch(c -> ExpressionTree.columns(c).stream().anyMatch(rightColumns::contains));
        return new Join(
                kind,
                push(join.left(), left),
                isExistence(kind) && rightIsOnlyThere ? first(rightRows) : rightRows,
                new ArrayList<>(own),
                join.mark());
    }

    /** Whether a join asks if there is a right row, and not which. */
    private static boolean isExistence(JoinKind kind) {
        return switch (kind) {
            case SEMI, ANTI, EXISTS -> true;
            case INNER, LEFT, RIGHT, FULL, SINGLE, MARK -> false;
        };
    }

    /** Returns one of the rows, if there are any. */
    private static LogicalNode first(LogicalNode rows) {
        return new LogicalNode.Sort(rows, List.of(), Optional.of(1L), 0);
    }

    private LogicalNode full(Join join, List<Expression> conditions) {
        var rightColumns = new HashSet<>(join.right().outputs());
        var leftColumns = new HashSet<>(join.left().outputs());
        boolean keepsNoRight = conditions.stream().anyMatch(c -> Nullability.rejectsNulls(c, leftColumns::contains));
        boolean keepsNoLeft = conditions.stream().anyMatch(c -> Nullability.rejectsNulls(c, rightColumns::contains));
        if (keepsNoRight) {
            return left(Join.of(JoinKind.LEFT, join.left(), join.right(), join.conditions()), conditions);
        }
        if (keepsNoLeft) {
            return left(Join.of(JoinKind.LEFT, join.right(), join.left(), join.conditions()), conditions);
        }
        return filtered(
                Join.of(
                        JoinKind.FULL,
                        rewrite(join.left()),
                        rewrite(join.right()),
                        Predicates.normalize(join.conditions())),
                conditions);
    }

    private LogicalNode half(Join join, List<Expression> conditions) {
        var leftColumns = new HashSet<>(join.left().outputs());
        var left = new ArrayList<Expression>();
        var above = new ArrayList<Expression>();
        for (Expression condition : conditions) {
            (ExpressionTree.onlyColumns(condition, leftColumns::contains) ? left : above).add(condition);
        }
        if (join.kind() == JoinKind.SEMI) {
            var own = new ArrayList<Expression>();
            for (Expression condition : Predicates.normalize(join.conditions())) {
                boolean onLeft = !ExpressionTree.isConstant(condition)
                        && !Folding.isVolatile(condition)
                        && ExpressionTree.onlyColumns(condition, leftColumns::contains);
                (onLeft ? left : own).add(condition);
            }
            Join rest = new Join(JoinKind.SEMI, join.left(), join.right(), own, OptionalInt.empty());
            return filtered(withRightConditions(rest, JoinKind.SEMI, left), above);
        }
        if (join.kind() == JoinKind.MARK) {
            // The mark's meaning rests on all its conditions standing here.
            return filtered(
                    new Join(
                            JoinKind.MARK,
                            push(join.left(), left),
                            rewrite(join.right()),
                            join.conditions(),
                            join.mark()),
                    above);
        }
        return filtered(withRightConditions(join, join.kind(), left), above);
    }
}
