package dev.slipher.leader.launch;

import dev.slipher.wire.connection.ServerOptions.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a server is told when it starts.
 *
 * @param port the port to listen on, 0 for any free one
 * @param host the address to listen on
 * @param data the folder of the warehouse, absolute
 * @param memory the memory of the whole process and its parts
 * @param tls what clients that ask for TLS are shown; without it they are told that there is none
 * @param logLevel the least severe level that is logged
 */
public record Configuration(
        int port, String host, Path data, MemoryBudget memory, Optional<TlsFiles> tls, LogLevel logLevel) {

    public static final int DEFAULT_PORT = 5439;
    public static final String DEFAULT_HOST = "127.0.0.1";
    static final String DEFAULT_DATA = "slipher-data";
    static final LogLevel DEFAULT_LOG_LEVEL = LogLevel.INFO;

    public Configuration {
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("port " + port);
        }
        data = data.toAbsolutePath().normalize();
    }

    /** Makes a configuration without TLS. */
    public Configuration(int port, String host, Path data, MemoryBudget memory, LogLevel logLevel) {
        this(port, host, data, memory, Optional.empty(), logLevel);
    }

    /** Returns the same configuration for another folder. */
    public Configuration withData(Path folder) {
        return new Configuration(port, host, folder, memory, tls, logLevel);
    }

    /** Returns the same configuration for another port. */
    public Configuration withPort(int otherPort) {
        return new Configuration(otherPort, host, data, memory, tls, logLevel);
    }
}
