package dev.slipher.leader.calcite;

import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.plan.PlanningContext;
import dev.slipher.leader.plan.Relation;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the binding of one statement gathers, over all its subqueries and views. */
final class QueryContext {
    private final PlanningContext planning;
    private final Columns columns = new Columns();
    private final List<SqlType> parameterTypes = new ArrayList<>();
    private final Map<Integer, Relation> bindings = new LinkedHashMap<>();
    private final Map<Integer, Relation> relations = new LinkedHashMap<>();
    private int viewDepth;

    QueryContext(PlanningContext planning, int parameterCount) {
        this.planning = planning;
        int count = Math.max(parameterCount, planning.parameterTypes().size());
        for (int i = 0; i < count; i++) {
            parameterTypes.add(
                    i < planning.parameterTypes().size()
                            ? planning.parameterTypes().get(i).orElse(Types.UNKNOWN)
                            : Types.UNKNOWN);
        }
    }

    PlanningContext planning() {
        return planning;
    }

    Columns columns() {
        return columns;
    }

    /** Returns the type of a parameter, unknown until something decides it. */
    SqlType parameterType(int index) {
        return parameterTypes.get(index - 1);
    }

    void decideParameter(int index, SqlType type) {
        parameterTypes.set(index - 1, type);
    }

    /** Returns the types of all parameters; those that nothing decided are text. */
    List<SqlType> parameterTypes() {
        return parameterTypes.stream()
                .map(t -> Types.isUnknown(t) ? new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH) : t)
                .toList();
    }

    /** Notes that a scan of this relation is part of the plan, and returns the scan's id. */
    int bind(Relation relation) {
        int id = bindings.size();
        bindings.put(id, relation);
        return id;
    }

    void use(Relation relation) {
        relations.put(relation.oid(), relation);
    }

    Map<Integer, Relation> bindings() {
        return bindings;
    }

    List<Relation> relations() {
        return List.copyOf(relations.values());
    }

    int enterView() {
        return ++viewDepth;
    }

    void leaveView() {
        viewDepth--;
    }
}
