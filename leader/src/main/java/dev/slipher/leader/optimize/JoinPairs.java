package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pair whose join gives the fewest rows among parts of a query that become fewer as pairs are joined. Pairs that a
 * condition connects come first; among equals the first part does, and then its first partner.
 *
 * <p>Each part remembers its best partner of those behind it, so that a join only has the pairs with its result looked at.
 */
final class JoinPairs {
    private final List<Expression> conditions;
    private final List<Set<Integer>> conditionColumns;
    private final Runnable checkpoint;
    private final BitSet unused = new BitSet();
    private final BitSet withoutColumns = new BitSet();

    /** In the order of their numbers. */
    private final List<Part> parts = new ArrayList<>();

    private static final class Part {
        private final int number;
        private final Set<Integer> columns;

        /** Conditions that mention one of the columns. */
        private final BitSet touching;

        private Profile profile;
        private @Nullable Candidate best;

        private Part(int number, Set<Integer> columns, BitSet touching, Profile profile) {
            this.number = number;
            this.columns = columns;
            this.touching = touching;
            this.profile = profile;
        }
    }

    private record Candidate(Part left, Part right, BitSet crossing, double rows) {
        boolean isBetterThan(@Nullable Candidate other) {
            if (other == null) {
                return true;
            }
            boolean connected = !crossing.isEmpty();
            boolean otherConnected = !other.crossing.isEmpty();
            return connected == otherConnected ? rows < other.rows : connected;
        }
    }

    /**
     * Two parts by their numbers, the lower one left, and the conditions that can be asked of their join.
     *
     * @param left also the number of what they become
     */
    record Pair(int left, int right, List<Expression> conditions) {}

    /**
     * @param conditions each of which is asked of one join
     * @param checkpoint throws when planning shall end
     */
    JoinPairs(List<Expression> conditions, Runnable checkpoint) {
        this.conditions = conditions;
        this.checkpoint = checkpoint;
        conditionColumns = conditions.stream().map(ExpressionTree::columns).toList();
        unused.set(0, conditions.size());
        for (int i = 0; i < conditions.size(); i++) {
            withoutColumns.set(i, conditionColumns.get(i).isEmpty());
        }
    }

    /** Adds a part, which has the next number from 0; all are there before pairs are joined. */
    void add(Collection<Integer> columns, Profile profile) {
        var touching = new BitSet();
        var set = new HashSet<>(columns);
        for (int i = 0; i < conditions.size(); i++) {
            touching.set(i, !Collections.disjoint(conditionColumns.get(i), set));
        }
        parts.add(new Part(parts.size(), set, touching, profile));
    }

    int partCount() {
        return parts.size();
    }

    /** Returns the pair to be joined next, of which there is one. */
    Pair best() {
        var chosen = bestCandidate();
        return new Pair(
                chosen.left.number,
                chosen.right.number,
                chosen.crossing.stream().mapToObj(conditions::get).toList());
    }

    /** Joins the best pair, whose rows are as {@code profile} says. */
    void joinBest(Profile profile) {
        var joined = bestCandidate();
        var left = joined.left;
        var right = joined.right;
        left.columns.addAll(right.columns);
        left.touching.or(right.touching);
        left.profile = profile;
        left.best = null;
        parts.remove(right);
        unused.andNot(joined.crossing);
        // Conditions without columns counted for every pair.
        boolean allChanged = joined.crossing.intersects(withoutColumns);
        for (Part part : parts) {
            var best = part.best;
            if (allChanged || best != null && (best.right == left || best.right == right)) {
                part.best = null;
            } else if (best != null && part.number < left.number) {
                var candidate = candidate(part, left);
                boolean isFirst = left.number < best.right.number && !best.isBetterThan(candidate);
                part.best = isFirst || candidate.isBetterThan(best) ? candidate : best;
            }
        }
    }

    private Candidate bestCandidate() {
        checkpoint.run();
        Candidate chosen = null;
        for (int i = 0; i < parts.size() - 1; i++) {
            var part = parts.get(i);
            var best = part.best == null ? bestOf(part, parts.subList(i + 1, parts.size())) : part.best;
            part.best = best;
            if (best.isBetterThan(chosen)) {
                chosen = best;
            }
        }
        if (chosen == null) {
            throw new IllegalStateException("no pair among %d".formatted(parts.size()));
        }
        return chosen;
    }

    private Candidate bestOf(Part part, List<Part> behind) {
        checkpoint.run();
        var best = candidate(part, behind.getFirst());
        for (Part other : behind.subList(1, behind.size())) {
            var candidate = candidate(part, other);
            if (candidate.isBetterThan(best)) {
                best = candidate;
            }
        }
        return best;
    }

    private Candidate candidate(Part left, Part right) {
        var crossing = (BitSet) left.touching.clone();
        crossing.or(right.touching);
        crossing.or(withoutColumns);
        crossing.and(unused);
        var asked = new ArrayList<Expression>();
        for (int i = crossing.nextSetBit(0); i >= 0; i = crossing.nextSetBit(i + 1)) {
            if (isWithin(i, left, right)) {
                asked.add(conditions.get(i));
            } else {
                crossing.clear(i);
            }
        }
        double rows = left.profile.rows()
                * right.profile.rows()
                * Estimator.joinSelectivity(asked, left.profile, right.profile);
        return new Candidate(left, right, crossing, Math.max(1, rows));
    }

    private boolean isWithin(int condition, Part left, Part right) {
        for (int column : conditionColumns.get(condition)) {
            if (!left.columns.contains(column) && !right.columns.contains(column)) {
                return false;
            }
        }
        return true;
    }
}
