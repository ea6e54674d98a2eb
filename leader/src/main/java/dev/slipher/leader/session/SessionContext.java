package dev.slipher.leader.session;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.pipeline.QueryOptions;
import dev.slipher.leader.history.QueryRecord;
import dev.slipher.leader.history.SessionRecord;
import dev.slipher.leader.schedule.Cancellation;
import dev.slipher.leader.schedule.QueryGate;
import dev.slipher.leader.setting.SessionSettings;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.transaction.LockMode;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.DatabaseDefinition;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.UserDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.encoding.BatchCodec;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.wlm.admission.Decision;
import dev.slipher.wlm.admission.Submission;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the executors of one session share. The session's thread uses it, and while that waits for a query, so do the workers
 * that compute functions about catalog and session (see {@link SessionCatalog}), which change nothing here but settings.
 */
final class SessionContext implements AutoCloseable {
    /** What is remembered of a statement's text, in characters. */
    private static final int LONGEST_KEPT_TEXT = 1 << 16;

    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final Warehouse warehouse;
    private final SessionRecord record;
    private final SessionUser loggedIn;
    private final SessionSettings settings;
    private final Cancellation cancellation = new Cancellation();
    private final PreparedStatements prepared = new PreparedStatements();
    private final Portals portals = new Portals();
    private final SessionTransaction transaction;
    private final TemporaryRelations temporary;
    private final ObjectNames names;
    private final Rights rights;
    private final Plans plans;
    private final InputBinder inputs;
    private final Casts casts;
    /** Users whom SET SESSION AUTHORIZATION has named, by name. */
    private final Map<String, SessionUser> allowed = new HashMap<>();

    private SessionUser user;
    /** The settings' version that {@link #user} goes by. */
    private long userVersion = -1;

    private @Nullable BatchCodec rowCodec;

    /** A user as the session came to know him; what he may do is looked up each time, as others may change it. */
    private record SessionUser(int oid, String name) {}

    SessionContext(Warehouse warehouse, SessionRecord record, SessionSettings settings) {
        this.warehouse = warehouse;
        this.record = record;
        this.settings = settings;
        loggedIn = new SessionUser(record.userOid(), record.userName());
        user = loggedIn;
        settings.setFixed("session_authorization", loggedIn.name());
        transaction = new SessionTransaction(
                warehouse.log(), warehouse.transactions(), warehouse.clock(), record, settings, cancellation, portals);
        temporary = new TemporaryRelations(transaction, record.userOid());
        names = new ObjectNames(this);
        rights = new Rights(this);
        plans = new Plans(this);
        inputs = new InputBinder(this);
        casts = new Casts(this);
    }

    Instant now() {
        return warehouse.now();
    }

    Warehouse warehouse() {
        return warehouse;
    }

    SessionRecord record() {
        return record;
    }

