package dev.slipher.leader.systemtable;

import static dev.slipher.leader.systemtable.Namespaces.PG_CATALOG;

import dev.slipher.leader.history.PlanTrace;
import dev.slipher.leader.history.QueryRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What ran: the STL, SVL and SYS relations about statements. */
final class HistoryRelations {
    private static final int TEXT_CHUNK = 200;
    private static final int SHOWN_TEXT = 4_000;

    static final List<SystemRelation> ALL = List.of(
            SystemRelation.view(
                    12_720,
                    PG_CATALOG,
                    "stl_query",
                    "userid int4, query int8, label text, xid int8, pid int4, database text, querytxt text, "
                            + "starttime timestamp, endtime timestamp, aborted int4, insert_pristine int4, "
                            + "concurrency_scaling_status int4",
                    (context, rows) -> QueryAccess.ended(context)
                            .forEach(q -> rows.add(
                                    q.session().userOid(),
                                    q.id(),
                                    q.label(),
                                    q.transactionId(),
                                    q.session().processId(),
                                    q.session().databaseName(),
                                    QueryAccess.shortText(q, SHOWN_TEXT),
                                    q.startedAt(),
                                    q.endedAt(),
                                    q.state() == QueryRecord.State.SUCCEEDED ? 0 : 1,
                                    0,
                                    0))),
            SystemRelation.view(
                    12_721,
                    PG_CATALOG,
                    "stl_querytext",
                    "userid int4, xid int8, pid int4, query int8, sequence int4, text text",
                    HistoryRelations::texts),
            SystemRelation.view(
                    12_722,
                    PG_CATALOG,
                    "stl_wlm_query",
                    "userid int4, xid int8, task int8, query int8, service_class int4, slot_count int4, "
                            + "service_class_start_time timestamp, queue_start_time timestamp, "
                            + "queue_end_time timestamp, total_queue_time int8, exec_start_time timestamp, "
                            + "exec_end_time timestamp, total_exec_time int8, service_class_end_time timestamp, "
                            + "final_state text, est_peak_mem int8, query_priority text, service_class_name text",
                    HistoryRelations::workload),
            SystemRelation.view(
                    12_723,
                    PG_CATALOG,
                    "stl_error",
                    "userid int4, process text, recordtime timestamp, pid int4, errcode int4, file text, "
                            + "linenum int4, context text, error text",
                    (context, rows) -> QueryAccess.ended(context).stream()
                            .filter(q -> q.errorMessage() != null)
                            .forEach(q -> rows.add(
                                    q.session().userOid(),
                                    "padbmaster",
                                    q.endedAt(),
                                    q.session().processId(),
                                    null,
                                    null,
                                    null,
                                    QueryAccess.shortText(q, 100),
                                    q.errorMessage()))),
            SystemRelation.view(
                    12_724,
                    PG_CATALOG,
                    "stl_explain",
                    "userid int4, query int8, nodeid int4, parentid int4, plannode text, info text",
                    HistoryRelations::plans),
            SystemRelation.view(
                    12_725,
                    PG_CATALOG,
                    "svl_query_summary",
                    "userid int4, query int8, stm int4, seg int4, step int4, maxtime int8, avgtime int8, rows int8, "
                            + "bytes int8, rate_row float8, rate_byte float8, label text, is_diskbased char, "
                            + "workmem int8, is_rrscan char, is_delayed_scan char, rows_pre_filter int8",
                    HistoryRelations::steps),
            SystemRelation.view(
                    12_726,
                    PG_CATALOG,
                    "svl_qlog",
                    "userid int4, query int8, xid int8, pid int4, starttime timestamp, endtime timestamp, "
                            + "elapsed int8, aborted int4, label text, substring text, source_query int8, "
                            + "concurrency_scaling_status_txt text, from_sp_call int8",
                    (context, rows) -> QueryAccess.ended(context)
                            .forEach(q -> rows.add(
                                    q.session().userOid(),
                                    q.id(),
                                    q.transactionId(),
                                    q.session().processId(),
                                    q.startedAt(),
                                    q.endedAt(),
                                    micros(q.startedAt(), q.endedAt()),
                                    q.state() == QueryRecord.State.SUCCEEDED ? 0 : 1,
                                    q.label(),
                                    QueryAccess.shortText(q, 60),
                                    null,
                                    null,
                                    null))),
            SystemRelation.view(
                    12_727,
                    PG_CATALOG,
                    "sys_query_history",
                    "user_id int4, query_id int8, query_label text, transaction_id int8, session_id int4, "
                            + "database_name text, query_type text, status text, result_cache_hit bool, "
                            + "start_time timestamp, end_time timestamp, elapsed_time int8, queue_time int8, "
                            + "execution_time int8, error_message text, returned_rows int8, returned_bytes int8, "
                            + "query_text text, redshift_version text, usage_limit text, compute_type text, "
                            + "compile_time int8, planning_time int8, lock_wait_time int8, service_class_id int4, "
                            + "service_class_name text, query_priority text, short_query_accelerated text, "
                            + "user_query_hash text, generic_query_hash text",
                    HistoryRelations::history),
            SystemRelation.view(
                    12_728,
                    PG_CATALOG,
                    "stl_load_errors",
                    "userid int4, slice int4, tbl int4, starttime timestamp, session int4, query int8, "
                            + "filename text, line_number int8, colname text, type text, col_length text, "
                            + "position int4, raw_line text, raw_field_value text, err_code int4, err_reason text, "
                            + "is_partial int4, start_offset int8",
                    (context, rows) -> context.loads().errors().stream()
                            .filter(e -> visible(context, e.query()))
                            .forEach(e -> rows.add(
                                    e.query().session().userOid(),
                                    null,
                                    e.tableOid(),
                                    e.at(),
                                    e.query().session().processId(),
                                    e.query().id(),
                                    e.fileName(),
                                    e.lineNumber(),
                                    e.columnName(),
                                    e.columnType(),
                                    null,
                                    e.position(),
                                    e.rawLine(),
                                    e.rawField(),
                                    e.errorCode(),
                                    e.reason(),
                                    0,
                                    null))),
            SystemRelation.view(
                    12_729,
                    PG_CATALOG,
                    "stl_load_commits",
                    "userid int4, query int8, slice int4, name text, filename text, byte_offset int8, "
                            + "lines_scanned int8, errors int4, curtime timestamp, status int4, file_format text",
                    (context, rows) -> context.loads().commits().stream()
                            .filter(c -> visible(context, c.query()))
                            .forEach(c -> rows.add(
                                    c.query().session().userOid(),
                                    c.query().id(),
                                    null,
                                    null,
                                    c.fileName(),
                                    c.bytes(),
                                    c.lines(),
                                    null,
                                    c.at(),
                                    1,
                                    null))),
            SystemRelation.view(
                    12_730,
                    PG_CATALOG,
                    "stv_load_state",
                    "userid int4, session int4, query int8, slice int4, pid int4, recordtime timestamp, "
                            + "bytes_to_load int8, bytes_loaded int8, bytes_to_load_compressed int8, "
                            + "bytes_loaded_compressed int8, lines int8, num_files int4, num_files_complete int4, "
                            + "current_file text, pct_complete int4",
                    HistoryRelations::loadStates));

