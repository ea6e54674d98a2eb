package dev.slipher.wire.connection;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.auth.StartupRequest;
import dev.slipher.wire.connection.CannedEngine.Answer;
import dev.slipher.wire.format.ClientEncoding;
import dev.slipher.wire.format.ParameterValue;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** A session over {@link CannedEngine}: the bookkeeping of statements, portals and transactions, and no SQL. */
final class CannedSession implements Session {
    private final CannedEngine engine;
    private final int processId;
    private final Map<String, Prepared> statements = new HashMap<>();
    private final Map<String, Portal> portals = new HashMap<>();
    private final List<SlipherException> failures = new ArrayList<>();
    private Map<String, String> reported;
    private TransactionStatus status = TransactionStatus.IDLE;
    private Optional<IdleLimit> idleLimit = Optional.empty();
    final Semaphore running = new Semaphore(0);
    final Semaphore cancels = new Semaphore(0);
    final CountDownLatch closed = new CountDownLatch(1);
    final CountDownLatch failed = new CountDownLatch(1);
    private int syncs;

    private record Prepared(String sql, List<ParameterType> parameters) {}

    private static final class Portal {
        final Prepared statement;
        final List<Datum> parameters;
        final ResultFormats formats;
        int batchIndex;
        int rowsOfBatch;

        Portal(Prepared statement, List<Datum> parameters, ResultFormats formats) {
            this.statement = statement;
            this.parameters = parameters;
            this.formats = formats;
        }
    }

    CannedSession(CannedEngine engine, StartupRequest request) {
        this.engine = engine;
        this.processId = request.processId();
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("server_version", "15.0");
        parameters.put("server_encoding", "UTF8");
        parameters.put("client_encoding", "UTF8");
        parameters.put("DateStyle", "ISO, MDY");
        parameters.put("integer_datetimes", "on");
        parameters.put("standard_conforming_strings", "on");
        parameters.put("TimeZone", request.parameters().getOrDefault("TimeZone", "UTC"));
        parameters.put("application_name", request.parameters().getOrDefault("application_name", ""));
        reported = Map.copyOf(parameters);
    }

    @Override
    public Map<String, String> reportedParameters() {
        return reported;
    }

    @Override
    public SessionTime time() {
        return new SessionTime(ZoneId.of(reported.get("TimeZone")), 0);
    }

    @Override
    public TransactionStatus transactionStatus() {
        return status;
    }

    @Override
    public Optional<IdleLimit> idleLimit() {
        return idleLimit;
    }

    int processId() {
        return processId;
    }

    List<SlipherException> failures() {
        return failures;
    }

    int syncs() {
        return syncs;
    }

    @Override
    public void simpleQuery(String sql, ResultSink sink) {
        var parts = CannedEngine.split(sql);
        if (parts.isEmpty()) {
            sink.emptyQuery();
        }
        for (var part : parts) {
            run(new Portal(prepare(part, List.of()), List.of(), ResultFormats.TEXT), 0, sink);
        }
    }

    private Prepared prepare(String sql, List<ParameterType> declared) {
        var types = isBuiltIn(sql) || sql.isBlank()
                ? List.<SqlType>of()
                : engine.find(sql).parameters();
        var parameters = new ArrayList<ParameterType>();
        for (var i = 0; i < types.size(); i++) {
            var said = i < declared.size() ? declared.get(i) : ParameterType.UNSPECIFIED;
            parameters.add(said.resolve(types.get(i)));
        }
        return new Prepared(sql, parameters);
    }

    @Override
    public void parse(String name, String sql, List<ParameterType> declared) {
        if (!name.isEmpty() && statements.containsKey(name)) {
            throw new SlipherException(
                    SqlState.DUPLICATE_PREPARED_STATEMENT, "prepared statement \"%s\" already exists".formatted(name));
        }
        statements.put(name, prepare(sql.strip(), declared));
    }

    private Prepared statement(String name) {
        var found = statements.get(name);
        if (found == null) {
            throw new SlipherException(
                    SqlState.INVALID_SQL_STATEMENT_NAME, "prepared statement \"%s\" does not exist".formatted(name));
        }
        return found;
    }

    @Override
    public StatementDescription describeStatement(String name) {
        var statement = statement(name);
        return new StatementDescription(statement.parameters(), columns(statement.sql()));
    }

