package dev.slipher.leader.session;

import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.connection.ResultColumn;
import java.util.List;

/** A plan's columns in the protocol's words. */
final class ResultColumns {
    private ResultColumns() {}

    static List<ResultColumn> of(PlannedQuery plan) {
        boolean open = plan.parameterTypes().stream().anyMatch(SqlType.Decimal.class::isInstance);
        return plan.columns().stream()
                .map(c -> c.origin()
                        .map(o -> ResultColumn.of(c.name(), c.type(), o.tableOid(), o.columnId()))
                        .orElseGet(() -> computed(c.name(), c.type(), open)))
                .toList();
    }

    /** Numbers have as many digits as parameters that they are made of, so that some clients would round them. */
    private static ResultColumn computed(String name, SqlType type, boolean open) {
        var column = ResultColumn.of(name, type);
        return open && type instanceof SqlType.Decimal ? column.withoutModifier() : column;
    }
}
