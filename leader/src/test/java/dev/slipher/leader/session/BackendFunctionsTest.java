package dev.slipher.leader.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.leader.launch.Configuration;
import dev.slipher.leader.launch.LogLevel;
import dev.slipher.leader.launch.MemoryBudget;
import dev.slipher.leader.launch.Server;
import dev.slipher.leader.server.WarehouseServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How sessions stop and end one another by functions. */
@Timeout(60)
class BackendFunctionsTest {
    private Server server;
    private Connection admin;

    @BeforeEach
    void start(@TempDir Path folder) throws SQLException {
        var memory = new MemoryBudget(512L << 20, 256L << 20, 64L << 20, 16L << 20);
        server = WarehouseServer.open(new Configuration(0, "127.0.0.1", folder, memory, LogLevel.INFO));
        admin = connect("admin");
        run(admin, "create user anna password disable");
        run(admin, "create user otto password disable");
    }

    @AfterEach
    void stop() throws SQLException {
        admin.close();
        server.close();
    }

    @Test
    void aStatementThatWaitsIsCancelled() throws Exception {
        run(admin, "create table t (a integer)");
        run(admin, "begin");
        run(admin, "lock table t");
        try (var other = connect("admin")) {
            var waiting = CompletableFuture.runAsync(() -> unchecked(() -> {
                run(other, "truncate table t");
                return 0;
            }));
            var processId = processId(other);
            while (!waiting.isDone()) {
                assertThat(is("pg_cancel_backend", processId, admin)).isTrue();
            }
            assertThatThrownBy(waiting::join)
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("ERROR: canceling statement due to user request");
            assertThat(processId(other)).isEqualTo(processId);
        }
    }

    @Test
    void aStatementThatWaitsTooLongSaysSo() throws SQLException {
        run(admin, "create table t (a integer)");
        run(admin, "begin");
        run(admin, "lock table t");
        try (var other = connect("admin")) {
            run(other, "set statement_timeout to 100");
            assertThatThrownBy(() -> run(other, "truncate table t"))
                    .isInstanceOf(SQLException.class)
                    .hasMessage("ERROR: canceling statement due to statement timeout");
        }
    }

    @Test
    void aSessionThatIsIdleInItsTransactionForTooLongGivesUpItsLocks() throws SQLException {
        run(admin, "create table t (a integer)");
        try (var other = connect("admin")) {
            run(other, "begin");
            run(other, "lock table t");
            run(other, "set idle_in_transaction_session_timeout to 20");
            run(admin, "truncate table t");
            assertThatThrownBy(() -> run(other, "commit")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aSessionThatIsTerminatedEndsAndGivesUpItsLocks() throws Exception {
        run(admin, "create table t (a integer)");
        try (var other = connect("anna")) {
            run(admin, "grant insert, select on t to anna");
            run(other, "begin");
            run(other, "insert into t values (1)");
            var processId = processId(other);
            assertThat(is("pg_terminate_backend", processId, admin)).isTrue();
            assertThatThrownBy(() -> run(other, "commit")).isInstanceOf(SQLException.class);
            while (is("pg_terminate_backend", processId, admin)) {
                Thread.onSpinWait();
            }
            run(admin, "drop table t");
        }
    }

    @Test
    void othersMayBeStoppedBySuperusersAndTheSameUserOnly() throws Exception {
        try (var anna = connect("anna");
                var again = connect("anna");
                var otto = connect("otto")) {
            assertThat(is("pg_cancel_backend", processId(anna), again)).isTrue();
            for (var function : new String[] {"pg_cancel_backend", "pg_terminate_backend"}) {
                for (var victim : new Connection[] {anna, admin}) {
                    var processId = processId(victim);
                    assertThatThrownBy(() -> is(function, processId, otto))
                            .isInstanceOfSatisfying(
                                    SQLException.class,
                                    e -> assertThat(e.getSQLState()).isEqualTo("42501"));
                }
                assertThat(is(function, 1, otto)).isFalse();
            }
            assertThat(is("pg_terminate_backend", processId(anna), again)).isTrue();
            assertThat(processId(otto)).isPositive();
        }
    }

    @Test
    void aSessionMayStopAndEndItself() {
        assertThatThrownBy(() -> is("pg_cancel_backend", processId(admin), admin))
                .hasMessageContaining("canceling statement due to user request");
        assertThatThrownBy(() -> is("pg_terminate_backend", processId(admin), admin))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P01"));
    }

    @Test
    void explainAndPreparationStopNobody() throws Exception {
        try (var other = connect("anna")) {
            run(admin, "explain select pg_terminate_backend(%d)".formatted(processId(other)));
            run(admin, "prepare p as select pg_terminate_backend(%d)".formatted(processId(other)));
            assertThat(processId(other)).isPositive();
        }
    }

    private Connection connect(String user) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/dev".formatted(server.address().getPort()), properties);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean is(String function, int processId, Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("select %s(%d)".formatted(function, processId))) {
            result.next();
            return result.getBoolean(1);
        }
    }

    private static int processId(Connection connection) throws SQLException {
        return connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
    }

    private static <T> T unchecked(Callable<T> action) {
        try {
            return action.call();
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