    private List<ResultColumn> columns(String sql) {
        return !isBuiltIn(sql) && !sql.isBlank() && engine.find(sql) instanceof Answer.Rows rows
                ? rows.columns()
                : List.of();
    }

    @Override
    public void bind(String portal, String statement, List<ParameterValue> parameters, ResultFormats formats) {
        portals.put(
                portal,
                new Portal(
                        statement(statement),
                        parameters.stream().map(ParameterValue::value).toList(),
                        formats));
    }

    private Portal portal(String name) {
        var found = portals.get(name);
        if (found == null) {
            throw new SlipherException(SqlState.INVALID_CURSOR_NAME, "portal \"%s\" does not exist".formatted(name));
        }
        return found;
    }

    @Override
    public List<ResultColumn> describePortal(String name) {
        var portal = portal(name);
        return portal.formats.applyTo(columns(portal.statement.sql()));
    }

    @Override
    public void execute(String portal, long maxRows, ResultSink sink) {
        run(portal(portal), maxRows, sink);
    }

    private void run(Portal portal, long maxRows, ResultSink sink) {
        var sql = portal.statement.sql();
        if (sql.isBlank()) {
            sink.emptyQuery();
            return;
        }
        if (status == TransactionStatus.FAILED_BLOCK && !sql.equalsIgnoreCase("rollback")) {
            throw new SlipherException(
                    SqlState.IN_FAILED_SQL_TRANSACTION,
                    "current transaction is aborted, commands ignored until end of transaction block");
        }
        if (isBuiltIn(sql)) {
            sink.complete(runBuiltIn(sql));
            return;
        }
        switch (engine.find(sql)) {
            case Answer.Rows rows -> runRows(portal, rows, maxRows, sink);
            case Answer.Command(var _, var action) -> {
                try {
                    sink.complete(action.run(this, portal.parameters, sink));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static void runRows(Portal portal, Answer.Rows rows, long maxRows, ResultSink sink) {
        sink.columns(portal.formats.applyTo(rows.columns()));
        var left = maxRows == 0 ? Long.MAX_VALUE : maxRows;
        while (true) {
            Batch batch = rows.source().batch(portal.batchIndex, portal.parameters);
            var unsent = batch.selectedCount() - portal.rowsOfBatch;
            if (batch.selectedCount() == 0) {
                sink.complete(rows.tag());
                return;
            }
            var count = (int) Math.min(left, unsent);
            sink.rows(batch, portal.rowsOfBatch, count);
            left -= count;
            portal.rowsOfBatch += count;
            if (count == unsent) {
                portal.batchIndex++;
                portal.rowsOfBatch = 0;
            }
            if (left == 0) {
                sink.suspended();
                return;
            }
        }
    }

    private static boolean isBuiltIn(String sql) {
        var lower = sql.toLowerCase(Locale.ROOT);
        return lower.startsWith("set ")
                || List.of("begin", "commit", "rollback").contains(lower);
    }

    private String runBuiltIn(String sql) {
        var words = sql.split("[ =]+");
        switch (words[0].toLowerCase(Locale.ROOT)) {
            case "begin" -> status = TransactionStatus.IN_BLOCK;
            case "set" -> set(words[1], words[words.length - 1].replace("'", ""));
            default -> status = TransactionStatus.IDLE;
        }
        return words[0].toUpperCase(Locale.ROOT);
    }

    private void set(String name, String value) {
        if (name.equals("idle_session_timeout")) {
            idleLimit = Optional.of(new IdleLimit(Long.parseLong(value), SqlState.IDLE_SESSION_TIMEOUT, "idle"));
        }
        if (!reported.containsKey(name)) {
            return;
        }
        var changed = new HashMap<>(reported);
        changed.put(
                name,
                name.equals("client_encoding")
                        ? ClientEncoding.find(value).orElseThrow().name()
                        : value);
        reported = Map.copyOf(changed);
    }

    @Override
    public void closeStatement(String name) {
        statements.remove(name);
    }

    @Override
    public void closePortal(String name) {
        portals.remove(name);
    }

    @Override
    public void sync() {
        syncs++;
        if (status == TransactionStatus.IDLE) {
            portals.clear();
        }
    }

    @Override
    public void failed(SlipherException error) {
        failed.countDown();
        failures.add(error);
        if (status == TransactionStatus.IN_BLOCK) {
            status = TransactionStatus.FAILED_BLOCK;
        }
    }

    @Override
    public void cancel() {
        cancels.release();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
