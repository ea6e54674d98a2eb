package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import java.util.Optional;
import java.util.Set;

/**
 * An equality of a value of each left row of a join with one of each right row, by which the rows can be hashed.
 * Each of the two is computed once for its row, so neither changes from pair to pair.
 *
 * @param nullsMatch whether null equals null, as in IS NOT DISTINCT FROM
 */
record JoinKey(Expression left, Expression right, boolean nullsMatch) {
    /** Returns what a condition over the two sides' columns equates, whichever way round; empty if it is no such equality. */
    static Optional<JoinKey> of(Expression condition, Set<Integer> leftColumns, Set<Integer> rightColumns) {
        if (!(condition instanceof Expression.Comparison(var operator, var a, var b)
                && (operator == ComparisonOperator.EQUAL || operator == ComparisonOperator.NOT_DISTINCT)
                && !ExpressionTree.isConstant(a)
                && !ExpressionTree.isConstant(b)
                && !Folding.isVolatile(condition))) {
            return Optional.empty();
        }
        boolean nullsMatch = operator == ComparisonOperator.NOT_DISTINCT;
        if (ExpressionTree.onlyColumns(a, leftColumns::contains)
                && ExpressionTree.onlyColumns(b, rightColumns::contains)) {
            return Optional.of(new JoinKey(a, b, nullsMatch));
        }
        return ExpressionTree.onlyColumns(b, leftColumns::contains)
                        && ExpressionTree.onlyColumns(a, rightColumns::contains)
                ? Optional.of(new JoinKey(b, a, nullsMatch))
                : Optional.empty();
    }

    JoinKey flipped() {
        return new JoinKey(/* left= */ right, /* right= */ left, nullsMatch);
    }
}
