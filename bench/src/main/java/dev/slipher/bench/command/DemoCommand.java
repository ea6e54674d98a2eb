package dev.slipher.bench.command;

import dev.slipher.bench.server.ServerProcess;
import dev.slipher.bench.tpch.TpchGenerator;
import dev.slipher.bench.tpch.TpchWorkload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code slipher demo}: a warehouse with TPC-H in it, and a few queries. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts a warehouse, loads generated TPC-H data and runs a few queries.")
final class DemoCommand implements Callable<Integer> {
    private static final List<Integer> SHOWN_QUERIES = List.of(1, 3, 5, 18);
    private static final int SHOWN_ROWS = 10;

    @Option(
            names = "--sf",
            paramLabel = "N",
            converter = ScaleFactor.class,
            description = "Scale factor: N GB of text, roughly. Default: 0.1.")
    private double scaleFactor = 0.1;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Folder of the demo's warehouse, which must not exist. Default: ./slipher-demo.")
    private Path data = Path.of("slipher-demo");

    @Option(names = "--memory", paramLabel = "SIZE", description = "Memory of the server. Default: 2g.")
    private String memory = "2g";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        var out = spec.commandLine().getOut();
        if (Files.exists(data)) {
            spec.commandLine()
                    .getErr()
                    .printf("slipher: folder \"%s\" exists; delete it or name another with --data%n", data);
            return 1;
        }
        try (var server = ServerProcess.start(data, memory);
                var connection = server.connect()) {
            out.printf("A warehouse in %s answers on port %d.%n%n", data, server.port());
            load(connection, server, out);
            for (int number : SHOWN_QUERIES) {
                show(number, connection, out);
            }
        }
        out.printf("The warehouse is kept. To go on with it:%n%n  ./slipher start --data %s%n", data);
        out.printf("  psql -h localhost -p 5439 -U admin dev%n");
        out.flush();
        return 0;
    }

    private void load(Connection connection, ServerProcess server, PrintWriter out)
            throws IOException, InterruptedException, SQLException {
        var text = data.resolve("demo-text").toAbsolutePath();
        var generator = new TpchGenerator(scaleFactor, text);
        try (var statement = connection.createStatement()) {
            for (var create : TpchWorkload.schema()) {
                statement.execute(create);
            }
            for (var table : TpchWorkload.TABLES) {
                var written = new AtomicLong();
                try (var _ = new ProgressBar(out, "generate " + table, generator.expectedRows(table), written::get)) {
                    generator.generate(table, written);
                }
                try (var watch = new LoadWatch(server);
                        var _ = new ProgressBar(
                                out, "load " + table, Files.size(generator.file(table)), watch::bytesLoaded)) {
                    statement.execute("copy %s from '%s'".formatted(table, generator.file(table)));
                }
                Files.delete(generator.file(table));
            }
        }
        Files.delete(text);
        out.println();
    }

    private static void show(int number, Connection connection, PrintWriter out) throws SQLException {
        var sql = TpchWorkload.query(number);
        out.printf("TPC-H query %d%n%n%s%n%n", number, sql.indent(2).stripTrailing());
        var start = System.nanoTime();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            var table = TextTable.read(result, SHOWN_ROWS);
            out.print(table.text());
            out.printf("(%d rows, %.0f ms)%n%n", table.rowCount(), (System.nanoTime() - start) / 1e6);
        }
        out.flush();
    }
}
