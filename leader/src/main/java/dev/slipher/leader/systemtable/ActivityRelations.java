package dev.slipher.leader.systemtable;

import static dev.slipher.leader.systemtable.Namespaces.PG_CATALOG;

import dev.slipher.leader.history.QueryRecord;
import dev.slipher.leader.transaction.LockMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is connected, what runs and what waits: the STV relations and PostgreSQL's {@code pg_stat_activity}. */
final class ActivityRelations {
    static final List<SystemRelation> ALL = List.of(
            SystemRelation.view(
                    12_222,
                    PG_CATALOG,
                    "pg_stat_activity",
                    "datid oid, datname name, pid int4, leader_pid int4, usesysid oid, usename name, "
                            + "application_name text, client_addr text, client_hostname text, client_port int4, "
                            + "backend_start timestamptz, xact_start timestamptz, query_start timestamptz, "
                            + "state_change timestamptz, wait_event_type text, wait_event text, state text, "
                            + "backend_xid int4, backend_xmin int4, query_id int8, query text, backend_type text",
                    ActivityRelations::activity),
            SystemRelation.view(
                    12_073,
                    PG_CATALOG,
                    "pg_locks",
                    "locktype text, database oid, relation oid, page int4, tuple int2, virtualxid text, "
                            + "transactionid int4, classid oid, objid oid, objsubid int2, virtualtransaction text, "
                            + "pid int4, mode text, granted bool, fastpath bool, waitstart timestamptz",
                    ActivityRelations::postgresLocks),
            SystemRelation.view(
                    12_700,
                    PG_CATALOG,
                    "stv_sessions",
                    "starttime timestamp, process int4, user_name text, db_name text, timeout_sec int4",
                    (context, rows) -> context.queries()
                            .sessions()
                            .forEach(
                                    s -> rows.add(s.startedAt(), s.processId(), s.userName(), s.databaseName(), null))),
            SystemRelation.view(
                    12_701,
                    PG_CATALOG,
                    "stv_recents",
                    "userid int4, status text, starttime timestamp, duration int8, user_name text, db_name text, "
                            + "query text, pid int4",
                    ActivityRelations::recents),
            SystemRelation.view(
                    12_702,
                    PG_CATALOG,
                    "stv_inflight",
                    "userid int4, slice int4, query int8, label text, xid int8, pid int4, starttime timestamp, "
                            + "text text, suspended int4, insert_pristine int4, concurrency_scaling_status int4",
                    (context, rows) -> QueryAccess.running(context)
                            .forEach(q -> rows.add(
                                    q.session().userOid(),
                                    null,
                                    q.id(),
                                    q.label(),
                                    q.transactionId(),
                                    q.session().processId(),
                                    q.startedAt(),
                                    QueryAccess.shortText(q, 100),
                                    0,
                                    0,
                                    0))),
            SystemRelation.view(
                    12_703,
                    PG_CATALOG,
                    "stv_locks",
                    "table_id int4, last_commit timestamp, last_update timestamp, lock_owner int8, "
                            + "lock_owner_pid int4, lock_status text",
                    (context, rows) -> context.locks()
                            .forEach(lock -> rows.add(
                                    lock.tableOid(),
                                    null,
                                    lock.since(),
                                    lock.transactionId(),
                                    lock.sessionId(),
                                    (lock.granted() ? "Holding " : "Waiting for ")
                                            + (lock.mode() == LockMode.APPEND ? "insert lock" : "write lock")))),
            SystemRelation.view(
                    12_704,
                    PG_CATALOG,
                    "stv_wlm_query_state",
                    "xid int8, task int4, query int8, service_class int4, slot_count int4, "
                            + "wlm_start_time timestamp, state text, queue_time int8, exec_time int8, "
                            + "query_priority text",
                    ActivityRelations::workload),
            SystemRelation.view(
                    12_705,
                    PG_CATALOG,
                    "stv_slices",
                    "node int4, slice int4, localslice int4, type text",
                    (context, rows) -> {
                        for (int slice = 0; slice < context.sliceCount(); slice++) {
                            rows.add(0, slice, slice, "D");
                        }
                    }),
            SystemRelation.view(
                            12_706,
                            PG_CATALOG,
                            "stv_blocklist",
                            "slice int4, col int4, tbl int4, blocknum int8, num_values int8, extended_limits int4,"
                                    + " minvalue int8, maxvalue int8, sb_pos int4, pinned int4, on_disk int4, modified"
                                    + " int4, hdr_modified int4, unsorted int4, tombstone int4, preferred_diskno int4,"
                                    + " temporary int4, newblock int4, num_readers int4, flags int4",
                            BlockRows::produce)
                    .forSuperusers(),
            SystemRelation.view(
                    12_707,
                    PG_CATALOG,
                    "svv_transactions",
                    "txn_owner text, txn_db text, xid int8, pid int4, txn_start timestamp, lock_mode text, "
                            + "lockable_object_type text, relation int4, granted bool",
                    ActivityRelations::transactions));

