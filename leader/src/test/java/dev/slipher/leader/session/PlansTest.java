package dev.slipher.leader.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.pipeline.EngineOptions;
import dev.slipher.compute.pipeline.QueryEngine;
import dev.slipher.leader.calcite.SqlParser;
import dev.slipher.leader.history.SessionRecord;
import dev.slipher.leader.plan.PlannedQuery;
import dev.slipher.leader.setting.SessionSettings;
import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import dev.slipher.storage.type.SqlType;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a plan that was made before serves again. */
class PlansTest {
    private static final String QUERY = "select a from t";

    @TempDir
    private Path folder;

    private LocalDirectoryStore store;
    private CommitLog log;
    private ChunkCache cache;
    private QueryEngine engine;
    private Warehouse warehouse;
    private SessionContext session;
    private SessionContext other;
    private TableDefinition table;
    private TableDefinition unnamed;

    @BeforeEach
    void open() throws Exception {
        store = new LocalDirectoryStore(folder);
        log = CommitLog.open(store, Clock.systemUTC(), new Random(1));
        cache = new ChunkCache(16 << 20);
        engine = new QueryEngine(new EngineOptions(2, 256L << 20, folder.resolve("temp/spill")), cache);
        warehouse = new Warehouse(store, log, engine, folder.resolve("temp"), Clock.systemUTC());
        session = openSession(1);
        other = openSession(2);
        var schema = session.names().schema("public");
        table = create(schema, "t");
        unnamed = create(schema, "u");
    }

    @AfterEach
    void close() throws Exception {
        session.close();
        other.close();
        warehouse.close();
        engine.close();
        cache.close();
        log.close();
        store.close();
    }

    private SessionContext openSession(int processId) {
        var user = log.current().users().getFirst();
        var database = log.current().findDatabase(CommitLog.FIRST_DATABASE).orElseThrow();
        return new SessionContext(
                warehouse,
                new SessionRecord(
                        processId,
                        user.oid(),
                        user.name(),
                        database.oid(),
                        database.name(),
                        "localhost",
                        warehouse.now()),
                new SessionSettings());
    }

    private static TableBuilder builder(String name) {
        var builder = new TableBuilder(name);
        builder.addColumn("a", SqlType.Simple.INTEGER);
        return builder;
    }

    private TableDefinition create(SchemaDefinition schema, String name) {
        var definition = builder(name).build(log.allocateOid(), schema.oid(), schema.ownerOid());
        log.commit(List.of(new Action.Create(definition)));
        return definition;
    }

    private void addRow(TableDefinition to) {
        log.commit(List.of(new Action.AddRows(to.oid(), List.of(1), 1, new byte[20])));
    }

    private static PlannedQuery plan(SessionContext session) {
        return SqlParser.parse(QUERY).getFirst() instanceof Statement.Query(var tree)
                ? inTransaction(session, () -> session.plans().query(tree, QUERY, List.of()))
                : notAQuery();
    }

    private static PlannedQuery notAQuery() {
        throw new IllegalStateException(QUERY);
    }

    private static <T> T inTransaction(SessionContext session, Supplier<T> action) {
        session.transaction().ensureStarted();
        var result = action.get();
        session.transaction().endImplicit();
        return result;
    }

    @Test
    void aTableThatAPlanDoesNotNameMayChange() {
        var plan = plan(session);
        addRow(unnamed);
        assertThat(plan(session)).isSameAs(plan);

        log.commit(List.of(new Action.SetStatistics(unnamed.oid(), List.of())));
        create(session.names().schema("public"), "v");
        log.commit(List.of(new Action.Drop(unnamed.oid())));
        assertThat(plan(other)).isSameAs(plan);
    }

    @Test
    void aTableThatGrowsAndIsAnalyzedGetsOtherPlans() {
        var empty = plan(session);
        addRow(table);
        var grown = plan(session);
        assertThat(grown).isNotSameAs(empty);
        assertThat(plan(other)).isSameAs(grown);

        log.commit(List.of(new Action.SetStatistics(table.oid(), List.of())));
        assertThat(plan(other)).isNotSameAs(grown);
    }

    @Test
    void aNameThatMeansAnotherTableGetsAnotherPlan() {
        var plan = plan(session);
        var schema =
                new SchemaDefinition(log.allocateOid(), session.databaseOid(), session.userName(), session.userOid());
        log.commit(List.of(new Action.Create(schema)));
        assertThat(plan(session)).isSameAs(plan);

        var nearer = create(schema, "t");
        assertThat(plan(session).relations())
                .first()
                .extracting(r -> r.relation().oid())
                .isEqualTo(nearer.oid());
        log.commit(List.of(new Action.Drop(nearer.oid())));
        assertThat(plan(session).relations())
                .first()
                .extracting(r -> r.relation().oid())
                .isEqualTo(table.oid());
    }

    @Test
    void onlyTheTemporaryTableOfThatNameHidesAPlan() {
        var plan = plan(session);
        inTransaction(session, () -> session.temporary().create(builder("temporary")));
        assertThat(plan(session)).isSameAs(plan);

        var hiding = inTransaction(session, () -> session.temporary().create(builder("t")));
        assertThat(plan(session).relations())
                .first()
                .extracting(r -> r.relation().oid())
                .isEqualTo(hiding.oid());
        assertThat(plan(other)).isSameAs(plan);

        inTransaction(session, () -> {
            session.temporary().drop(hiding.oid());
            return hiding;
        });
        assertThat(plan(session)).isSameAs(plan);
    }
}
