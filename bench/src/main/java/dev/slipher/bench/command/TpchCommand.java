package dev.slipher.bench.command;

import dev.slipher.bench.tpch.TpchRun;
import dev.slipher.bench.tpch.TpchWorkload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code slipher bench tpch}. */
@Command(
        name = "tpch",
        mixinStandardHelpOptions = true,
        description = "Runs TPC-H on Slipher and DuckDB, compares the rows, and prints times and ratios.")
final class TpchCommand implements Callable<Integer> {
    @Option(
            names = "--sf",
            paramLabel = "N",
            converter = ScaleFactor.class,
            description = "Scale factor: N GB of text, roughly. Default: 1.")
    private double scaleFactor = 1;

    @Option(names = "--rounds", paramLabel = "N", description = "Runs of each query after the first. Default: 5.")
    private int rounds = 5;

    @Option(
            names = "--rest",
            paramLabel = "MS",
            description =
                    "How long the fresh server is left alone before the first query, while it trains. Default: 30000.")
    private long restMillis = 30_000;

    @Option(names = "--memory", paramLabel = "MB", description = "Memory of each engine, in MB. Default: 4096.")
    private long memoryMegabytes = 4096;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "Where to put text and databases, and leave them; what an earlier run loaded there is used"
                    + " again. Default: a temporary folder.")
    private @Nullable Path folder;

    @Option(names = "--queries", paramLabel = "N", split = ",", description = "Which queries to run. Default: all.")
    private List<Integer> queries = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        var kept = folder;
        var place = kept != null ? Files.createDirectories(kept) : Files.createTempDirectory("slipher-bench");
        try {
            var run = new TpchRun(
                    place,
                    scaleFactor,
                    memoryMegabytes,
                    rounds,
                    restMillis,
                    queries.isEmpty() ? TpchWorkload.allQueries() : queries,
                    spec.commandLine().getErr());
            var report = run.run();
            spec.commandLine().getOut().print(report.text());
            spec.commandLine().getOut().flush();
            return report.allAgree() ? 0 : 1;
        } finally {
            if (kept == null) {
                Folders.deleteAll(place);
            }
        }
    }
}
