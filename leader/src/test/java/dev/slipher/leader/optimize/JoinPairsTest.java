package dev.slipher.leader.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ColumnReference;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.leader.optimize.Profile.ColumnProfile;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class JoinPairsTest {
    private static final int COLUMNS = 3;

    private record Relation(Set<Integer> columns, Profile profile) {}

    @RepeatedTest(100)
    void thePairsAreThoseThatLookingAtAllOfThemGives(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var relations = new TreeMap<Integer, Relation>();
        int count = 2 + random.nextInt(20);
        for (int i = 0; i < count; i++) {
            relations.put(i, relation(i, random));
        }
        var unused = conditions(count, random);
        var pairs = pairs(relations, unused, () -> {});
        while (relations.size() > 1) {
            var expected = bestOfAll(relations, unused);
            assertThat(pairs.best()).isEqualTo(expected);

            unused.removeAll(expected.conditions());
            var joined = joined(relations, expected.left(), expected.right(), expected.conditions());
            relations.remove(expected.right());
            relations.put(expected.left(), joined);
            pairs.joinBest(joined.profile());
        }
        assertThat(pairs.partCount()).isOne();
    }

    @Test
    void planningCanBeEndedAtEachStep() {
        var random = new Random(1);
        var relations = new TreeMap<Integer, Relation>();
        for (int i = 0; i < 4; i++) {
            relations.put(i, relation(i, random));
        }
        var left = new AtomicInteger(Integer.MAX_VALUE);
        var pairs = pairs(relations, conditions(4, random), () -> {
            if (left.getAndDecrement() == 0) {
                throw new CancellationException();
            }
        });
        while (pairs.partCount() > 2) {
            pairs.best();
            pairs.joinBest(new Profile(10, Map.of()));
        }
        left.set(0);
        assertThatThrownBy(pairs::best).isInstanceOf(CancellationException.class);
    }

    private static JoinPairs pairs(
            NavigableMap<Integer, Relation> relations, Set<Expression> conditions, Runnable checkpoint) {
        var pairs = new JoinPairs(List.copyOf(conditions), checkpoint);
        relations.values().forEach(relation -> pairs.add(relation.columns, relation.profile));
        return pairs;
    }

    private static JoinPairs.Pair bestOfAll(NavigableMap<Integer, Relation> relations, Set<Expression> unused) {
        JoinPairs.Pair best = null;
        double fewest = 0;
        for (int left : relations.keySet()) {
            for (int right : relations.tailMap(left, false).keySet()) {
                var columns = new HashSet<>(relations.get(left).columns);
                columns.addAll(relations.get(right).columns);
                var crossing = unused.stream()
                        .filter(c -> ExpressionTree.onlyColumns(c, columns::contains))
                        .toList();
                double rows = joined(relations, left, right, crossing).profile.rows();
                boolean connected = !crossing.isEmpty();
                boolean bestConnected = best != null && !best.conditions().isEmpty();
                if (best == null || connected && !bestConnected || connected == bestConnected && rows < fewest) {
                    best = new JoinPairs.Pair(left, right, crossing);
                    fewest = rows;
                }
            }
        }
        if (best == null) {
            throw new AssertionError("no pair");
        }
        return best;
    }

    private static Relation joined(
            NavigableMap<Integer, Relation> relations, int left, int right, List<Expression> crossing) {
        var a = relations.get(left);
        var b = relations.get(right);
        var columns = new HashSet<>(a.columns);
        columns.addAll(b.columns);
        double rows = a.profile.rows() * b.profile.rows() * Estimator.joinSelectivity(crossing, a.profile, b.profile);
        return new Relation(columns, a.profile.joined(b.profile, rows));
    }

    /** Makes a relation of few different sizes, so that many pairs are equally good. */
    private static Relation relation(int number, Random random) {
        double rows = Math.pow(10, random.nextInt(4));
        var columns = new HashMap<Integer, ColumnProfile>();
        for (int c = 0; c < COLUMNS; c++) {
            double distinct = Math.max(1, rows / (1 + random.nextInt(2)));
            columns.put(number * COLUMNS + c, new ColumnProfile(distinct, 0, 0, rows, 8));
        }
        return new Relation(new HashSet<>(columns.keySet()), new Profile(rows, columns));
    }

    /** Makes conditions of two columns, of three, of one that does not reach its scan, and sometimes of none. */
    private static Set<Expression> conditions(int relations, Random random) {
        var conditions = new LinkedHashSet<Expression>();
        int count = random.nextInt(2 * relations);
        for (int i = 0; i < count; i++) {
            var equal = comparison(ComparisonOperator.EQUAL, relations, random);
            switch (random.nextInt(8)) {
                case 0 -> conditions.add(comparison(ComparisonOperator.LESS, relations, random));
                case 1 ->
                    conditions.add(
                            new Expression.Or(List.of(equal, comparison(ComparisonOperator.EQUAL, relations, random))));
                case 2 -> conditions.add(new Expression.IsNull(column(relations, random)));
                case 3 -> {
                    if (random.nextInt(4) == 0) {
                        conditions.add(new Expression.Literal(new Datum.Integral(1), SqlType.Simple.BOOLEAN));
                    }
                }
                default -> conditions.add(equal);
            }
        }
        return conditions;
    }

    private static Expression comparison(ComparisonOperator operator, int relations, Random random) {
        return new Expression.Comparison(operator, column(relations, random), column(relations, random));
    }

    private static Expression column(int relations, Random random) {
        return new ColumnReference(random.nextInt(relations * COLUMNS), SqlType.Simple.BIGINT);
    }
}
