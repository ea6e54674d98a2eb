package dev.slipher.bench.server;

import dev.slipher.leader.launch.MemoryBudget;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A Slipher server in a process of its own on a free port, which ends when this is closed. */
public final class ServerProcess implements AutoCloseable {
    private static final Pattern ANNOUNCEMENT = Pattern.compile("answers on .*?:(\\d+)");
    private static final Pattern PEAK_MEMORY = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final List<String> MEMORY_FLAGS =
            List.of("-Xmx", "-Xms", "-XX:+UseG1GC", "-XX:G1HeapRegionSize", "-XX:MaxDirectMemorySize", "-agentlib");
    private static final int STOP_SECONDS = 60;

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a server and returns when it answers.
     *
     * @param data the warehouse's folder
     * @param memory of the whole process, such as {@code 8g}
     * @throws IOException if it ends instead, with what it printed
     */
    public static ServerProcess start(Path data, String memory) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags());
        command.addAll(MemoryBudget.of(memory).jvmFlags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.slipher.leader.Main", "start"));
        command.addAll(List.of("--port", "0", "--data", data.toString(), "--memory", memory));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var printed = new StringBuilder();
        var reader = process.inputReader();
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            printed.append(line).append('\n');
            var match = ANNOUNCEMENT.matcher(line);
            if (match.find()) {
                Thread.ofVirtual().name("server-output").start(() -> drain(reader));
                return new ServerProcess(process, Integer.parseInt(match.group(1)));
            }
        }
        throw new IOException("the server ended while it started:\n" + printed);
    }

    /** The flags of this process, which the launcher chose, but for those that follow from the memory. */
    private static List<String> jvmFlags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> MEMORY_FLAGS.stream().noneMatch(flag::startsWith))
                .toList();
    }

    private static void drain(BufferedReader reader) {
        try (reader) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                System.err.println(line);
            }
        } catch (IOException e) {
            // The server has ended; what it had to say was printed.
        }
    }

    public int port() {
        return port;
    }

    /** Returns a new connection of {@code admin} to database {@code dev}. */
    public Connection connect() throws SQLException {
        return connect(port);
    }

    /** Returns a new connection of {@code admin} to database {@code dev} of the server on a port of this machine. */
    public static Connection connect(int port) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "admin");
        properties.setProperty("ApplicationName", "slipher-bench");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/dev".formatted(port), properties);
    }

    /** Returns the most memory the process ever used in bytes, 0 where the system does not tell. */
    public long peakMemoryBytes() throws IOException {
        return peakMemoryBytes(process.pid());
    }

    public long pid() {
        return process.pid();
    }

    /** Returns the processor time that a process has used so far, 0 where the system does not tell. */
    public static long cpuNanos(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .map(Duration::toNanos)
                .orElse(0L);
    }

    /** Returns the most memory a process ever used in bytes, 0 where the system does not tell. */
    public static long peakMemoryBytes(long pid) throws IOException {
        var status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        var match = PEAK_MEMORY.matcher(Files.readString(status));
        return match.find() ? Long.parseLong(match.group(1)) << 10 : 0;
    }

    /** Ends the server as SIGKILL does, at once and unannounced, and returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends the server as SIGTERM does. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
