package dev.slipher.leader.session;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.Writing;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What ANALYZE does: looks at all rows of a table and remembers what they are like. */
final class TableAnalysis {
    private static final int SCAN_ID = 0;
    private static final int TARGET_ID = 0;

    private final SessionContext context;

    TableAnalysis(SessionContext context) {
        this.context = context;
    }

    void analyze(Table table, StatementRun run) {
        if (table.contents().rowCount() == 0) {
            return;
        }
        var columns = table.definition().columns();
        var rows = new PlanNode.Scan(
                SCAN_ID,
                table.name(),
                columns.stream().map(Column::id).toList(),
                columns.stream().map(Column::type).toList(),
                Optional.empty(),
                PlanNode.Estimate.UNKNOWN);
        var survey = new TableWrite(context, table);
        var inputs = new BoundInputs(
                Map.of(SCAN_ID, context.inputs().bind(table).scan()),
                Map.of(),
                Map.of(),
                Map.of(TARGET_ID, survey.target()));
        var plan = new PlanNode.Write(TARGET_ID, new Writing.Survey(columns), rows, List.of());
        new QueryExecutor(context).run(plan, inputs, run.record(), _ -> {});
        context.stage(table.oid(), new Action.SetStatistics(table.oid(), survey.statistics()));
    }
}
