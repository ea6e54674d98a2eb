package dev.slipher.leader.calcite;

import java.util.Set;

/** The storage parameters of PostgreSQL's tables (its manual, "CREATE TABLE", "Storage Parameters"). */
final class StorageParameters {
    private static final String TOAST = "toast.";

    private static final Set<String> NAMES = Set.of(
            "fillfactor",
            "toast_tuple_target",
            "parallel_workers",
            "vacuum_index_cleanup",
            "vacuum_truncate",
            "log_autovacuum_min_duration",
            "user_catalog_table",
            "oids");

    private StorageParameters() {}

    static boolean isKnown(String name) {
        String bare = name.startsWith(TOAST) ? name.substring(TOAST.length()) : name;
        return NAMES.contains(bare) || bare.startsWith("autovacuum_");
    }
}
