package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode.SetOperator;
import dev.slipher.leader.optimize.LogicalNode.Join;
import dev.slipher.leader.optimize.LogicalNode.JoinKind;
import dev.slipher.leader.optimize.Profile.ColumnProfile;
import dev.slipher.leader.plan.TableStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;

/** Estimates the rows of logical nodes from the statistics of tables; remembers what it has estimated. */
final class Estimator {
    private static final double UNKNOWN_TABLE_ROWS = 1_000;

    /** Elements that an array is taken to have. */
    private static final double ROUNDS = 10;

    private static final double EXPANSION = 4;

    private final Columns columns;
    private final IdentityHashMap<LogicalNode, Profile> known = new IdentityHashMap<>();
    private final Map<Integer, LogicalNode> subplans = new HashMap<>();

    Estimator(Columns columns) {
        this.columns = columns;
    }

    /** Says what the scans of a shared subplan read; before any of them is asked for. */
    void share(int subplan, LogicalNode plan) {
        subplans.put(subplan, plan);
    }

    Profile profile(LogicalNode node) {
        Profile profile = known.get(node);
        if (profile == null) {
            profile = estimate(node);
            known.put(node, profile);
        }
        return profile;
    }

    private Profile estimate(LogicalNode node) {
        return switch (node) {
            case LogicalNode.Scan scan -> scan(scan);
            case LogicalNode.LeaderScan scan -> new Profile(scan.relation().expectedRows(), new HashMap<>());
            case LogicalNode.Values values -> new Profile(values.rows().size(), new HashMap<>());
            case LogicalNode.Expand expand -> {
                Profile input = profile(expand.input());
                yield input.scaled(input.rows() * EXPANSION);
            }
            case LogicalNode.Series _ -> new Profile(UNKNOWN_TABLE_ROWS, new HashMap<>());
            case LogicalNode.Filter filter -> {
                Profile input = profile(filter.input());
                yield input.scaled(input.rows() * Selectivity.of(filter.conjuncts(), input));
            }
            case LogicalNode.Project project -> project(project);
            case Join join -> join(join);
            case LogicalNode.Aggregate aggregate -> aggregate(aggregate);
            case LogicalNode.Window window -> profile(window.input());
            case LogicalNode.Sort sort -> {
                Profile input = profile(sort.input());
                double rest = Math.max(1, input.rows() - sort.offset());
                yield input.scaled(
                        sort.limit().isPresent() ? Math.min(sort.limit().get(), rest) : rest);
            }
            case LogicalNode.Union union -> union(union);
            case LogicalNode.Recursion recursion ->
                new Profile(profile(recursion.base()).rows() * ROUNDS, new HashMap<>());
            case LogicalNode.WorkingTable _ -> new Profile(UNKNOWN_TABLE_ROWS, new HashMap<>());
            case LogicalNode.SharedScan scan -> sharedScan(scan);
            case LogicalNode.SetOperation operation -> {
                double left = profile(operation.left()).rows();
                double right = profile(operation.right()).rows();
                yield new Profile(
                        operation.operator() == SetOperator.INTERSECT ? Math.min(left, right) / 2 : left / 2,
                        new HashMap<>());
            }
        };
    }

    private Profile scan(LogicalNode.Scan scan) {
        TableStatistics statistics = scan.table().statistics();
        double rows = statistics.rowCount();
        var profiles = new HashMap<Integer, ColumnProfile>();
        for (int i = 0; i < scan.columnIds().size(); i++) {
            var column = statistics.columns().get(scan.columnIds().get(i));
            int id = scan.outputs().get(i);
            if (column != null) {
                profiles.put(id, ColumnProfile.of(column, columns.get(id).type(), rows));
            }
        }
        return new Profile(rows, profiles);
    }

    private Profile sharedScan(LogicalNode.SharedScan scan) {
        Profile rows = profile(Objects.requireNonNull(subplans.get(scan.subplan())));
        var profiles = new HashMap<Integer, ColumnProfile>();
        for (int i = 0; i < scan.columns().size(); i++) {
            ColumnProfile column = rows.columns().get(scan.columns().get(i));
            if (column != null) {
                profiles.put(scan.outputs().get(i), column);
            }
        }
        return new Profile(rows.rows(), profiles);
    }

    private Profile project(LogicalNode.Project project) {
        Profile input = profile(project.input());
        var profiles = new HashMap<Integer, ColumnProfile>();
        for (LogicalNode.Assignment assignment : project.assignments()) {
            if (assignment.expression() instanceof Expression.ColumnReference(int id, var _)) {
                ColumnProfile column = input.columns().get(id);
                if (column != null) {
                    profiles.put(assignment.column(), column);
                }
            }
        }
        return new Profile(input.rows(), profiles);
    }

    private Profile union(LogicalNode.Union union) {
        double rows = 0;
        for (LogicalNode input : union.inputs()) {
            rows += profile(input).rows();
        }
        return new Profile(rows, new HashMap<>());
    }

    private Profile aggregate(LogicalNode.Aggregate aggregate) {
        Profile input = profile(aggregate.input());
        double groups = 0;
        for (List<Integer> set : aggregate.groupingSets()) {
            groups += groups(set.stream().map(aggregate.keys()::get).toList(), input);
        }
        return input.scaled(groups);
    }

