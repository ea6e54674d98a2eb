package dev.slipher.leader.bind;

import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.plan.NamedRelation;
import dev.slipher.leader.plan.PlannedQuery.Origin;
import dev.slipher.leader.plan.PlanningContext;
import dev.slipher.leader.plan.Relation;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/** What the binding of one statement gathers, over all its subqueries and views. */
final class QueryContext {
    private final PlanningContext planning;
    private final Columns columns = new Columns();
    private final List<SqlType> parameterTypes = new ArrayList<>();
    private final Map<Integer, Relation> bindings = new LinkedHashMap<>();
    private final Map<Use, NamedRelation> relations = new LinkedHashMap<>();
    /** The views whose queries are being bound, the innermost first. */
    private final ArrayDeque<ViewDefinition> views = new ArrayDeque<>();

    private final SharedQueries sharedQueries;
    private final Stars stars = new Stars();
    private final RelationPlaces relationPlaces = new RelationPlaces();
    private final Map<Integer, Integer> mentions = new HashMap<>();
    private boolean needsValues;

    /** A relation, and the view that names it; 0 if the statement itself does. */
    private record Use(int relationOid, int viewOid) {}

    QueryContext(PlanningContext planning, int parameterCount) {
        this.planning = planning;
        sharedQueries = new SharedQueries(columns, planning.checkpoint());
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

    /**
     * Returns the value of a parameter that the plan depends on; empty if this plan is made before there are values, and
     * only says what the statement's columns are.
     */
    Optional<Datum> planningValue(int index) {
        needsValues = true;
        return index <= planning.parameterValues().size()
                ? Optional.of(planning.parameterValues().get(index - 1))
                : Optional.empty();
    }

    boolean needsValues() {
        return needsValues;
    }

    /** Notes where the text names a column; at 0 for one that it names without an expression. */
    void mention(int column, int position) {
        mentions.merge(column, position, (known, more) -> known == 0 ? more : known);
    }

    /** Returns the columns of relations that the text, or that of a view which it reads, names. */
    Set<Origin> mentionedOrigins() {
        return mentions.keySet().stream()
                .flatMap(id -> columns.get(id).origin().stream())
                .collect(Collectors.toSet());
    }

    /** Returns where the text first names a column, 0 if it does not. */
    int firstMention(int column) {
        return mentions.getOrDefault(column, 0);
    }

    boolean isMentioned(int column) {
        return mentions.containsKey(column);
    }

    /** Notes that a scan of this relation is part of the plan, and returns the scan's id. */
    int bind(Relation relation) {
        int id = bindings.size();
        bindings.put(id, relation);
        return id;
    }

    /** Notes that the statement, or the view that is being bound, reads a relation. */
    void use(Relation relation) {
        Optional<ViewDefinition> view = Optional.ofNullable(views.peek());
        var use = new Use(relation.oid(), view.map(ViewDefinition::oid).orElse(0));
        relations.put(use, new NamedRelation(relation, view));
    }

    Map<Integer, Relation> bindings() {
        return bindings;
    }

    List<NamedRelation> relations() {
        return List.copyOf(relations.values());
    }

    SharedQueries sharedQueries() {
        return sharedQueries;
    }

    /** Notes what a star stands for that is in the statement's own text. */
    void noteStar(SqlNode node, List<Scope.Entry> columns, Scope scope, boolean named) {
        if (views.isEmpty()) {
            stars.note(node, columns, scope, named);
        }
    }

    Stars stars() {
        return stars;
    }

    /** Notes where the statement's own text names a relation, and whether with an alias. */
    void notePlace(SqlIdentifier name, Relation relation, boolean aliased) {
        if (views.isEmpty()) {
            relationPlaces.note(name, relation.oid(), aliased);
        }
    }

    RelationPlaces relationPlaces() {
        return relationPlaces;
    }

    /** Notes that a view's query is bound from now on, and returns how many views that one is inside of. */
    int enterView(ViewDefinition view) {
        views.push(view);
        return views.size();
    }

    void leaveView() {
        views.pop();
    }
}
