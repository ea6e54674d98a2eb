package dev.slipher.leader.session;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.pipeline.QueryHandle;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.storage.type.DateTimeText;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Computes single values with the engine, for statements that need one before they can run. */
final class Casts {
    private static final long GRANT_BYTES = 8 << 20;

    private final SessionContext context;

    Casts(SessionContext context) {
        this.context = context;
    }

    /** Converts a value as an assignment to a column would. */
    Datum cast(Datum value, SqlType from, SqlType to) {
        if (value.isNull() || from.equals(to)) {
            return value;
        }
        var row = new PlanNode.Values(List.of(List.of(value)), List.of(from));
        var cast = new Expression.Cast(new Expression.ColumnReference(0, from), to, Expression.CastMode.ASSIGNMENT);
        return run(new PlanNode.Project(row, List.of(cast)), BoundInputs.NONE);
    }

    /** Returns the first value that a plan gives, NULL if it gives no row. */
    Datum single(PlannedQuery plan) {
        return run(plan.plan(), context.inputs().bind(plan));
    }

    /** Returns the microseconds since 2000 that a timestamp with time zone stands for. */
    long timestamp(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return DateTimeText.parseTimestampTz(bytes, 0, bytes.length, context.time());
    }

    private Datum run(PlanNode plan, BoundInputs inputs) {
        var values = new ArrayList<Datum>();
        var handle = new QueryHandle();
        context.cancellation()
                .onCancel(() -> handle.cancel(context.cancellation().reason()));
        try {
            context.warehouse()
                    .engine()
                    .execute(handle, plan, inputs, context.queryOptions(GRANT_BYTES, false), batch -> {
                        if (batch.selectedCount() > 0 && values.isEmpty()) {
                            values.add(batch.column(0).datum(batch.position(0)));
                        }
                    });
        } finally {
            context.cancellation().clearAction();
        }
        return values.isEmpty() ? Datum.Null.NULL : values.getFirst();
    }
}
