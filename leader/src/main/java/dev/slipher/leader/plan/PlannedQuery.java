package dev.slipher.leader.plan;

import dev.slipher.compute.expression.function.ResolvedFunction;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A plan and what must be known to run it, show it and use it again: it stays valid as long as none of its relations'
 * definitions changes.
 *
 * @param columns what the client sees, one for each output column of the plan
 * @param parameterTypes types of {@code $1} … as given or inferred
 * @param bindings what each scan and leader relation of the plan reads, by its id
 * @param relations every relation that the query and the views below it name, for checks of rights and dependencies
 * @param names how to show the plan
 * @param needsValues whether parameters in LIMIT or OFFSET change the plan, so that each execution plans anew
 */
public record PlannedQuery(
        PlanNode plan,
        List<ResultColumn> columns,
        List<SqlType> parameterTypes,
        Map<Integer, Relation> bindings,
        List<NamedRelation> relations,
        PlanNames names,
        boolean needsValues) {
    public PlannedQuery {
        columns = List.copyOf(columns);
        parameterTypes = List.copyOf(parameterTypes);
        bindings = Map.copyOf(bindings);
        relations = List.copyOf(relations);
    }

    /**
     * A column of the result.
     *
     * @param shown the function that makes what a client is shown of a value: the name of an object by its oid
     */
    public record ResultColumn(String name, SqlType type, Optional<Origin> origin, Optional<ResolvedFunction> shown) {
        private Expression shown(int index) {
            Expression value = new Expression.ColumnReference(index, type);
            return shown.<Expression>map(function ->
                            new Expression.Call(function.signature().name(), List.of(value), function.resultType()))
                    .orElse(value);
        }

        private ResultColumn asShown() {
            return new ResultColumn(
                    name, shown.map(ResolvedFunction::resultType).orElse(type), origin, Optional.empty());
        }
    }

    /** The stored column that a result column shows unchanged. */
    public record Origin(int tableOid, int columnId) {}

    /** Returns whether running the plan reads rows that users stored, rather than only what the leader itself knows. */
    public boolean readsStoredTables() {
        return bindings.values().stream().anyMatch(Relation.StoredTable.class::isInstance);
    }

    /** Returns the query as a client sees its result. */
    public PlannedQuery shown() {
        if (columns.stream().allMatch(column -> column.shown.isEmpty())) {
            return this;
        }
        var expressions = IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).shown(i))
                .toList();
        return new PlannedQuery(
                new PlanNode.Project(plan, expressions),
                columns.stream().map(ResultColumn::asShown).toList(),
                parameterTypes,
                bindings,
                relations,
                names,
                needsValues);
    }

    /** Returns the query with another plan, of columns of the same types. */
    public PlannedQuery withPlan(PlanNode other) {
        return new PlannedQuery(other, columns, parameterTypes, bindings, relations, names, needsValues);
    }
}
