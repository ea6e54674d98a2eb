package dev.slipher.bench.command;

import dev.slipher.bench.start.StartRun;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code slipher bench start}. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Times fresh processes, each after a kill, from start to the first answers over a million rows.")
final class StartCommand implements Callable<Integer> {
    @Option(names = "--starts", paramLabel = "N", description = "Processes to start. Default: 10.")
    private int starts = 10;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Memory of each server. Default: 4g.")
    private String memory = "4g";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        var folder = Files.createTempDirectory("slipher-bench");
        try {
            var times = new StartRun(folder.resolve("data"), memory, StartRun.ROWS, starts).run();
            spec.commandLine().getOut().print(times.text());
            spec.commandLine().getOut().flush();
            return 0;
        } finally {
            Folders.deleteAll(folder);
        }
    }
}
