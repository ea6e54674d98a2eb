package dev.slipher.leader.session;

import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.wire.connection.ResultColumn;
import java.util.List;

/** A plan's columns in the protocol's words. */
final class ResultColumns {
    private ResultColumns() {}

    static List<ResultColumn> of(PlannedQuery plan) {
        return plan.columns().stream()
                .map(c -> c.origin()
                        .map(o -> ResultColumn.of(c.name(), c.type(), o.tableOid(), o.columnId()))
                        .orElseGet(() -> ResultColumn.of(c.name(), c.type())))
                .toList();
    }
}
