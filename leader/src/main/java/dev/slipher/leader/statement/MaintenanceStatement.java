package dev.slipher.leader.statement;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** ANALYZE and VACUUM. */
public sealed interface MaintenanceStatement extends Statement {
    /** ANALYZE; without a table, all tables of the database. */
    record Analyze(Optional<QualifiedName> table, List<String> columns, boolean verbose, SourceText source)
            implements MaintenanceStatement {
        public Analyze {
            columns = List.copyOf(columns);
        }
    }

    /** ANALYZE COMPRESSION. */
    record AnalyzeCompression(Optional<QualifiedName> table, List<String> columns, SourceText source)
            implements MaintenanceStatement {
        public AnalyzeCompression {
            columns = List.copyOf(columns);
        }
    }

    /** How much VACUUM does. */
    enum VacuumKind {
        FULL,
        SORT_ONLY,
        DELETE_ONLY,
        REINDEX,
        RECLUSTER
    }

    /**
     * VACUUM; without a table, all tables of the database.
     *
     * @param thresholdPercent what TO n PERCENT says
     */
    record Vacuum(
            VacuumKind kind,
            Optional<QualifiedName> table,
            OptionalInt thresholdPercent,
            boolean boost,
            SourceText source)
            implements MaintenanceStatement {}
}
