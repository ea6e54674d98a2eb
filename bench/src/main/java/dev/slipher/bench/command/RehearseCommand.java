package dev.slipher.bench.command;

import dev.slipher.bench.server.ServerProcess;
import dev.slipher.bench.start.PsqlQueries;
import dev.slipher.leader.launch.Configuration;
import dev.slipher.leader.launch.LogLevel;
import dev.slipher.leader.launch.MemoryBudget;
import dev.slipher.leader.launch.Server;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code slipher rehearse}, which the launcher runs to make its cache of classes: a server that trains, answers a client,
 * and ends.
 */
@Command(name = "rehearse", hidden = true, description = "Runs synthetic statements and ends.")
final class RehearseCommand implements Callable<Integer> {
    private static final MemoryBudget MEMORY = MemoryBudget.of("1g");

    private final Server.Factory servers;

    @Option(names = "--data", required = true, description = "An empty folder.")
    private Path data = Path.of("");

    RehearseCommand(Server.Factory servers) {
        this.servers = servers;
    }

    @Override
    public Integer call() throws InterruptedException, SQLException {
        try (var server = servers.open(new Configuration(0, "127.0.0.1", data, MEMORY, LogLevel.ERROR))) {
            var training = server.warmUp();
            talk(server.address().getPort());
            training.await();
        }
        return 0;
    }

    private static void talk(int port) throws SQLException {
        try (var connection = ServerProcess.connect(port);
                var statement = connection.createStatement()) {
            statement.execute("create table t (id integer, name varchar(10))");
            statement.execute("insert into t values (1, 'one'), (2, 'two')");
            for (var sql : PsqlQueries.all()) {
                statement.executeQuery(sql).close();
            }
            try (var prepared = connection.prepareStatement("select name from t where id = ?")) {
                prepared.setInt(1, 2);
                prepared.executeQuery().close();
            }
        }
    }
}
