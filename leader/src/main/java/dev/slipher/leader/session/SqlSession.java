package dev.slipher.leader.session;

import dev.slipher.leader.calcite.PasswordText;
import dev.slipher.leader.calcite.SqlParser;
import dev.slipher.leader.history.QueryRecord;
import dev.slipher.leader.result.ResultStore;
import dev.slipher.leader.result.StoringSink;
import dev.slipher.leader.schedule.Cancellation;
import dev.slipher.leader.schedule.Timeouts;
import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.leader.statement.SourceText;
import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.error.FileErrors;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.wire.connection.IdleLimit;
import dev.slipher.wire.connection.ParameterType;
import dev.slipher.wire.connection.ResultColumn;
import dev.slipher.wire.connection.ResultFormats;
import dev.slipher.wire.connection.ResultSink;
import dev.slipher.wire.connection.Session;
import dev.slipher.wire.connection.StatementDescription;
import dev.slipher.wire.connection.TransactionStatus;
import dev.slipher.wire.format.ParameterValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's session: it decides in which transaction a statement runs, and what an error does to it; everything else
 * is its executors' work.
 */
final class SqlSession implements Session {
    /** Frames of a stack that ran over, of which one is of what ran over. */
    private static final int TOP_FRAMES = 10;

    private static final Logger LOGGER = LoggerFactory.getLogger(SqlSession.class);

    private final SessionContext context;
    private final StatementExecutor executor;
    private Map<String, String> reported = Map.of();
    private long reportedVersion = -1;

    SqlSession(SessionContext context) {
        this.context = context;
        this.executor = new StatementExecutor(context);
    }

    @Override
    public Map<String, String> reportedParameters() {
        if (context.settings().version() != reportedVersion) {
            reportedVersion = context.settings().version();
            reported = context.reportedParameters();
            context.record().setApplicationName(context.settings().show("application_name"));
        }
        return reported;
    }

    @Override
    public SessionTime time() {
        return context.time();
    }

    @Override
    public TransactionStatus transactionStatus() {
        return context.transaction().status();
    }

    @Override
    public Optional<IdleLimit> idleLimit() {
        return context.transaction().isInBlock()
                ? idleLimit(
                        "idle_in_transaction_session_timeout",
                        SqlState.IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
                        "terminating connection due to idle-in-transaction timeout")
                : idleLimit(
                        "idle_session_timeout",
                        SqlState.IDLE_SESSION_TIMEOUT,
                        "terminating connection due to idle-session timeout");
    }

    private Optional<IdleLimit> idleLimit(String setting, SqlState state, String message) {
        long millis = context.settings().number(setting);
        return millis == 0 ? Optional.empty() : Optional.of(new IdleLimit(millis, state, message));
    }

    @Override
    public void simpleQuery(String sql, ResultSink sink) {
        var statements = SqlParser.parse(sql);
        if (statements.isEmpty()) {
            // Ends as any simple query does what earlier messages have left open.
            sync();
            sink.emptyQuery();
            return;
        }
        for (int i = 0; i < statements.size(); i++) {
            var statement = statements.get(i);
            boolean last = i == statements.size() - 1;
            run(statement, List.of(), statement.source().text(), ResultFormats.TEXT, sink, last);
        }
    }

    @Override
    public void parse(String name, String sql, List<ParameterType> declared) {
        if (!name.isEmpty() && context.prepared().find(name).isPresent()) {
            throw new SlipherException(
                    SqlState.DUPLICATE_PREPARED_STATEMENT, "prepared statement \"%s\" already exists".formatted(name));
        }
        var statements = SqlParser.parse(sql);
        if (statements.size() > 1) {
            throw new SlipherException(
                    SqlState.SYNTAX_ERROR, "cannot insert multiple commands into a prepared statement");
        }
        var statement = statements.stream().findFirst();
        statement.ifPresent(this::requireUsableTransaction);
        cancellably(() -> context.prepared().put(executor.prepare(name, sql, statement, declared)));
    }

    /** Does something before or after a statement within the time that one may take, and until somebody cancels it. */
    private void cancellably(Runnable part) {
        var cancellation = context.cancellation();
        cancellation.begin();
        var timeout = timeout(cancellation);
        try {
            part.run();
        } catch (SlipherException e) {
            requireReason(e, cancellation);
            throw e;
        } finally {
            timeout.close();
            cancellation.end();
        }
    }

