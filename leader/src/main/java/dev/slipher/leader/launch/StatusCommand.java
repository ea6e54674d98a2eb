package dev.slipher.leader.launch;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code slipher status}: whether a data folder has a server, and which. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Tells whether a server runs on a data folder. Exits with 3 if none does.")
final class StatusCommand implements Callable<Integer> {

    private static final int NOT_RUNNING = 3;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    @Mixin
    private final FolderFlags flags = new FolderFlags();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Path data = flags.folder();
        PrintWriter out = spec.commandLine().getOut();
        if (!DataFolderLock.isHeld(data)) {
            out.printf("slipher: no server runs on %s%n", data);
            return NOT_RUNNING;
        }
        Optional<RunningServer> server = RunningServer.read(data);
        if (server.isEmpty()) {
            out.printf("slipher: a server is starting or stopping on %s%n", data);
            return 0;
        }
        out.printf(
                "slipher: process %d answers on %s since %s, its data is in %s%n",
                server.get().pid(),
                server.get().address(),
                TIME.format(server.get().started().atZone(ZoneId.systemDefault())),
                data);
        return 0;
    }
}
