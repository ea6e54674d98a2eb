package dev.slipher.bench.command;

import dev.slipher.bench.start.FirstRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code slipher bench first}. */
@Command(
        name = "first",
        mixinStandardHelpOptions = true,
        description = "Times the first run of statements in a fresh process against their later runs.")
final class FirstRunsCommand implements Callable<Integer> {
    private static final int SHOWN_CHARACTERS = 70;

    @Option(names = "--rounds", paramLabel = "N", description = "Runs of each statement after the first. Default: 5.")
    private int rounds = 5;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Memory of the server. Default: 4g.")
    private String memory = "4g";

    @Option(
            names = "--rest",
            paramLabel = "MS",
            description = "How long the fresh process is left alone before the first statement. Default: 0.")
    private long restMillis;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        var folder = Files.createTempDirectory("slipher-bench");
        var out = spec.commandLine().getOut();
        try {
            out.println("first ms   hot ms   ratio   statement");
            for (var times : new FirstRuns(folder.resolve("data"), memory, FirstRuns.ROWS, rounds, restMillis).run()) {
                var sql = times.statement();
                out.printf(
                        "%8.1f %8.1f   %5.2f   %s%n",
                        times.first() / 1e6,
                        times.hot() / 1e6,
                        times.ratio(),
                        sql.substring(0, Math.min(SHOWN_CHARACTERS, sql.length())));
            }
            out.flush();
            return 0;
        } finally {
            Folders.deleteAll(folder);
        }
    }
}