    /** Throws why a statement was cancelled in place of {@code e}: what was interrupted does not know. */
    private static void requireReason(SlipherException e, Cancellation cancellation) {
        if (e.sqlState() == SqlState.QUERY_CANCELED) {
            cancellation.check();
        }
    }

    private Timeouts.Timeout timeout(Cancellation cancellation) {
        return context.warehouse()
                .timeouts()
                .start(
                        () -> cancellation.cancel(Cancellation.byTimeout()),
                        context.settings().number("statement_timeout"));
    }

    @Override
    public StatementDescription describeStatement(String name) {
        return context.prepared().get(name).description();
    }

    @Override
    public void bind(String portal, String statement, List<ParameterValue> parameters, ResultFormats formats) {
        if (!portal.isEmpty() && context.portals().find(portal).isPresent()) {
            throw new SlipherException(SqlState.DUPLICATE_CURSOR, "cursor \"%s\" already exists".formatted(portal));
        }
        var prepared = context.prepared().get(statement);
        prepared.statement().ifPresent(this::requireUsableTransaction);
        cancellably(() -> {
            var columns = executor.columns(prepared, parameters);
            context.portals().put(new Portal(portal, prepared, parameters, formats.applyTo(columns), formats, false));
        });
    }

    @Override
    public List<ResultColumn> describePortal(String name) {
        return context.portals().portal(name).columns();
    }

    @Override
    public void execute(String name, long maxRows, ResultSink sink) {
        var portal = context.portals().portal(name);
        var statement = portal.statement().statement();
        if (statement.isEmpty()) {
            sink.emptyQuery();
            return;
        }
        if (portal.tag() != null) {
            repeat(portal, sink);
            return;
        }
        boolean inParts = maxRows > 0 && !portal.columns().isEmpty();
        if (!inParts && portal.store() == null) {
            var tag = run(statement.get(), portal.values(), portal.statement().text(), portal.formats(), sink, false);
            portal.setTag(tag);
            return;
        }
        if (portal.store() == null) {
            portal.setStore(fill(portal, statement.get()));
        }
        fetch(portal, maxRows == 0 ? Long.MAX_VALUE : maxRows, sink);
    }

    /** Computes all rows of a portal that is fetched in parts, so that it holds neither slot nor memory in between. */
    private ResultStore fill(Portal portal, Statement statement) {
        return ResultStore.filled(
                context.warehouse().results(),
                store -> run(
                        statement,
                        portal.values(),
                        portal.statement().text(),
                        portal.formats(),
                        new StoringSink(store, portal::setColumns),
                        false));
    }

    private void fetch(Portal portal, long maxRows, ResultSink sink) {
        var store = portal.store();
        if (store == null) {
            throw new IllegalStateException("portal \"%s\" has no rows".formatted(portal.name()));
        }
        sink.columns(portal.columns());
        context.cancellation().begin(sink::interrupt);
        long count;
        try {
            count = store.take(maxRows, sink::rows);
        } finally {
            context.cancellation().end();
        }
        if (count == maxRows && !store.isDrained()) {
            sink.suspended();
        } else {
            portal.setTag("SELECT " + count);
            sink.complete("SELECT " + count);
        }
    }

    /** A portal that has ended gives no more rows, and a statement without rows cannot be repeated. */
    private static void repeat(Portal portal, ResultSink sink) {
        if (portal.columns().isEmpty()) {
            throw new SlipherException(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "portal \"%s\" cannot be run".formatted(portal.name()));
        }
        sink.columns(portal.columns());
        sink.complete("SELECT 0");
    }

    @Override
    public void closeStatement(String name) {
        context.prepared().remove(name);
    }

    @Override
    public void closePortal(String name) {
        context.portals().remove(name);
    }

    @Override
    public void sync() {
        if (!context.transaction().isInBlock()) {
            cancellably(context.transaction()::endImplicit);
            // Also of a transaction that no statement has begun.
            context.portals().endTransaction(true);
        }
    }

    @Override
    public void failed(SlipherException error) {
        if (FileErrors.isFullDisk(error)) {
            context.warehouse().log().freeSpace();
        }
        context.transaction().fail();
        if (!context.transaction().isInBlock()) {
            context.portals().endTransaction(false);
        }
    }

