package dev.slipher.wire.connection;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where and how a {@link PostgresServer} listens.
 *
 * @param address port 0 takes a free one
 * @param tls without it, clients that ask for TLS are told that there is none
 * @param maxConnections clients beyond this are refused with 53300, but for one that the policy lets take the spare place
 * @param authenticationTimeout within which a client must have logged in
 * @param unsentBytesMax about the most that waits in memory for all slow clients together, outside the heap
 * @param receivedBytesMax the most that long messages of all clients together take in the heap until they are served,
 *     and the longest message
 */
public record ServerOptions(
        InetSocketAddress address,
        Optional<TlsFiles> tls,
        int maxConnections,
        Duration authenticationTimeout,
        long unsentBytesMax,
        long receivedBytesMax) {
    /** The port of Redshift. */
    public static final int DEFAULT_PORT = 5_439;

    /** The clients that a server of the usual limits serves at a time. */
    public static final int DEFAULT_MAX_CONNECTIONS = 500;

    private static final Duration DEFAULT_AUTHENTICATION_TIMEOUT = Duration.ofSeconds(60);
    private static final long DEFAULT_UNSENT_BYTES_MAX = 64 << 20;
    private static final long DEFAULT_RECEIVED_BYTES_MAX = 64 << 20;

    /**
     * The server's identity.
     *
     * @param certificateChain in PEM form, the server's own certificate first
     * @param privateKey in PEM form (PKCS #8), without a password
     */
    public record TlsFiles(Path certificateChain, Path privateKey) {}

    /** Returns options with no TLS and the usual limits. */
    public static ServerOptions listeningOn(InetSocketAddress address) {
        return new ServerOptions(
                address,
                Optional.empty(),
                DEFAULT_MAX_CONNECTIONS,
                DEFAULT_AUTHENTICATION_TIMEOUT,
                DEFAULT_UNSENT_BYTES_MAX,
                DEFAULT_RECEIVED_BYTES_MAX);
    }

    /** Returns these options with TLS offered. */
    public ServerOptions withTls(TlsFiles files) {
        return new ServerOptions(
                address, Optional.of(files), maxConnections, authenticationTimeout, unsentBytesMax, receivedBytesMax);
    }

    /** Returns these options with another bound on connections. */
    public ServerOptions withMaxConnections(int count) {
        return new ServerOptions(address, tls, count, authenticationTimeout, unsentBytesMax, receivedBytesMax);
    }

    /** Returns these options with another time to log in. */
    public ServerOptions withAuthenticationTimeout(Duration timeout) {
        return new ServerOptions(address, tls, maxConnections, timeout, unsentBytesMax, receivedBytesMax);
    }

    /** Returns these options with another bound on what waits for slow clients. */
    public ServerOptions withUnsentBytesMax(long bytes) {
        return new ServerOptions(address, tls, maxConnections, authenticationTimeout, bytes, receivedBytesMax);
    }

    /** Returns these options with another bound on long messages. */
    public ServerOptions withReceivedBytesMax(long bytes) {
        return new ServerOptions(address, tls, maxConnections, authenticationTimeout, unsentBytesMax, bytes);
    }
}
