package dev.slipher.leader.plan;

import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.Optional;

/**
 * The session's view under which a statement is planned.
 *
 * @param sliceCount slices of the cluster, at least 1; what is broadcast costs that many times its rows
 * @param checkpoint called now and then; throws when planning shall end
 * @param parameterTypes types of {@code $1}, {@code $2} …; empty ones and those beyond the list are inferred
 * @param parameterValues their values, if the plan is for one execution; empty for a plan that serves any
 */
public record PlanningContext(
        RelationResolver relations,
        int sliceCount,
        Runnable checkpoint,
        List<Optional<SqlType>> parameterTypes,
        List<Datum> parameterValues) {
    public PlanningContext {
        parameterTypes = List.copyOf(parameterTypes);
        parameterValues = List.copyOf(parameterValues);
    }

    /** Makes the context of a plan that serves any values. */
    public PlanningContext(
            RelationResolver relations, int sliceCount, Runnable checkpoint, List<Optional<SqlType>> parameterTypes) {
        this(relations, sliceCount, checkpoint, parameterTypes, List.of());
    }
}