    @Override
    public void cancel() {
        context.cancellation().cancel(Cancellation.byUser());
    }

    @Override
    public void close() {
        try {
            context.close();
        } catch (RuntimeException e) {
            LOGGER.error("session {} did not end cleanly", context.record().processId(), e);
        }
    }

    /**
     * Runs one statement.
     *
     * @param last whether an implicit transaction ends with it, before the client is told that it has completed
     */
    private String run(
            Statement statement,
            List<ParameterValue> values,
            String text,
            ResultFormats formats,
            ResultSink sink,
            boolean last) {
        requireUsableTransaction(statement);
        var record = context.startRecord(PasswordText.shown(statement));
        var cancellation = context.cancellation();
        cancellation.begin(sink::interrupt);
        var timeout = timeout(cancellation);
        try {
            context.transaction().ensureStarted();
            if (!worksWithoutUser(statement)) {
                context.requireUsers();
            }
            var run = new StatementRun(statement, text, values, formats, sink, record);
            var tag = executor.execute(run);
            if (last && !context.transaction().isInBlock()) {
                context.transaction().endImplicit();
            }
            context.endRecord(record, QueryRecord.State.SUCCEEDED, null);
            sink.complete(tag);
            return tag;
        } catch (SlipherException e) {
            noteFailure(record, e.sqlState(), e);
            requireReason(e, cancellation);
            throw e;
        } catch (RuntimeException | Error e) {
            noteFailure(record, SqlState.INTERNAL_ERROR, e);
            throw internal(e);
        } finally {
            timeout.close();
            cancellation.end();
        }
    }

    private static SlipherException internal(Throwable e) {
        return switch (e) {
            case StackOverflowError deep
            when isOfPattern(deep) ->
                new SlipherException(
                                SqlState.STATEMENT_TOO_COMPLEX,
                                "the string is too long for the groups that the regular expression repeats",
                                e)
                        .withHint("Repeat sets of characters where that says the same: [ab]* for (a|b)*.");
            case StackOverflowError _ ->
                new SlipherException(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded", e)
                        .withHint("Split the statement into smaller ones.");
            case OutOfMemoryError _ ->
                new SlipherException(SqlState.OUT_OF_MEMORY, "out of memory: the Java heap is used up", e)
                        .withHint(
                                "Send fewer rows or columns in one statement, or start the server with more --memory.");
            default -> new SlipherException(SqlState.INTERNAL_ERROR, "internal error: " + e, e);
        };
    }

    private static boolean isOfPattern(StackOverflowError error) {
        return Arrays.stream(error.getStackTrace())
                .limit(TOP_FRAMES)
                .anyMatch(frame -> frame.getClassName().startsWith("java.util.regex."));
    }

    private void noteFailure(QueryRecord record, SqlState state, Throwable e) {
        if (state.isInternal()) {
            LOGGER.error("statement failed: {}", record.text(), e);
        }
        boolean cancelled = state == SqlState.QUERY_CANCELED;
        context.endRecord(
                record,
                cancelled ? QueryRecord.State.CANCELED : QueryRecord.State.FAILED,
                String.valueOf(e.getMessage()));
    }

    /** Whoever is gone may still end what he began, and a superuser may go back to acting as himself. */
    private static boolean worksWithoutUser(Statement statement) {
        return statement instanceof SessionStatement.Commit
                || statement instanceof SessionStatement.Rollback
                || statement instanceof SessionStatement.RollbackTo
                || statement instanceof SessionStatement.SetAuthorization
                || statement instanceof SessionStatement.ResetParameter(Optional<String> name, SourceText _)
                        && name.filter("session_authorization"::equals).isPresent()
                || statement instanceof SessionStatement.Discard;
    }

    private void requireUsableTransaction(Statement statement) {
        boolean ends = statement instanceof SessionStatement.Commit
                || statement instanceof SessionStatement.Rollback
                || statement instanceof SessionStatement.RollbackTo;
        if (context.transaction().isFailed() && !ends) {
            throw new SlipherException(
                    SqlState.IN_FAILED_SQL_TRANSACTION,
                    "current transaction is aborted, commands ignored until end of transaction block");
        }
    }
}