    private HistoryRelations() {}

    private static boolean visible(SystemContext context, QueryRecord query) {
        return context.isSuperuser() || query.session().userOid() == context.userOid();
    }

    private static void texts(SystemContext context, RowCollector rows) {
        for (var query : QueryAccess.ended(context)) {
            var text = query.text();
            for (int from = 0; from < Math.max(1, text.length()); from += TEXT_CHUNK) {
                rows.add(
                        query.session().userOid(),
                        query.transactionId(),
                        query.session().processId(),
                        query.id(),
                        from / TEXT_CHUNK,
                        text.substring(from, Math.min(text.length(), from + TEXT_CHUNK)));
            }
        }
    }

    private static void workload(SystemContext context, RowCollector rows) {
        for (var query : QueryAccess.ended(context)) {
            var queued = query.queuedAt();
            if (queued == null || query.isLeaderOnly()) {
                continue;
            }
            var executed = query.executedAt();
            rows.add(
                    query.session().userOid(),
                    query.transactionId(),
                    query.id(),
                    query.id(),
                    query.serviceClass(),
                    query.slots(),
                    queued,
                    queued,
                    executed == null ? query.endedAt() : executed,
                    micros(queued, executed == null ? query.endedAt() : executed),
                    executed,
                    query.executionEndedAt(),
                    executed == null ? 0 : micros(executed, query.executionEndedAt()),
                    query.endedAt(),
                    query.state() == QueryRecord.State.SUCCEEDED ? "Completed" : "Evicted",
                    query.grantedBytes(),
                    "Normal",
                    query.serviceClassName());
        }
    }

