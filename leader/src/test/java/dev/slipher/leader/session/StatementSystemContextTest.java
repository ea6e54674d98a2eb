package dev.slipher.leader.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.expression.CatalogObject;
import dev.slipher.compute.pipeline.EngineOptions;
import dev.slipher.compute.pipeline.QueryEngine;
import dev.slipher.leader.history.SessionRecord;
import dev.slipher.leader.setting.SessionSettings;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatementSystemContextTest {
    private static final int TABLES = 300;

    @TempDir
    private Path folder;

    private LocalDirectoryStore store;
    private CommitLog log;
    private ChunkCache cache;
    private QueryEngine engine;
    private Warehouse warehouse;
    private SessionContext session;

    @BeforeEach
    void open() throws Exception {
        store = new LocalDirectoryStore(folder);
        log = CommitLog.open(store, Clock.systemUTC(), new Random(1));
        cache = new ChunkCache(16 << 20);
        engine = new QueryEngine(new EngineOptions(2, 256L << 20, folder.resolve("temp/spill")), cache);
        warehouse = new Warehouse(store, log, engine, folder.resolve("temp"), Clock.systemUTC());
        var user = log.current().users().getFirst();
        var database = log.current().databases().getFirst();
        var record = new SessionRecord(
                1, user.oid(), user.name(), database.oid(), database.name(), "localhost", warehouse.now());
        session = new SessionContext(warehouse, record, new SessionSettings());
        session.transaction().ensureStarted();
    }

    @AfterEach
    void close() throws Exception {
        session.close();
        warehouse.close();
        engine.close();
        cache.close();
        log.close();
        store.close();
    }

    private int createTable(String name) {
        var schema = session.names().schema("public");
        int oid = session.transaction().newOid();
        session.transaction()
                .stage(new Action.Create(new TableBuilder(name).build(oid, schema.oid(), schema.ownerOid())));
        return oid;
    }

    @Test
    void whatIsCollectedOnceServesTheWholeStatement() {
        int last = 0;
        for (int i = 0; i < TABLES; i++) {
            last = createTable("t" + i);
        }
        var statement = new StatementSystemContext(session);
        var context = statement.get();

        assertThat(statement.get()).isSameAs(context);
        assertThat(context.tables()).hasSize(TABLES);
        assertThat(context.findTable(last)).containsSame(context.tables().getLast());
        assertThat(statement.get().constraintTexts()).isSameAs(context.constraintTexts());
    }

    @Test
    void changesOfTheCatalogAreSeen() {
        var statement = new StatementSystemContext(session);
        assertThat(statement.get().tables()).isEmpty();

        int stored = createTable("stored");
        assertThat(statement.get().findTable(stored)).isPresent();

        int temporary =
                session.temporary().create(new TableBuilder("temporary")).oid();
        assertThat(statement.get().findTable(temporary)).isPresent();
        assertThat(statement.get().schemas()).hasSize(2);

        session.transaction().stage(new Action.Drop(stored));
        assertThat(statement.get().findTable(stored)).isEmpty();
    }

    @Test
    void theSchemaOfTemporaryTablesHasAnOidWhileThereAreSome() {
        var lookup = new SessionCatalog(session);
        var kind = CatalogObject.SCHEMA;
        assertThat(lookup.objectOid(kind, "pg_temp")).isEmpty();

        var temporary = session.temporary().create(new TableBuilder("temporary"));

        assertThat(lookup.objectOid(kind, "pg_temp")).hasValue(temporary.schemaOid());
        assertThat(lookup.objectOid(kind, "public"))
                .hasValue(session.names().schema("public").oid());
    }
}
