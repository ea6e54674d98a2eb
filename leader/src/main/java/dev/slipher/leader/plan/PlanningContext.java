package dev.slipher.leader.plan;

import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.Optional;

/**
 * The session's view under which a statement is planned.
 *
 * @param sliceCount slices of the cluster, at least 1; what is broadcast costs that many times its rows
 * @param parameterTypes types of {@code $1}, {@code $2} …; empty ones and those beyond the list are inferred
 */
public record PlanningContext(RelationResolver relations, int sliceCount, List<Optional<SqlType>> parameterTypes) {
    public PlanningContext {
        parameterTypes = List.copyOf(parameterTypes);
    }
}