    private static double groups(List<Integer> keys, Profile input) {
        double product = 1;
        for (int key : keys) {
            product = Math.min(product * input.distinct(key), 1e15);
        }
        return Math.min(product, keys.size() > 1 ? Math.max(1, input.rows() * 0.75) : input.rows());
    }

    private Profile join(Join join) {
        Profile left = profile(join.left());
        Profile right = profile(join.right());
        return joined(
                join.kind(),
                left,
                right,
                join.conditions(),
                new HashSet<>(join.left().outputs())::contains);
    }

    /** Returns the profile of a join of two profiles. */
    static Profile joined(
            JoinKind kind, Profile left, Profile right, List<Expression> conditions, IntPredicate fromLeft) {
        double inner = left.rows() * right.rows() * joinSelectivity(conditions, left, right);
        return switch (kind) {
            case INNER -> left.joined(right, inner);
            case LEFT, SINGLE -> left.joined(right, Math.max(inner, left.rows()));
            case RIGHT -> left.joined(right, Math.max(inner, right.rows()));
            case FULL -> left.joined(right, Math.max(inner, Math.max(left.rows(), right.rows())));
            case SEMI -> left.scaled(left.rows() * matchFraction(conditions, left, right, fromLeft));
            case ANTI ->
                left.scaled(left.rows() * Math.max(0.05, 1 - matchFraction(conditions, left, right, fromLeft)));
            case MARK, EXISTS -> left;
        };
    }

    /**
     * Returns how many rows of one side of a join have to be built when the other probes: build sides of joins that the
     * other side went through before are made first, and their keys filter this side.
     */
    double builtRows(LogicalNode side, LogicalNode probing, List<Expression> conditions) {
        double fraction = 1;
        for (Expression condition : conditions) {
            var pair = Predicates.equatedColumns(condition);
            if (pair.isPresent()) {
                fraction = Math.min(fraction, keptFraction(probing, pair.get()[0]));
                fraction = Math.min(fraction, keptFraction(probing, pair.get()[1]));
            }
        }
        return Math.max(1, profile(side).rows() * fraction);
    }

    /** Returns which part of a column's values the joins below a node leave over. */
    private double keptFraction(LogicalNode node, int column) {
        return switch (node) {
            case LogicalNode.Filter filter -> keptFraction(filter.input(), column);
            case Join join
            when join.kind() == JoinKind.INNER || join.kind() == JoinKind.SEMI -> {
                double fraction = keptFraction(join.left(), column);
                Profile left = profile(join.left());
                Profile right = profile(join.right());
                for (Expression condition : join.conditions()) {
                    var pair = Predicates.equatedColumns(condition);
                    if (pair.isPresent() && (pair.get()[0] == column || pair.get()[1] == column)) {
                        boolean inOrder = left.columns().containsKey(pair.get()[0]);
                        double own = left.distinct(inOrder ? pair.get()[0] : pair.get()[1]);
                        double other = right.distinct(inOrder ? pair.get()[1] : pair.get()[0]);
                        fraction = Math.min(fraction, other / own);
                    }
                }
                yield fraction;
            }
            default -> 1;
        };
    }

    /** Returns which part of all pairs of rows fulfils the conditions. */
    static double joinSelectivity(List<Expression> conditions, Profile left, Profile right) {
        var equal = new ArrayList<Double>();
        var rest = new ArrayList<Expression>();
        for (Expression condition : conditions) {
            var pair = Predicates.equatedColumns(condition);
            if (pair.isPresent()) {
                double a = distinctIn(pair.get()[0], left, right);
                double b = distinctIn(pair.get()[1], left, right);
                equal.add(1 / Math.max(a, b));
            } else {
                rest.add(condition);
            }
        }
        double product = equal.isEmpty() ? 1 : keySelectivity(equal, Math.max(left.rows(), right.rows()));
        return rest.isEmpty()
                ? product
                : product * Selectivity.of(rest, left.joined(right, left.rows() * right.rows()));
    }

    /** Several keys together are no finer than the greater side's rows. */
    private static double keySelectivity(List<Double> parts, double rows) {
        double product = 1;
        for (double part : parts) {
            product *= part;
        }
        return parts.size() == 1 ? product : Math.max(product, 1 / rows);
    }

    private static double distinctIn(int column, Profile left, Profile right) {
        ColumnProfile profile = left.columns().containsKey(column)
                ? left.columns().get(column)
                : right.columns().get(column);
        double rows = left.columns().containsKey(column) ? left.rows() : right.rows();
        return profile == null ? Math.max(1, rows / 2) : profile.distinct();
    }

    /** Returns which part of the left rows has a match. */
    static double matchFraction(List<Expression> conditions, Profile left, Profile right, IntPredicate fromLeft) {
        double fraction = 1;
        for (Expression condition : conditions) {
            var pair = Predicates.equatedColumns(condition);
            if (pair.isPresent()) {
                int own = fromLeft.test(pair.get()[0]) ? pair.get()[0] : pair.get()[1];
                int other = own == pair.get()[0] ? pair.get()[1] : pair.get()[0];
                ColumnProfile profile = left.columns().get(own);
                double all = profile == null ? Math.max(1, left.rows()) : profile.distinct();
                fraction = Math.min(fraction, Math.min(1, right.distinct(other) / all));
            } else {
                fraction *= 0.9;
            }
        }
        return Math.max(fraction, 1e-6);
    }
}
