package dev.slipher.leader.systemtable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The list of all system relations. */
public final class SystemRelations {
    private SystemRelations() {}

    /** Returns every relation. */
    public static List<SystemRelation> all() {
        return Holder.ALL;
    }

    /** Returns the relation of that exact name. */
    public static Optional<SystemRelation> find(String schema, String name) {
        return Optional.ofNullable(Holder.BY_NAME.get(schema + "." + name));
    }

    /** Filled when first asked for, as the relations about relations ask for the list themselves. */
    private static final class Holder {
        private static final List<SystemRelation> ALL = collect();
        private static final Map<String, SystemRelation> BY_NAME = index();

        private static List<SystemRelation> collect() {
            var all = new ArrayList<SystemRelation>();
            all.addAll(ClassRelations.ALL);
            all.addAll(TypeRelations.ALL);
            all.addAll(ObjectRelations.ALL);
            all.addAll(RoleRelations.ALL);
            all.addAll(FunctionRelations.ALL);
            all.addAll(ActivityRelations.ALL);
            all.addAll(StatisticsRelations.ALL);
            all.addAll(HistoryRelations.ALL);
            all.addAll(RedshiftRelations.ALL);
            all.addAll(InformationSchemaRelations.ALL);
            all.addAll(EmptyCatalogRelations.ALL);
            return List.copyOf(all);
        }

        private static Map<String, SystemRelation> index() {
            var index = new HashMap<String, SystemRelation>();
            for (var relation : ALL) {
                index.put(relation.schema() + "." + relation.name(), relation);
            }
            return index;
        }
    }
}
