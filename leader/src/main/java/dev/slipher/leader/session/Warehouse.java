package dev.slipher.leader.session;

import dev.slipher.compute.pipeline.QueryEngine;
import dev.slipher.compute.source.TableReader;
import dev.slipher.leader.compaction.BackgroundCompaction;
import dev.slipher.leader.compaction.Compaction;
import dev.slipher.leader.compaction.MovedRows;
import dev.slipher.leader.history.LoadLog;
import dev.slipher.leader.history.QueryLog;
import dev.slipher.leader.result.ResultSpace;
import dev.slipher.leader.schedule.Cancellation;
import dev.slipher.leader.schedule.QueryGate;
import dev.slipher.leader.schedule.Timeouts;
import dev.slipher.leader.schedule.UpkeepMemory;
import dev.slipher.leader.table.ReadAhead;
import dev.slipher.leader.transaction.TableLocks;
import dev.slipher.leader.transaction.Transactions;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.wlm.admission.Admission;
import dev.slipher.wlm.queue.WorkloadSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/** What all sessions of a leader share: the log, the engine, the queues and the histories. */
public final class Warehouse implements AutoCloseable {
    /** One process works as this many slices. */
    private static final int SLICES = 4;

    /** Rows that wait in memory for their clients take this part of what queries have, beside it. */
    private static final int RESULT_SHARE = 16;

    /** The part of the memory of queries that the texts of past ones may take. */
    private static final int HISTORY_SHARE = 32;

    private final ObjectStore store;
    private final CommitLog log;
    private final TableReader tables;
    private final QueryEngine engine;
    private final ResultSpace results;
    private final Clock clock;
    private final Transactions transactions;
    private final QueryGate gate;
    private final Timeouts timeouts = new Timeouts();
    private final QueryLog queries;
    private final LoadLog loads = new LoadLog();
    private final PlanCache planCache = new PlanCache();
    private final SecureRandom random = new SecureRandom();
    private final Compaction compaction;
    private final BackgroundCompaction background;
    /** Told of each change of a table. */
    private final List<IntConsumer> watchers = new CopyOnWriteArrayList<>();

    private final ConcurrentHashMap<Integer, SessionContext> sessions = new ConcurrentHashMap<>();
    private volatile IntPredicate connectionEnd = _ -> false;

    /**
     * Puts the parts together; log, store and engine stay the caller's to close.
     *
     * @param temporary where files lie that do not outlive the process
     */
    public Warehouse(ObjectStore store, CommitLog log, QueryEngine engine, Path temporary, Clock clock) {
        this.store = store;
        this.log = log;
        tables = new TableReader(store, log.contents());
        this.engine = engine;
        results =
                ResultSpace.open(temporary.resolve("results"), engine.options().memoryBytes() / RESULT_SHARE);
        queries = new QueryLog(engine.options().memoryBytes() / HISTORY_SHARE);
        this.clock = clock;
        var upkeep = new UpkeepMemory(engine.pool());
        transactions = new Transactions(log, store, upkeep.writing(), new TableLocks(clock));
        gate = new QueryGate(new Admission(WorkloadSettings.standard(upkeep.queueBytes())));
        compaction = new Compaction(log, store, tables, engine, upkeep, new MovedRows(temporary.resolve("moves")));
        background = new BackgroundCompaction(compaction::improve);
        log.flushRowsWith((_, table) -> compaction.writeOut(table.oid()));
        watchers.add(background::tableChanged);
        log.watchTables(table -> watchers.forEach(watcher -> watcher.accept(table)));
        log.current().tables().forEach(table -> background.tableChanged(table.oid()));
        background.start();
    }

    ObjectStore store() {
        return store;
    }

    TableReader tables() {
        return tables;
    }

    Instant now() {
        return clock.instant();
    }

    Clock clock() {
        return clock;
    }

    CommitLog log() {
        return log;
    }

    QueryEngine engine() {
        return engine;
    }

    ResultSpace results() {
        return results;
    }

    Transactions transactions() {
        return transactions;
    }

    QueryGate gate() {
        return gate;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    QueryLog queries() {
        return queries;
    }

    LoadLog loads() {
        return loads;
    }

    PlanCache planCache() {
        return planCache;
    }

    SecureRandom random() {
        return random;
    }

    Compaction compaction() {
        return compaction;
    }

    /** Starts filling the chunk cache in quiet times; the caller closes what does. */
    public ReadAhead readAhead() {
        var readAhead = new ReadAhead(log, store, engine.cache(), this::isCalm);
        watchers.add(readAhead::tableChanged);
        readAhead.start();
        return readAhead;
    }

    /** Returns whether no statement runs, and none has for as long as {@code rest}. */
    public boolean isCalm(Duration rest) {
        return queries.isCalm(rest);
    }

    int sliceCount() {
        return SLICES;
    }

    void add(SessionContext session) {
        sessions.put(session.record().processId(), session);
    }

    void remove(SessionContext session) {
        sessions.remove(session.record().processId(), session);
    }

    /** Sets what ends the connection of a process id. */
    public void endConnectionsWith(IntPredicate end) {
        connectionEnd = end;
    }

    /** Stops what another session runs, if {@code asking} may do that; returns whether there is such a session. */
    boolean cancelStatementOf(int processId, SessionContext asking) {
        var session = sessions.get(processId);
        if (session == null) {
            return false;
        }
        requireRight(asking, session, "cancel a statement");
        session.cancellation().cancel(Cancellation.byUser());
        return true;
    }

    /** Ends another session, likewise. */
    boolean endSession(int processId, SessionContext asking) {
        var session = sessions.get(processId);
        if (session == null) {
            return false;
        }
        requireRight(asking, session, "end a session");
        return connectionEnd.test(processId);
    }

    /** The other session is of who logged in, whomever it acts as: what that is, its own thread alone knows. */
    private static void requireRight(SessionContext asking, SessionContext session, String act) {
        if (!asking.isSuperuser() && session.record().userOid() != asking.userOid()) {
            throw new SlipherException(
                    SqlState.INSUFFICIENT_PRIVILEGE,
                    "must be superuser to %s of user \"%s\""
                            .formatted(act, session.record().userName()));
        }
    }

    /** Returns when nothing uses the engine any more but sessions; the log waits no longer for a store that is gone. */
    @Override
    public void close() throws InterruptedException {
        timeouts.close();
        // First, for what ends next may be waiting to learn what became of its commit.
        log.giveUp();
        background.close();
        log.flushRowsNoMore();
    }
}
