package dev.slipher.leader.launch;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code slipher stop}: asks the server of a data folder to end, and waits until it has. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = "Ends the server of a data folder and waits until it is gone.")
final class StopCommand implements Callable<Integer> {

    private static final int STILL_RUNNING = 1;
    private static final long PATIENCE_SECONDS = 60;

    @Mixin
    private final FolderFlags flags = new FolderFlags();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Path data = flags.folder();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (!DataFolderLock.isHeld(data)) {
            out.printf("slipher: no server runs on %s%n", data);
            return 0;
        }
        Optional<RunningServer> server = RunningServer.read(data);
        Optional<ProcessHandle> process = server.flatMap(running -> ProcessHandle.of(running.pid()));
        if (process.isEmpty()) {
            err.printf("slipher: the server on %s is just starting or stopping, try again%n", data);
            return STILL_RUNNING;
        }
        if (!process.get().destroy()) {
            err.printf(
                    "slipher: process %d cannot be signalled, it belongs to %s%n",
                    process.get().pid(), process.get().info().user().orElse("another user"));
            return STILL_RUNNING;
        }
        try {
            process.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            err.printf(
                    "slipher: process %d is still stopping after %d seconds%n",
                    process.get().pid(), PATIENCE_SECONDS);
            return STILL_RUNNING;
        }
        out.printf("slipher: process %d has ended%n", process.get().pid());
        return 0;
    }
}
