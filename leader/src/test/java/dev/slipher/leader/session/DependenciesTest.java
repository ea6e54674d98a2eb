package dev.slipher.leader.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.compute.pipeline.EngineOptions;
import dev.slipher.compute.pipeline.QueryEngine;
import dev.slipher.leader.history.SessionRecord;
import dev.slipher.leader.schedule.Cancellation;
import dev.slipher.leader.setting.SessionSettings;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.catalog.SortKey;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType.Simple;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DependenciesTest {
    @TempDir
    private Path folder;

    @Test
    void aCancelIsNoViewThatCannotBeRead() throws Exception {
        try (var store = new LocalDirectoryStore(folder);
                var log = CommitLog.open(store, Clock.systemUTC(), new Random(1));
                var cache = new ChunkCache(16 << 20);
                var engine = new QueryEngine(new EngineOptions(2, 64 << 20, folder.resolve("temp/spill")), cache);
                var warehouse = new Warehouse(store, log, engine, folder.resolve("temp"), Clock.systemUTC());
                var session = session(warehouse, log)) {
            session.transaction().ensureStarted();
            var schema = session.names().schema("public");
            var column = new Column(
                    1,
                    "a",
                    Simple.INTEGER,
                    true,
                    Optional.empty(),
                    Datum.Null.NULL,
                    Optional.empty(),
                    Optional.empty());
            var table = new TableDefinition(
                    session.transaction().newOid(),
                    schema.oid(),
                    "t",
                    schema.ownerOid(),
                    List.of(column),
                    2,
                    Distribution.Even.EVEN,
                    SortKey.NONE,
                    List.of());
            var view = new ViewDefinition(
                    session.transaction().newOid(),
                    schema.oid(),
                    "v",
                    schema.ownerOid(),
                    List.of(),
                    "select 1 as one from public.t a, public.t b",
                    List.of("public"),
                    false,
                    List.of(table.oid()));
            session.transaction().stage(new Action.Create(table));
            session.transaction().stage(new Action.Create(view));
            var dependencies = new Dependencies(session);
            session.cancellation().begin();
            assertThatThrownBy(() -> dependencies.requireViewsStay(table, "change"))
                    .isInstanceOfSatisfying(
                            SlipherException.class,
                            e -> assertThat(e.sqlState()).isEqualTo(SqlState.DEPENDENT_OBJECTS_STILL_EXIST));

            session.cancellation().cancel(Cancellation.byUser());
            assertCancelled(() -> dependencies.requireViewsStay(table, "change"));
            assertCancelled(() -> dependencies.rename(Map.of(table.oid(), "public.u"), () -> {}));
            session.cancellation().end();
        }
    }

    private static void assertCancelled(ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(SqlState.QUERY_CANCELED));
    }

    private static SessionContext session(Warehouse warehouse, CommitLog log) {
        var user = log.current().users().getFirst();
        var database = log.current().databases().getFirst();
        var record = new SessionRecord(
                1, user.oid(), user.name(), database.oid(), database.name(), "localhost", warehouse.now());
        return new SessionContext(warehouse, record, new SessionSettings());
    }
}
