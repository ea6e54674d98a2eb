package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.leader.optimize.LogicalNode.Join;
import dev.slipher.leader.optimize.LogicalNode.JoinKind;

/** Estimates what a plan costs as a whole, in units of one row scanned. */
final class PlanWork {
    /** Cost of a row that its scan leaves out because its key was not built. */
    static final double FILTER = 0.3;

    /** Cost of a row put into a hash table. */
    static final double BUILD = 2.0;

    /** Cost of a row looked up in one. */
    static final double PROBE = 1.0;

    /** Cost of a row put out. */
    static final double OUTPUT = 0.5;

    private static final double GROUP = 4.0;
    private static final double SORT = 6.0;
    private static final double KEEP = 2.0;
    private static final double READ = 1.0;

    private final Estimator estimator;

    private PlanWork(Estimator estimator) {
        this.estimator = estimator;
    }

    static double of(QueryPlan plan, Estimator estimator) {
        var work = new PlanWork(estimator);
        double sum = work.of(plan.main(), Kept.ALL);
        for (SharedSubplan subplan : plan.subplans()) {
            sum += work.of(subplan.plan(), Kept.ALL) + KEEP * work.rows(subplan.plan());
        }
        return sum;
    }

    /** The part of a node's rows that a join above lets through to it, by the values of one column. */
    private record Kept(int column, double fraction) {
        private static final Kept ALL = new Kept(-1, 1);
    }

    private double rows(LogicalNode node) {
        return estimator.profile(node).rows();
    }

    private double of(LogicalNode node, Kept kept) {
        return switch (node) {
            case LogicalNode.Scan scan -> rows(scan) * (FILTER + (1 - FILTER) * kept.fraction());
            case LogicalNode.SharedScan scan -> READ * rows(scan);
            case LogicalNode.Filter filter -> of(filter.input(), kept);
            case LogicalNode.Project project -> of(project.input(), below(project, kept));
            case LogicalNode.Aggregate aggregate -> {
                Kept passed = aggregate.isPlain() && aggregate.keys().contains(kept.column()) ? kept : Kept.ALL;
                yield of(aggregate.input(), passed)
                        + GROUP
                                * rows(aggregate.input())
                                * aggregate.groupingSets().size()
                                * passed.fraction();
            }
            case LogicalNode.Window window -> {
                Kept passed = window.partitionBy().contains(kept.column()) ? kept : Kept.ALL;
                yield of(window.input(), passed) + SORT * rows(window.input()) * passed.fraction();
            }
            case LogicalNode.Sort sort -> of(sort.input(), Kept.ALL) + SORT * rows(sort.input());
            case Join join -> join(join, kept);
            default -> {
                double sum = OUTPUT * rows(node);
                for (LogicalNode input : node.inputs()) {
                    sum += of(input, Kept.ALL);
                }
                yield sum;
            }
        };
    }

    private static Kept below(LogicalNode.Project project, Kept kept) {
        for (LogicalNode.Assignment assignment : project.assignments()) {
            if (assignment.column() == kept.column()
                    && assignment.expression() instanceof Expression.ColumnReference(int id, var _)) {
                return new Kept(id, kept.fraction());
            }
        }
        return Kept.ALL;
    }

    private double join(Join join, Kept kept) {
        double left = rows(join.left());
        double right = rows(join.right());
        return of(join.left(), kept(join, join.left(), join.right(), kept))
                + of(join.right(), kept(join, join.right(), join.left(), kept))
                + PROBE * Math.max(left, right)
                + BUILD * Math.min(left, right)
                + OUTPUT * rows(join);
    }

    /** Returns the part of one side's rows that comes through filters from above and those of the other side's keys. */
    private Kept kept(Join join, LogicalNode side, LogicalNode other, Kept above) {
        Kept best = side.outputs().contains(above.column()) ? above : Kept.ALL;
        if (join.kind() != JoinKind.INNER && join.kind() != JoinKind.SEMI) {
            return best;
        }
        for (Expression condition : join.conditions()) {
            var pair = Predicates.equatedColumns(condition);
            if (pair.isPresent()) {
                int own = side.outputs().contains(pair.get()[0]) ? pair.get()[0] : pair.get()[1];
                int foreign = own == pair.get()[0] ? pair.get()[1] : pair.get()[0];
                double fraction = estimator.profile(other).distinct(foreign)
                        / estimator.profile(side).distinct(own);
                if (fraction < best.fraction()) {
                    best = new Kept(own, fraction);
                }
            }
        }
        return best;
    }
}