    private ActivityRelations() {}

    private static void activity(SystemContext context, RowCollector rows) {
        for (var session : context.queries().sessions()) {
            var query = session.current();
            boolean active = query != null && query.endedAt() == null;
            var state = active
                    ? "active"
                    : switch (session.transactionStatus()) {
                        case 'T' -> "idle in transaction";
                        case 'E' -> "idle in transaction (aborted)";
                        default -> "idle";
                    };
            boolean mine = context.isSuperuser() || session.userOid() == context.userOid();
            rows.add(
                    session.databaseOid(),
                    session.databaseName(),
                    session.processId(),
                    null,
                    session.userOid(),
                    session.userName(),
                    session.applicationName(),
                    mine ? session.clientAddress() : null,
                    null,
                    null,
                    session.startedAt(),
                    session.transactionStartedAt(),
                    query == null ? null : query.startedAt(),
                    query == null ? session.startedAt() : active ? query.startedAt() : query.endedAt(),
                    null,
                    null,
                    state,
                    null,
                    null,
                    query == null ? null : query.id(),
                    query == null ? "" : mine ? query.text() : "<insufficient privilege>",
                    "client backend");
        }
    }

    private static String postgresMode(LockMode mode) {
        return switch (mode) {
            case APPEND -> "RowExclusiveLock";
            case WRITE -> "ShareRowExclusiveLock";
            case EXCLUSIVE -> "AccessExclusiveLock";
        };
    }

    private static void postgresLocks(SystemContext context, RowCollector rows) {
        for (var lock : context.locks()) {
            rows.add(
                    "relation",
                    context.databaseOid(),
                    lock.tableOid(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    lock.sessionId(),
                    postgresMode(lock.mode()),
                    lock.granted(),
                    false,
                    lock.granted() ? null : lock.since());
        }
    }

    private static void recents(SystemContext context, RowCollector rows) {
        for (var query : QueryAccess.ended(context)) {
            addRecent(context, query, "Done", rows);
        }
        for (var query : QueryAccess.running(context)) {
            addRecent(context, query, "Running", rows);
        }
    }

    private static void addRecent(SystemContext context, QueryRecord query, String status, RowCollector rows) {
        var end = query.endedAt();
        rows.add(
                query.session().userOid(),
                status,
                query.startedAt(),
                micros(query.startedAt(), end == null ? context.now() : end),
                query.session().userName(),
                query.session().databaseName(),
                QueryAccess.shortText(query, 600),
                query.session().processId());
    }

    private static void workload(SystemContext context, RowCollector rows) {
        for (var query : QueryAccess.running(context)) {
            var queued = query.queuedAt();
            if (queued == null || query.isLeaderOnly()) {
                continue;
            }
            var executed = query.executedAt();
            var now = context.now();
            var computed = query.executionEndedAt();
            rows.add(
                    query.transactionId(),
                    query.id(),
                    query.id(),
                    query.serviceClass(),
                    query.slots(),
                    queued,
                    executed == null ? "QueuedWaiting" : computed == null ? "Running" : "Returning",
                    micros(queued, executed == null ? now : executed),
                    executed == null ? 0L : micros(executed, computed == null ? now : computed),
                    "Normal");
        }
    }

    private static void transactions(SystemContext context, RowCollector rows) {
        for (var session : context.queries().sessions()) {
            var since = session.transactionStartedAt();
            if (since != null) {
                rows.add(
                        session.userName(),
                        session.databaseName(),
                        null,
                        session.processId(),
                        since,
                        null,
                        "transactionid",
                        null,
                        true);
            }
        }
        for (var lock : context.locks()) {
            rows.add(
                    null,
                    context.databaseName(),
                    null,
                    lock.sessionId(),
                    lock.since(),
                    postgresMode(lock.mode()),
                    "relation",
                    lock.tableOid(),
                    lock.granted());
        }
    }

    private static long micros(Instant from, @Nullable Instant to) {
        return to == null ? 0 : Duration.between(from, to).toNanos() / 1_000;
    }
}