    SessionSettings settings() {
        return settings;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    PreparedStatements prepared() {
        return prepared;
    }

    Portals portals() {
        return portals;
    }

    SessionTransaction transaction() {
        return transaction;
    }

    TemporaryRelations temporary() {
        return temporary;
    }

    ObjectNames names() {
        return names;
    }

    Rights rights() {
        return rights;
    }

    Plans plans() {
        return plans;
    }

    InputBinder inputs() {
        return inputs;
    }

    Casts casts() {
        return casts;
    }

    /** Returns the codec of rows that go into the log, which is worth keeping between statements of one row. */
    BatchCodec rowCodec() {
        var known = rowCodec;
        if (known == null) {
            known = new BatchCodec();
            rowCodec = known;
        }
        return known;
    }

    /** Returns whom the session acts as. */
    private SessionUser user() {
        if (settings.version() != userVersion) {
            user = allowed.getOrDefault(settings.authorizedUser(), loggedIn);
            userVersion = settings.version();
        }
        return user;
    }

    /**
     * Lets SET SESSION AUTHORIZATION name a user.
     *
     * @throws SlipherException 42501 unless a superuser logged in
     */
    void allow(UserDefinition other) {
        if (!isSuperuser(loggedIn)) {
            throw new SlipherException(
                    SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to set session authorization");
        }
        allowed.put(other.name(), new SessionUser(other.oid(), other.name()));
    }

    int userOid() {
        return user().oid();
    }

    String userName() {
        return user().name();
    }

    boolean isSuperuser() {
        return isSuperuser(user());
    }

    private boolean isSuperuser(SessionUser one) {
        return definition(one).filter(UserDefinition::superuser).isPresent();
    }

    /** Returns the definition of whom the session acts as; empty if that user was dropped meanwhile. */
    Optional<UserDefinition> userDefinition() {
        return definition(user());
    }

    /** By the oid: a user of the same name that was made later is somebody else. */
    private Optional<UserDefinition> definition(SessionUser one) {
        return transaction
                .seen()
                .findObject(one.oid())
                .filter(UserDefinition.class::isInstance)
                .map(UserDefinition.class::cast);
    }

    /** Throws 28000 if who logged in, or whom the session acts as, was dropped meanwhile. */
    void requireUsers() {
        for (var one : List.of(loggedIn, user())) {
            if (definition(one).isEmpty()) {
                throw new SlipherException(
                                SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                                "role \"%s\" does not exist".formatted(one.name()))
                        .withDetail("The user was dropped while this session was open.");
            }
        }
    }

    int databaseOid() {
        return record.databaseOid();
    }

    String databaseName() {
        return record.databaseName();
    }

    ZoneId timeZone() {
        return ZoneId.of(settings.show("TimeZone"));
    }

    /** Returns the clock that texts of dates go by. */
    SessionTime time() {
        return new SessionTime(timeZone(), statementMicros());
    }

    /** Returns what the client is told of: settings, and who it is. */
    Map<String, String> reportedParameters() {
        var reported = new TreeMap<>(settings.reported());
        reported.put("is_superuser", isSuperuser() ? "on" : "off");
        reported.put("session_authorization", userName());
        return reported;
    }

    /** Returns the user of that name, or throws 42704. */
    UserDefinition user(String name) {
        return transaction
                .catalog()
                .findUser(name)
                .orElseThrow(() ->
                        new SlipherException(SqlState.UNDEFINED_OBJECT, "role \"%s\" does not exist".formatted(name)));
    }

    DatabaseDefinition database() {
        return database(databaseName());
    }

    /** Returns the database of that name, or throws 3D000. */
    DatabaseDefinition database(String name) {
        return transaction
                .catalog()
                .findDatabase(name)
                .orElseThrow(() -> new SlipherException(
                        SqlState.INVALID_CATALOG_NAME, "database \"%s\" does not exist".formatted(name)));
    }

    /** Returns a table, permanent or temporary, that is known to exist. */
    Table table(int oid) {
        return findTable(oid)
                .orElseThrow(() -> new SlipherException(
                        SqlState.UNDEFINED_TABLE, "relation with OID %d does not exist".formatted(oid)));
    }

    Optional<Table> findTable(int oid) {
        return temporary.find(oid).or(() -> transaction.catalog().findTable(oid));
    }

    /** Returns the name of a table or view as SQL that means it whatever the search path is. */
    String qualified(Definition relation) {
        int schemaOid = switch (relation) {
            case TableDefinition table -> table.schemaOid();
            case ViewDefinition view -> view.schemaOid();
            default -> throw new IllegalArgumentException("neither table nor view: " + relation);
        };
        var schema = temporary.contains(relation.oid())
                ? TemporaryRelations.SCHEMA
                : transaction
                        .catalog()
                        .findObject(schemaOid)
                        .map(s -> ((SchemaDefinition) s).name())
                        .orElse("");
        return QualifiedName.quote(schema) + "." + QualifiedName.quote(relation.name());
    }

    /** Returns the statement's time in microseconds since 2000-01-01 UTC. */
    long statementMicros() {
        var query = record.current();
        return micros(query == null ? now() : query.startedAt());
    }

    /** Returns when the block that BEGIN began did so, or outside of one the statement, likewise. */
    private long transactionMicros() {
        var since = record.transactionStartedAt();
        return since == null ? statementMicros() : micros(since);
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(EPOCH, instant);
    }

    /** Stages a change of a table where the table lives. */
    void stage(int tableOid, Action action) {
        if (temporary.contains(tableOid)) {
            temporary.apply(action);
        } else {
            transaction.stage(action);
        }
    }

    /** Draws values of an IDENTITY column in the transaction, and returns how many were drawn before. */
    long drawIdentities(Table table, int columnId, long count) {
        return transaction.drawIdentities(table(table.oid()), columnId, count);
    }

    /** Takes a table's lock to change its rows or its definition. */
    void lockTable(int oid) {
        lockTable(oid, LockMode.WRITE);
    }

    /** Takes a table's lock; nobody else can want that of a temporary one. */
    void lockTable(int oid, LockMode mode) {
        if (!temporary.contains(oid)) {
            transaction.lockTable(oid, mode);
        }
    }

    /**
     * Takes the table's lock before the transaction has a version, so that a statement that is its own transaction sees
     * what earlier holders committed and never conflicts with them.
     *
     * @throws SlipherException 42501 if the user may change nothing in the table, who then keeps nobody out
     */
    void lockFirst(QualifiedName name, LockMode mode) {
        var found = transaction.peek(() -> {
            var table = names().findRelation(name)
                    .filter(TableDefinition.class::isInstance)
                    .map(TableDefinition.class::cast);
            table.ifPresent(rights::requireAnyChange);
            return table;
        });
        found.ifPresent(table -> lockTable(table.oid(), mode));
    }

    /** Returns what expressions may know of this session and its current statement. */
    EvaluationContext evaluation() {
        return new EvaluationContext(
                time(),
                transactionMicros(),
                userName(),
                userName(),
                databaseName(),
                names.searchPath().stream().map(SchemaDefinition::name).toList(),
                warehouse.random().nextLong(),
                new SessionCatalog(this));
    }

    /** Returns how to run a query of this statement; {@code timed} measures every step. */
    QueryOptions queryOptions(long grantBytes, boolean timed) {
        return new QueryOptions(grantBytes, evaluation(), timed);
    }

    /**
     * Waits for the statement's place in its queue.
     *
     * @param leaderOnly whether it neither reads nor changes users' rows
     * @throws SlipherException as {@link QueryGate#enter}
     */
    QueryGate.Ticket admit(QueryRecord query, boolean leaderOnly) {
        var submission = new Submission(
                query.id(),
                isSuperuser(),
                settings.show("query_group"),
                Math.toIntExact(settings.number("wlm_query_slot_count")),
                leaderOnly);
        var ticket = warehouse.gate().enter(submission, cancellation(), decision -> noteDecision(query, decision));
        query.running(now(), ticket.memoryBytes());
        return ticket;
    }

    private void noteDecision(QueryRecord query, Decision decision) {
        switch (decision) {
            case Decision.Admitted(long _, var queue, int slots, long _) ->
                query.queued(now(), queue.serviceClass(), queue.name(), slots);
            case Decision.Queued(long _, var queue, int slots) ->
                query.queued(now(), queue.serviceClass(), queue.name(), slots);
            case Decision.Rejected _ -> {}
        }
    }

    QueryRecord startRecord(String text) {
        var kept = text.length() <= LONGEST_KEPT_TEXT ? text : text.substring(0, LONGEST_KEPT_TEXT);
        var query = new QueryRecord(
                warehouse.queries().newQueryId(), record, transaction.id(), settings.show("query_group"), kept, now());
        warehouse.queries().started(query);
        return query;
    }

    void endRecord(QueryRecord query, QueryRecord.State state, @Nullable String message) {
        query.ended(now(), state, message);
        warehouse.queries().ended(query);
    }

    @Override
    public void close() {
        try {
            transaction.close();
        } finally {
            portals.closeAll();
            warehouse.remove(this);
            warehouse.queries().sessionEnded(record);
        }
    }
}
