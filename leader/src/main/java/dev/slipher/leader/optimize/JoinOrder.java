package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.leader.optimize.LogicalNode.Join;
import dev.slipher.leader.optimize.LogicalNode.JoinKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Orders the joins of each cluster of inner joins, with the semi, anti and outer joins hanging on it, by cost: all orders
 * up to {@value #MAX_EXHAUSTIVE} relations, greedily beyond.
 */
final class JoinOrder {
    private static final int MAX_EXHAUSTIVE = 10;

    private final Estimator estimator;
    private final Runnable checkpoint;

    /** @param checkpoint throws when planning shall end */
    JoinOrder(Estimator estimator, Runnable checkpoint) {
        this.estimator = estimator;
        this.checkpoint = checkpoint;
    }

    LogicalNode rewrite(LogicalNode node) {
        if (isCluster(node)) {
            var cluster = new Cluster();
            cluster.add(node);
            return cluster.order();
        }
        return node.withInputs(node.inputs().stream().map(this::rewrite).toList());
    }

    private static boolean isCluster(LogicalNode node) {
        return switch (node) {
            case Join join -> isFlexible(join);
            // What changes from call to call is asked of the rows that the joins give, and no others.
            case LogicalNode.Filter filter ->
                isCluster(filter.input()) && filter.conjuncts().stream().noneMatch(Folding::isVolatile);
            default -> false;
        };
    }

    private static boolean isFlexible(Join join) {
        return switch (join.kind()) {
            case INNER, SEMI, ANTI, LEFT, EXISTS, MARK -> true;
            case RIGHT, FULL, SINGLE -> false;
        };
    }

    /**
     * A relation to be joined: an inner one, or the right side of another kind of join that can only come after the
     * relations that its conditions mention.
     */
    private record Member(
            LogicalNode node, JoinKind kind, List<Expression> conditions, OptionalInt mark, Set<Integer> visible) {}

    /** The best way found to join a set of members. */
    private record Partial(LogicalNode node, Profile profile, double cost) {}

    private final class Cluster {
        private final List<Member> members = new ArrayList<>();
        private final Set<Expression> conditions = new LinkedHashSet<>();
        private final Map<Integer, Partial> best = new HashMap<>();

        void add(LogicalNode node) {
            switch (node) {
                case LogicalNode.Filter filter
                when isCluster(filter) -> {
                    add(filter.input());
                    conditions.addAll(filter.conjuncts());
                }
                case Join join
                when join.kind() == JoinKind.INNER -> {
                    add(join.left());
                    add(join.right());
                    conditions.addAll(join.conditions());
                }
                case Join join
                when isFlexible(join) -> {
                    add(join.left());
                    var visible = new HashSet<Integer>();
                    if (join.kind() == JoinKind.LEFT) {
                        visible.addAll(join.right().outputs());
                    }
                    join.mark().ifPresent(visible::add);
                    members.add(
                            new Member(rewrite(join.right()), join.kind(), join.conditions(), join.mark(), visible));
                }
                default -> {
                    LogicalNode inner = rewrite(node);
                    members.add(new Member(
                            inner, JoinKind.INNER, List.of(), OptionalInt.empty(), new HashSet<>(inner.outputs())));
                }
            }
        }

        LogicalNode order() {
            checkpoint.run();
            for (int i = 0; i < members.size(); i++) {
                Member member = members.get(i);
                if (member.kind() == JoinKind.INNER) {
                    Profile profile = estimator.profile(member.node());
                    best.put(1 << i, new Partial(member.node(), profile, 0));
                }
            }
            Partial whole = members.size() <= MAX_EXHAUSTIVE ? exhaustive() : greedy();
            return whole.node();
        }

        /** Returns the members whose columns an expression mentions. */
        private int mentioned(Expression expression) {
            int mask = 0;
            Set<Integer> used = ExpressionTree.columns(expression);
            for (int i = 0; i < members.size(); i++) {
                for (int id : used) {
                    if (members.get(i).visible().contains(id)) {
                        mask |= 1 << i;
                        break;
                    }
                }
            }
            return mask;
        }

        /** Returns the members that must come before a dependent one. */
        private int requirements(Member member) {
            int mask = 0;
            for (Expression condition : member.conditions()) {
                mask |= mentioned(condition);
            }
            int own = 1 << members.indexOf(member);
            mask &= ~own;
            if (mask == 0) {
                // Without conditions on the left it still needs a left side.
                return (1 << members.indexOf(member)) - 1;
            }
            return mask;
        }

        private Partial exhaustive() {
            int all = (1 << members.size()) - 1;
            int[] masks = conditions.stream().mapToInt(this::mentioned).toArray();
            int[] needs = members.stream()
                    .mapToInt(m -> m.kind() == JoinKind.INNER ? 0 : requirements(m))
                    .toArray();
            List<Expression> list = List.copyOf(conditions);
            for (int set = 1; set <= all; set++) {
                if (Integer.bitCount(set) < 2) {
                    continue;
                }
                checkpoint.run();
                consider(set, list, masks, needs, true);
                if (!best.containsKey(set)) {
                    consider(set, list, masks, needs, false);
                }
            }
            Partial whole = best.get(all);
            return whole == null ? greedy() : whole;
        }

        private void consider(int set, List<Expression> list, int[] masks, int[] needs, boolean connected) {
            for (int right = (set - 1) & set; right > 0; right = (right - 1) & set) {
                int left = set ^ right;
                boolean dependent = Integer.bitCount(right) == 1
                        && members.get(Integer.numberOfTrailingZeros(right)).kind() != JoinKind.INNER;
                if (dependent) {
                    int index = Integer.numberOfTrailingZeros(right);
                    if ((needs[index] & ~left) == 0 && best.containsKey(left)) {
                        offer(set, dependent(best.get(left), members.get(index)), set, list, masks, left);
                    }
                } else if (left > right && best.containsKey(left) && best.containsKey(right)) {
                    List<Expression> crossing = crossing(list, masks, left, right);
                    if (!connected || !crossing.isEmpty()) {
                        offer(set, inner(best.get(left), best.get(right), crossing), set, list, masks, 0);
                    }
                }
            }
        }

        private List<Expression> crossing(List<Expression> list, int[] masks, int left, int right) {
            var crossing = new ArrayList<Expression>();
            for (int i = 0; i < masks.length; i++) {
                boolean spans = (masks[i] & left) != 0 && (masks[i] & right) != 0;
                if (spans && (masks[i] & ~(left | right)) == 0) {
                    crossing.add(list.get(i));
                }
            }
            return crossing;
        }

        /** Keeps a way if it is the cheapest so far; conditions that a dependent member completes are put above it. */
        private void offer(int set, Partial way, int mask, List<Expression> list, int[] masks, int before) {
            Partial complete = way;
            if (before != 0) {
                var above = new ArrayList<Expression>();
                int added = mask & ~before;
                for (int i = 0; i < masks.length; i++) {
                    if ((masks[i] & added) != 0 && (masks[i] & ~mask) == 0) {
                        above.add(list.get(i));
                    }
                }
                if (!above.isEmpty()) {
                    Profile profile = way.profile();
                    complete = new Partial(
                            new LogicalNode.Filter(way.node(), above),
                            profile.scaled(profile.rows() * Selectivity.of(above, profile)),
                            way.cost());
                }
            }
            Partial old = best.get(set);
            if (old == null || complete.cost() < old.cost()) {
                best.put(set, complete);
            }
        }

        private Partial inner(Partial left, Partial right, List<Expression> crossing) {
            double rows = left.profile().rows()
                    * right.profile().rows()
                    * Estimator.joinSelectivity(crossing, left.profile(), right.profile());
            Profile profile = left.profile().joined(right.profile(), rows);
            boolean equal =
                    crossing.stream().anyMatch(c -> Predicates.equatedColumns(c).isPresent());
            double probeLeft = equal ? probed(left, right, crossing) : everyPair(left, right);
            double probeRight = equal ? probed(right, left, crossing) : everyPair(right, left);
            boolean leftProbes = probeLeft <= probeRight;
            double own = Math.min(probeLeft, probeRight) + PlanWork.OUTPUT * profile.rows();
            LogicalNode node = leftProbes
                    ? Join.of(JoinKind.INNER, left.node(), right.node(), crossing)
                    : Join.of(JoinKind.INNER, right.node(), left.node(), crossing);
            return new Partial(node, profile, left.cost() + right.cost() + own);
        }

        /** Returns the cost of building one side and looking the other up, each filtered by what was built before it. */
        private double probed(Partial probe, Partial build, List<Expression> crossing) {
            double built = estimator.builtRows(build.node(), probe.node(), crossing);
            var columns = new HashSet<>(probe.node().outputs());
            double fraction = Estimator.matchFraction(crossing, probe.profile(), build.profile(), columns::contains);
            double filteredFromBuild = build.profile().rows() - built;
            double filteredFromProbe = probe.profile().rows() * (1 - fraction);
            return PlanWork.BUILD * built
                    + PlanWork.FILTER * filteredFromBuild
                    + PlanWork.PROBE * (probe.profile().rows() - filteredFromProbe)
                    + PlanWork.FILTER * filteredFromProbe;
        }

        private double everyPair(Partial probe, Partial build) {
            double rows = build.profile().rows();
            return PlanWork.BUILD * rows + PlanWork.PROBE * probe.profile().rows() * Math.max(1, rows);
        }

        private Partial dependent(Partial left, Member member) {
            Profile right = estimator.profile(member.node());
            var leftColumns = new HashSet<>(left.node().outputs());
            Profile profile =
                    Estimator.joined(member.kind(), left.profile(), right, member.conditions(), leftColumns::contains);
            double own = looked(left, member, right) + PlanWork.OUTPUT * profile.rows();
            LogicalNode node = new Join(member.kind(), left.node(), member.node(), member.conditions(), member.mark());
            return new Partial(node, profile, left.cost() + own);
        }

        /** Returns the cost of looking for a dependent member's rows: by hash, or else by looking at every pair. */
        private double looked(Partial left, Member member, Profile right) {
            var leftColumns = new HashSet<>(left.node().outputs());
            var rightColumns = new HashSet<>(member.node().outputs());
            boolean hashed = member.conditions().stream()
                    .anyMatch(c -> JoinKey.of(c, leftColumns, rightColumns).isPresent());
            if (hashed) {
                double built = estimator.builtRows(member.node(), left.node(), member.conditions());
                return PlanWork.BUILD * Math.min(built, left.profile().rows())
                        + PlanWork.PROBE * Math.max(right.rows(), left.profile().rows());
            }
            List<Expression> onLeft = member.conditions().stream()
                    .filter(c -> ExpressionTree.onlyColumns(c, leftColumns::contains))
                    .toList();
            double asking = left.profile().rows() * Selectivity.of(onLeft, left.profile());
            return PlanWork.BUILD * right.rows()
                    + PlanWork.PROBE * Math.max(left.profile().rows(), asking * right.rows());
        }

        /**
         * Joins the pair that gives the fewest rows, again and again. Members that leave rows out come as soon as they can
         * be asked, other dependent ones at the end.
         */
        private Partial greedy() {
            List<Expression> list = List.copyOf(conditions);
            var waiting = new ArrayList<Member>();
            members.stream().filter(m -> m.kind() != JoinKind.INNER).forEach(waiting::add);
            var parts = new ArrayList<Partial>();
            var pairs = new JoinPairs(list, checkpoint);
            for (Member member : members) {
                if (member.kind() == JoinKind.INNER) {
                    Partial alone = new Partial(member.node(), estimator.profile(member.node()), 0);
                    Partial part = withoutRowsLeftOut(alone, waiting);
                    parts.add(part);
                    pairs.add(member.node().outputs(), part.profile());
                }
            }
            var used = new HashSet<Expression>();
            while (pairs.partCount() > 1) {
                JoinPairs.Pair pair = pairs.best();
                Partial joined = inner(parts.get(pair.left()), parts.get(pair.right()), pair.conditions());
                Partial part = withoutRowsLeftOut(joined, waiting);
                parts.set(pair.left(), part);
                used.addAll(pair.conditions());
                pairs.joinBest(part.profile());
            }
            Partial whole = parts.getFirst();
            for (Member member : waiting) {
                checkpoint.run();
                whole = filtered(whole, list, used);
                whole = dependent(whole, member);
            }
            return filtered(whole, list, used);
        }

        /** Joins semi and anti members that ask for nothing but columns of a part, and takes them off the list. */
        private Partial withoutRowsLeftOut(Partial part, List<Member> waiting) {
            Partial result = part;
            var available = new HashSet<>(part.node().outputs());
            for (var left = waiting.iterator(); left.hasNext(); ) {
                Member member = left.next();
                if (leavesOutRows(member.kind()) && asksOnlyFor(available, member)) {
                    result = dependent(result, member);
                    left.remove();
                }
            }
            return result;
        }

        private static boolean leavesOutRows(JoinKind kind) {
            return kind == JoinKind.SEMI || kind == JoinKind.ANTI;
        }

        private static boolean asksOnlyFor(Set<Integer> available, Member member) {
            var asked = new HashSet<Integer>();
            member.conditions().forEach(condition -> asked.addAll(ExpressionTree.columns(condition)));
            asked.removeAll(member.node().outputs());
            return !asked.isEmpty() && available.containsAll(asked);
        }

        private Partial filtered(Partial part, List<Expression> list, Set<Expression> used) {
            var available = new HashSet<>(part.node().outputs());
            var ready = list.stream()
                    .filter(c -> !used.contains(c) && ExpressionTree.onlyColumns(c, available::contains))
                    .toList();
            used.addAll(ready);
            return ready.isEmpty()
                    ? part
                    : new Partial(new LogicalNode.Filter(part.node(), ready), part.profile(), part.cost());
        }
    }
}