    private static void plans(SystemContext context, RowCollector rows) {
        for (var query : QueryAccess.ended(context)) {
            var trace = query.trace();
            if (trace != null) {
                addPlan(query, trace.explain().get(), rows);
            }
        }
    }

    /** A line's depth is its indentation; its parent is the last line before it that is indented less. */
    private static void addPlan(QueryRecord query, List<String> lines, RowCollector rows) {
        var indents = lines.stream().mapToInt(HistoryRelations::indent).toArray();
        for (int i = 0; i < lines.size(); i++) {
            int parent = i - 1;
            while (parent >= 0 && indents[parent] >= indents[i]) {
                parent--;
            }
            rows.add(query.session().userOid(), query.id(), i + 1, parent + 1, lines.get(i), "");
        }
    }

    private static int indent(String line) {
        int indent = 0;
        while (indent < line.length() && line.charAt(indent) == ' ') {
            indent++;
        }
        return indent;
    }

    private static void steps(SystemContext context, RowCollector rows) {
        for (var query : QueryAccess.ended(context)) {
            var trace = query.trace();
            var steps = trace == null ? Stream.<PlanTrace.Step>empty() : trace.steps().stream();
            steps.forEach(step -> {
                double seconds = step.micros() / 1e6;
                rows.add(
                        query.session().userOid(),
                        query.id(),
                        null,
                        null,
                        step.node(),
                        step.micros(),
                        step.micros(),
                        step.rows(),
                        step.bytes(),
                        seconds == 0 ? null : step.rows() / seconds,
                        seconds == 0 ? null : step.bytes() / seconds,
                        step.label(),
                        step.spilledBytes() > 0 ? "t" : "f",
                        step.memoryBytes(),
                        null,
                        null,
                        null);
            });
        }
    }

    private static void history(SystemContext context, RowCollector rows) {
        Stream.concat(QueryAccess.ended(context).stream(), QueryAccess.running(context).stream())
                .forEach(query -> addHistory(context, query, rows));
    }

    private static void addHistory(SystemContext context, QueryRecord query, RowCollector rows) {
        var now = query.endedAt() == null ? context.now() : query.endedAt();
        var queued = query.queuedAt();
        var executed = query.executedAt();
        var computed = query.executionEndedAt();
        rows.add(
                query.session().userOid(),
                query.id(),
                query.label(),
                query.transactionId(),
                query.session().processId(),
                query.session().databaseName(),
                query.type(),
                status(query.state()),
                false,
                query.startedAt(),
                query.endedAt(),
                micros(query.startedAt(), now),
                queued == null ? 0L : micros(queued, executed == null ? now : executed),
                executed == null ? 0L : micros(executed, computed == null ? now : computed),
                query.errorMessage(),
                query.returnedRows(),
                null,
                QueryAccess.shortText(query, SHOWN_TEXT),
                null,
                null,
                "primary",
                null,
                queued == null ? null : micros(query.startedAt(), queued),
                null,
                queued == null || query.isLeaderOnly() ? null : query.serviceClass(),
                query.serviceClassName(),
                "Normal",
                "false",
                null,
                null);
    }

    private static String status(QueryRecord.State state) {
        return switch (state) {
            case PLANNING -> "planning";
            case QUEUED -> "queued";
            case RUNNING -> "running";
            case RETURNING -> "returning";
            case SUCCEEDED -> "success";
            case FAILED -> "failed";
            case CANCELED -> "canceled";
        };
    }

    private static void loadStates(SystemContext context, RowCollector rows) {
        for (var state : context.loads().progress()) {
            if (visible(context, state.query())) {
                rows.add(
                        state.query().session().userOid(),
                        state.query().session().processId(),
                        state.query().id(),
                        null,
                        state.query().session().processId(),
                        context.now(),
                        state.bytesToLoad(),
                        state.bytesLoaded(),
                        null,
                        null,
                        state.linesLoaded(),
                        null,
                        null,
                        state.fileName(),
                        state.bytesToLoad() == 0 ? 100 : state.bytesLoaded() * 100 / state.bytesToLoad());
            }
        }
    }

    private static long micros(Instant from, @Nullable Instant to) {
        return to == null ? 0 : Duration.between(from, to).toNanos() / 1_000;
    }
}
