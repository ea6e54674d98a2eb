package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.leader.bind.Clause.AggregateSpec;
import dev.slipher.leader.bind.Clause.Pending;
import dev.slipher.leader.bind.Clause.SortKey;
import dev.slipher.leader.bind.Clause.WindowSpec;
import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.optimize.ExpressionTree;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What expressions over a FROM become above its grouping: grouped expressions turn into key columns, and a column that is
 * neither grouped nor inside an aggregate is an error. Without grouping nothing changes.
 */
final class Substitution {
    private final Map<Expression, Expression> keys = new HashMap<>();
    private final Set<Integer> ungrouped = new HashSet<>();
    private final QueryContext context;

    Substitution(QueryContext context) {
        this.context = context;
    }

    /** Says that {@code expression} is the key column {@code key}. */
    void group(Expression expression, Expression key) {
        keys.putIfAbsent(expression, key);
    }

    /** Says which columns do not exist above the grouping. */
    void forbid(Set<Integer> ids) {
        ungrouped.addAll(ids);
    }

    Expression apply(Expression expression) {
        Expression key = keys.get(expression);
        if (key != null) {
            return key;
        }
        if (expression instanceof Expression.ColumnReference(int id, var _) && ungrouped.contains(id)) {
            throw new SlipherException(
                            SqlState.GROUPING_ERROR,
                            "column \"%s\" must appear in the GROUP BY clause or be used in an aggregate function"
                                    .formatted(context.columns().get(id).qualifiedName()))
                    .withPosition(context.firstMention(id));
        }
        return ExpressionTree.mapChildren(expression, this::apply);
    }

    /**
     * Returns those of the columns from below the grouping that subqueries above it use, made from the keys that they are.
     *
     * @throws SlipherException 42803 for one that is no key
     */
    List<Assignment> restored(Set<Integer> used) {
        var restored = new ArrayList<Assignment>();
        for (int id : used) {
            if (!ungrouped.contains(id)) {
                continue;
            }
            Columns.Column column = context.columns().get(id);
            Expression key = keys.get(new Expression.ColumnReference(id, column.type()));
            if (key == null) {
                throw new SlipherException(
                                SqlState.GROUPING_ERROR,
                                "subquery uses ungrouped column \"%s\" from outer query"
                                        .formatted(column.qualifiedName()))
                        .withPosition(context.firstMention(id));
            }
            restored.add(new Assignment(id, key));
        }
        return restored;
    }

    WindowSpec apply(WindowSpec spec) {
        AggregateSpec call = spec.call();
        return new WindowSpec(
                new AggregateSpec(
                        call.function(),
                        call.arguments().stream().map(this::apply).toList(),
                        call.distinct(),
                        call.filter().map(this::apply),
                        applyKeys(call.orderBy()),
                        call.type()),
                spec.partitionBy().stream().map(this::apply).toList(),
                applyKeys(spec.orderBy()),
                spec.frame(),
                spec.ignoreNulls());
    }

    private List<SortKey> applyKeys(List<SortKey> sortKeys) {
        return sortKeys.stream()
                .map(k -> new SortKey(apply(k.expression()), k.descending(), k.nullsFirst()))
                .toList();
    }

    List<Pending> apply(List<Pending> pending) {
        var applied = new ArrayList<Pending>();
        for (Pending p : pending) {
            applied.add(new Pending(
                    p.kind(), p.plan(), p.conditions().stream().map(this::apply).toList(), p.mark()));
        }
        return applied;
    }
}
