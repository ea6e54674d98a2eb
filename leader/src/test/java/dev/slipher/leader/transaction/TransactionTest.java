package dev.slipher.leader.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.compute.memory.MemoryPool;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.DatabaseDefinition;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.SortKey;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TransactionTest {
    @TempDir
    private Path directory;

    private LocalDirectoryStore store;
    private CommitLog log;
    private Transactions transactions;

    @BeforeEach
    void open() {
        store = new LocalDirectoryStore(directory);
        log = CommitLog.open(store, Clock.systemUTC(), new Random(1));
        transactions = new Transactions(
                log, store, new MemoryPool(64 << 20).openAccount(64 << 20), new TableLocks(Clock.systemUTC()));
    }

    @AfterEach
    void close() {
        log.close();
        store.close();
    }

    private TemporaryTables temporaryTables() {
        return new TemporaryTables(log.openStaging());
    }

    private TableDefinition table(String name, int schemaOid) {
        return new TableDefinition(
                log.allocateOid(),
                schemaOid,
                name,
                Catalog.FIRST_OID,
                List.of(),
                1,
                Distribution.Even.EVEN,
                SortKey.NONE,
                List.of());
    }

    private int publicOid() {
        var catalog = log.current();
        var database = catalog.findDatabase("dev").orElseThrow();
        return catalog.findSchema(database.oid(), "public").orElseThrow().oid();
    }

    private Action.AddRows row(int oid) {
        return new Action.AddRows(oid, List.of(), 1, new byte[] {1});
    }

    @Test
    void aTransactionSeesItsOwnChangesAndOthersSeeThemAfterItsCommit() {
        var mine = transactions.begin(1, temporaryTables());
        var others = transactions.begin(2, temporaryTables());
        var table = table("t", publicOid());
        others.catalog();
        mine.stage(new Action.Create(table));
        mine.stage(row(table.oid()));

        assertThat(mine.catalog()
                        .findTable(table.oid())
                        .orElseThrow()
                        .contents()
                        .rowCount())
                .isEqualTo(1);
        assertThat(log.current().findTable(table.oid())).isEmpty();
        mine.commit(Isolation.SNAPSHOT);
        assertThat(others.catalog().findTable(table.oid())).isEmpty();
        others.rollback();
        assertThat(transactions.begin(2, temporaryTables()).catalog().findTable(table.oid()))
                .isPresent();
    }

    @Test
    void theVersionIsTakenWhenItIsFirstNeeded() {
        var transaction = transactions.begin(1, temporaryTables());
        var table = table("t", publicOid());
        log.commit(List.of(new Action.Create(table)));

        assertThat(transaction.catalog().findTable(table.oid())).isPresent();
    }

    @Test
    void aFailedStatementIsUndoneWithoutThoseBefore() {
        var transaction = transactions.begin(1, temporaryTables());
        var table = table("t", publicOid());
        transaction.stage(new Action.Create(table));
        var mark = transaction.mark();
        transaction.stage(row(table.oid()));
        transaction.rollbackTo(mark);
        transaction.commit(Isolation.SNAPSHOT);

        assertThat(log.current().findTable(table.oid()).orElseThrow().contents().rowCount())
                .isZero();
    }

    @Test
    void aRolledBackTransactionLeavesNothingAndGivesItsLocksBack() {
        var transaction = transactions.begin(1, temporaryTables());
        transaction.lock(7, LockMode.WRITE, 0);
        transaction.stage(new Action.Create(table("t", publicOid())));
        transaction.rollback();

        assertThat(log.current().tables()).isEmpty();
        assertThat(transactions.locks().list()).isEmpty();
        assertThatThrownBy(transaction::catalog).isInstanceOf(SlipherException.class);
    }

    @Test
    void aNameThatWasTakenMeanwhileFailsTheCommit() {
        var first = transactions.begin(1, temporaryTables());
        var second = transactions.begin(2, temporaryTables());
        first.stage(new Action.Create(table("t", publicOid())));
        second.stage(new Action.Create(table("t", publicOid())));
        first.commit(Isolation.SNAPSHOT);

        assertThatThrownBy(() -> second.commit(Isolation.SNAPSHOT))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(SqlState.DUPLICATE_TABLE));
        assertThat(transactions.locks().list()).isEmpty();
    }

    @Test
    void temporaryTablesLastAsLongAsTheirSessionAndNeverReachTheLog() {
        var temporary = temporaryTables();
        var before = log.current().version();
        var rolledBack = transactions.begin(1, temporary);
        var schema = new SchemaDefinition(log.allocateOid(), 0, "pg_temp", Catalog.FIRST_OID);
        rolledBack.stageTemporary(new Action.Create(new DatabaseDefinition(0, "temporary", Catalog.FIRST_OID)));
        rolledBack.rollback();
        assertThat(temporary.catalog().objects()).isEmpty();

        var committed = transactions.begin(1, temporary);
        committed.stageTemporary(new Action.Create(new DatabaseDefinition(0, "temporary", Catalog.FIRST_OID)));
        committed.stageTemporary(new Action.Create(schema));
        var table = table("t", schema.oid());
        committed.stageTemporary(new Action.Create(table));
        committed.commit(Isolation.SNAPSHOT);

        assertThat(transactions.begin(1, temporary).temporary().findTable(table.oid()))
                .isPresent();
        assertThat(log.current().version()).isEqualTo(before);
    }
}
