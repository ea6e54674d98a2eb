package dev.slipher.leader.session;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.pipeline.QueryStatistics;
import dev.slipher.compute.pipeline.QueryStatistics.NodeStatistics;
import dev.slipher.leader.plan.Explain;
import dev.slipher.leader.plan.PlannedChange;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.Statement;
import dev.slipher.leader.statement.TableStatement;
import dev.slipher.leader.systemtable.RowCollector;
import dev.slipher.leader.systemtable.SystemColumn;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.connection.ResultColumn;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** Runs EXPLAIN and EXPLAIN ANALYZE. */
final class ExplainExecutor {
    private static final SqlType TEXT = new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH);

    /** What EXPLAIN gives. */
    static final List<ResultColumn> COLUMNS = List.of(ResultColumn.of("QUERY PLAN", TEXT));

    private static final double NANOS_PER_MILLI = 1e6;

    private final SessionContext context;
    private final QueryExecutor queries;

    ExplainExecutor(SessionContext context, QueryExecutor queries) {
        this.context = context;
        this.queries = queries;
    }

    String execute(Statement.Explain explain, StatementRun run) {
        var lines = explain.analyze() ? analyze(explain.statement(), run) : explain(explain.statement(), run);
        var rows = new RowCollector(List.of(new SystemColumn("QUERY PLAN", TEXT)));
        lines.forEach(rows::add);
        run.sink().columns(run.formats().applyTo(COLUMNS));
        rows.toBatches().forEach(run.sink()::rows);
        return "EXPLAIN";
    }

    private List<String> explain(Statement statement, StatementRun run) {
        return lines(plan(statement, run));
    }

    /** Runs the statement, whose rows nobody gets and whose changes stay. */
    private List<String> analyze(Statement statement, StatementRun run) {
        if (!(statement instanceof Statement.Query)) {
            return change(statement, run);
        }
        var plan = plan(statement, run);
        return lines(plan, queries.measure(plan, run.parameters(), run.record()));
    }

    private List<String> change(Statement statement, StatementRun run) {
        var lines = new ArrayList<String>();
        var changes = new ChangeExecutor(
                context, queries.observedBy((plan, statistics) -> lines.addAll(lines(plan, statistics))));
        var inner = run.of(statement, statement.source().text(), run.values());
        var started = context.now();
        var tag = switch (statement) {
            case DataStatement.Insert insert -> changes.insert(insert, inner);
            case DataStatement.Update update -> changes.update(update, inner);
            case DataStatement.Delete delete -> changes.delete(delete, inner);
            case DataStatement.Merge merge -> changes.merge(merge, inner);
            case TableStatement.CreateTableAs create -> new TableExecutor(context, changes).createAs(create, inner);
            default ->
                throw new SlipherException(
                        SqlState.FEATURE_NOT_SUPPORTED, "EXPLAIN ANALYZE of this statement is not supported");
        };
        if (lines.isEmpty()) {
            // Constant rows go into the table without the engine.
            lines.addAll(lines(plan(statement, run)));
            lines.add(runtime(ChronoUnit.NANOS.between(started, context.now())));
        }
        lines.add(tag);
        return lines;
    }

    private static List<String> lines(PlannedQuery plan, QueryStatistics statistics) {
        var figures = new IdentityHashMap<PlanNode, String>();
        statistics.nodes().forEach(node -> figures.put(node.node(), figures(node)));
        var lines = new ArrayList<>(
                Explain.explain(plan.plan(), plan.names(), node -> Optional.ofNullable(figures.get(node))));
        lines.add(runtime(statistics.elapsedNanos()));
        return lines;
    }

    private static String runtime(long nanos) {
        return "Total runtime: %.3f ms".formatted(nanos / NANOS_PER_MILLI);
    }

    private static String figures(NodeStatistics step) {
        var text = "rows=%d (estimated %.0f) time=%.3f ms bytes=%d memory=%d"
                .formatted(
                        step.rows(),
                        step.node().estimate().rows(),
                        step.busyNanos() / NANOS_PER_MILLI,
                        step.bytes(),
                        step.memoryBytes());
        return text
                + (step.spilledBytes() > 0 ? " spilled=" + step.spilledBytes() : "")
                + (step.form().isEmpty() ? "" : " form=" + step.form());
    }

    /** Returns the statement's plan, which whoever may run the statement may see. */
    private PlannedQuery plan(Statement statement, StatementRun run) {
        var text = statement.source().text();
        var plans = context.plans();
        return switch (statement) {
            case Statement.Query(var tree) -> readable(plans.query(tree, text, run));
            case DataStatement.Insert insert -> permitted(insert, plans.insert(insert, text, run));
            case DataStatement.Update update -> permitted(update, plans.update(update, text, run));
            case DataStatement.Delete delete -> permitted(delete, plans.delete(delete, text, run));
            case DataStatement.Merge merge -> permitted(merge, plans.merge(merge, text, run));
            case TableStatement.CreateTableAs create ->
                readable(plans.query(create.query(), create.query().source().text(), run));
            default ->
                throw new SlipherException(
                        SqlState.FEATURE_NOT_SUPPORTED, "EXPLAIN of this statement is not supported");
        };
    }

    private PlannedQuery readable(PlannedQuery plan) {
        context.rights().requireSelect(plan);
        return plan;
    }

    private PlannedQuery permitted(DataStatement statement, PlannedChange change) {
        context.rights().requireChange(statement, change);
        return change.source();
    }

    /** Returns the plan's lines as EXPLAIN prints them. */
    static List<String> lines(PlannedQuery plan) {
        return Explain.explain(plan.plan(), plan.names());
    }
}
