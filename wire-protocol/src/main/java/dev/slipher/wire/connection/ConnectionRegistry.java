package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The connections that are past start-up, by the process ids under which they can be cancelled; at most so many. */
final class ConnectionRegistry {
    /** Process ids start here, to look like what tools expect and never like a small OID or a signal number. */
    private static final int FIRST_PROCESS_ID = 1_000;

    /** Kept so that somebody can log in and end others. */
    private static final int SPARE_PLACES = 1;

    private final int maxConnections;
    private final SecureRandom random;

    // Guarded by this, all that follow.
    private final Map<Integer, Entry> entries = new HashMap<>();
    private int nextProcessId = FIRST_PROCESS_ID;
    private boolean closed;

    ConnectionRegistry(int maxConnections, SecureRandom random) {
        this.maxConnections = maxConnections;
        this.random = random;
    }

    /** What a connection is known by; whoever has the secret may cancel. */
    record Entry(int processId, int secretKey, Transport transport) {}

    /**
     * Adds a connection, which must {@link #remove} itself.
     *
     * @throws SlipherException 53300 if there are too many, 57P03 while the server shuts down
     */
    synchronized Entry add(Transport transport) {
        if (closed) {
            throw new SlipherException(SqlState.CANNOT_CONNECT_NOW, "the database system is shutting down");
        }
        if (entries.size() >= maxConnections + SPARE_PLACES) {
            throw tooMany();
        }
        while (nextProcessId < FIRST_PROCESS_ID || entries.containsKey(nextProcessId)) {
            nextProcessId = nextProcessId < FIRST_PROCESS_ID ? FIRST_PROCESS_ID : nextProcessId + 1;
        }
        var entry = new Entry(nextProcessId++, random.nextInt(), transport);
        entries.put(entry.processId(), entry);
        return entry;
    }

    SlipherException tooMany() {
        return new SlipherException(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients already")
                .withHint("At most %d clients may be connected at a time.".formatted(maxConnections));
    }

    /**
     * Checks that a connection which may not take the spare place has not done so.
     *
     * @throws SlipherException 53300 if it has
     */
    synchronized void requireOrdinaryPlace() {
        if (entries.size() > maxConnections) {
            throw tooMany();
        }
    }

    synchronized void remove(Entry entry) {
        entries.remove(entry.processId());
        notifyAll();
    }

    synchronized Optional<Transport> find(int processId) {
        return Optional.ofNullable(entries.get(processId)).map(Entry::transport);
    }

    /** Returns the connection if the secret is its own. */
    synchronized Optional<Transport> find(int processId, int secretKey) {
        return Optional.ofNullable(entries.get(processId))
                .filter(entry -> entry.secretKey() == secretKey)
                .map(Entry::transport);
    }

    synchronized int count() {
        return entries.size();
    }

    /** Refuses further connections and returns those that are open. */
    synchronized List<Transport> close() {
        closed = true;
        return entries.values().stream().map(Entry::transport).toList();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Returns whether all connections are gone before the time is over. */
    synchronized boolean awaitEmpty(long timeoutMillis) throws InterruptedException {
        var deadline = System.nanoTime() + timeoutMillis * 1_000_000;
        while (!entries.isEmpty()) {
            var leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return false;
            }
            wait(leftMillis);
        }
        return true;
    }
}
