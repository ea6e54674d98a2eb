package dev.slipher.leader.launch;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * What the server of a data folder says of itself in the folder's file {@code slipher.pid}.
 *
 * <p>The file is written when the server answers and deleted when it ends. It may outlive a killed server: only the
 * folder's lock tells whether one runs.
 */
record RunningServer(long pid, String host, int port, Instant started) {

    static final String FILE = "slipher.pid";

    static RunningServer ofThisProcess(InetSocketAddress address) {
        ProcessHandle process = ProcessHandle.current();
        return new RunningServer(
                process.pid(),
                address.getHostString(),
                address.getPort(),
                process.info().startInstant().orElse(Instant.EPOCH));
    }

    /** Returns what the folder's file says, or nothing if there is none or it is damaged. */
    static Optional<RunningServer> read(Path folder) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(folder.resolve(FILE))));
            return Optional.of(new RunningServer(
                    Long.parseLong(properties.getProperty("pid", "")),
                    properties.getProperty("host", ""),
                    Integer.parseInt(properties.getProperty("port", "")),
                    Instant.parse(properties.getProperty("started", ""))));
        } catch (NoSuchFileException | NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    void write(Path folder) throws IOException {
        Path next = folder.resolve(FILE + ".next");
        Files.writeString(next, "pid=%d%nhost=%s%nport=%d%nstarted=%s%n".formatted(pid, host, port, started));
        Files.move(next, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
    }

    /** Returns where it listens, as {@code host:port}. */
    String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
