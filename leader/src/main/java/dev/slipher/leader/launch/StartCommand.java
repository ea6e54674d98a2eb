package dev.slipher.leader.launch;

import dev.slipher.storage.error.FileErrors;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code slipher start}: a server's whole life, in this process or, in the background, in another. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Starts the warehouse and serves clients until it gets SIGTERM or Ctrl-C.")
final class StartCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(StartCommand.class);

    private final Class<?> main;
    private final Server.Factory servers;

    @Mixin
    private final SettingFlags settings = new SettingFlags();

    @Option(names = "--background", description = "Return as soon as it answers, and leave it running.")
    private boolean background;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    StartCommand(Class<?> main, Server.Factory servers) {
        this.main = main;
        this.servers = servers;
    }

    @Override
    public Integer call() throws InterruptedException {
        Configuration configuration = settings.configuration();
        PrintWriter out = spec.commandLine().getOut();
        if (background) {
            RunningServer server = new BackgroundServer(main, configuration).start();
            out.printf(
                    "slipher: process %d answers on %s, its log is %s%n",
                    server.pid(), server.address(), BackgroundServer.logFile(configuration));
            return 0;
        }
        Logging.setLevel(configuration.logLevel());
        LostThreads.watch();
        serve(configuration, out);
        return 0;
    }

    private void serve(Configuration configuration, PrintWriter out) throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        try (DataFolderLock lock = DataFolderLock.acquire(configuration.data());
                Server server = servers.open(configuration)) {
            RunningServer self = announce(configuration, server);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform()
                            .name("slipher-shutdown")
                            .unstarted(() -> {
                                if (!ended.get()) {
                                    stop(configuration, server, lock);
                                    out.printf("slipher: process %d has stopped%n", self.pid());
                                    out.flush();
                                    // A requested end is a success; without this the JVM exits with 128 + the signal's
                                    // number.
                                    Runtime.getRuntime().halt(0);
                                }
                            }));
            out.printf(
                    "slipher: process %d answers on %s, its data is in %s%n",
                    self.pid(), self.address(), configuration.data());
            out.flush();
            server.warmUp();
            server.awaitStop();
        } finally {
            ended.set(true);
        }
    }

    private static RunningServer announce(Configuration configuration, Server server) {
        RunningServer self = RunningServer.ofThisProcess(server.address());
        try {
            self.write(configuration.data());
        } catch (IOException e) {
            throw FileErrors.of("write process id into", configuration.data().resolve(RunningServer.FILE), e);
        }
        return self;
    }

    private static void stop(Configuration configuration, Server server, DataFolderLock lock) {
        try (lock;
                server) {
            RunningServer.delete(configuration.data());
        } catch (IOException e) {
            LOG.warn("cannot delete the process id's file in {}", configuration.data(), e);
        }
    }
}
