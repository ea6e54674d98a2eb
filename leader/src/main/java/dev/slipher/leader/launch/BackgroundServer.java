package dev.slipher.leader.launch;

import static dev.slipher.storage.error.SqlState.CANNOT_CONNECT_NOW;

import dev.slipher.storage.error.FileErrors;
import dev.slipher.storage.error.SlipherException;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Starts a server in a process of its own that outlives this one and its terminal.
 *
 * <p>A shell starts it with {@code nohup} and {@code &}, which makes it ignore SIGHUP and SIGINT, and where there is
 * {@code setsid} in a session of its own, so that no signal to its starter's process group reaches it. It gets this JVM's
 * options, the heap that stands for the memory among them, and the rest of the configuration as flags.
 */
final class BackgroundServer {

    private static final String SCRIPT = "log=$1; shift; command -v setsid >/dev/null && set -- setsid \"$@\";"
            + " nohup \"$@\" >>\"$log\" 2>&1 </dev/null & echo $!";
    private static final int SSL_REQUEST_BYTES = 8;
    private static final int SSL_REQUEST_CODE = 80_877_103;
    private static final int ANSWER_MILLIS = 5_000;
    private static final long POLL_MILLIS = 20;
    private static final int LOG_LINES = 20;

    private final Class<?> main;
    private final Configuration configuration;

    /**
     * Prepares to start.
     *
     * @param main the program's entry point, which the new process enters too
     */
    BackgroundServer(Class<?> main, Configuration configuration) {
        this.main = main;
        this.configuration = configuration;
    }

    static Path logFile(Configuration configuration) {
        return configuration.data().resolve("slipher.log");
    }

    /**
     * Starts the process and waits until it answers.
     *
     * @throws SlipherException if it ends instead, with what it logged
     */
    RunningServer start() throws InterruptedException {
        try {
            DataFolderLock.acquire(configuration.data()).close();
            Path log = logFile(configuration);
            long logged = Files.exists(log) ? Files.size(log) : 0;
            ProcessHandle process = spawn(log);
            while (process.isAlive()) {
                Optional<RunningServer> server =
                        RunningServer.read(configuration.data()).filter(running -> running.pid() == process.pid());
                if (server.isPresent() && answers(server.get())) {
                    return server.get();
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            throw ended(log, tail(log, logged));
        } catch (IOException e) {
            throw FileErrors.of("log into", logFile(configuration), e);
        }
    }

    private static SlipherException ended(Path log, String lines) {
        if (lines.isBlank()) {
            // As on a full disk, on which the process could not say anything either.
            return new SlipherException(
                            CANNOT_CONNECT_NOW,
                            "the server ended while it started and wrote nothing into its log \"%s\"".formatted(log))
                    .withHint("see that there is space for it, or start without --background to see the reason");
        }
        return new SlipherException(CANNOT_CONNECT_NOW, "the server ended while it started:\n" + lines);
    }

    private ProcessHandle spawn(Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh", log.toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), "start"));
        command.addAll(List.of(Setting.PORT.flag(), Integer.toString(configuration.port())));
        command.addAll(List.of(Setting.HOST.flag(), configuration.host()));
        command.addAll(List.of(Setting.DATA.flag(), configuration.data().toString()));
        command.addAll(
                List.of(Setting.LOG_LEVEL.flag(), configuration.logLevel().name()));
        configuration.tls().ifPresent(tls -> {
            command.addAll(List.of(
                    Setting.TLS_CERTIFICATE.flag(), tls.certificateChain().toString()));
            command.addAll(List.of(Setting.TLS_KEY.flag(), tls.privateKey().toString()));
        });
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        try (BufferedReader reader = builder.start().inputReader()) {
            long pid = Long.parseLong(String.valueOf(reader.readLine()));
            return ProcessHandle.of(pid).orElseThrow(() -> new IOException("process %d is gone".formatted(pid)));
        }
    }

    /** Asks for TLS as a client would; any server that speaks the protocol replies with one byte. */
    private static boolean answers(RunningServer server) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(SSL_REQUEST_BYTES);
            out.writeInt(SSL_REQUEST_CODE);
            out.flush();
            new DataInputStream(socket.getInputStream()).readByte();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String tail(Path log, long from) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        String text = new String(bytes, (int) from, bytes.length - (int) from, StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }
}
