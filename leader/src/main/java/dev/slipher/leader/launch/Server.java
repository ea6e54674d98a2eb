package dev.slipher.leader.launch;

import java.net.InetSocketAddress;

/** A warehouse that answers clients, from the moment it is opened until it is closed. */
public interface Server extends AutoCloseable {

    /** Returns where it listens, with the real port if any free one was asked for. */
    InetSocketAddress address();

    /**
     * Waits until the server has stopped.
     *
     * @throws RuntimeException if it stopped because it cannot go on, with the reason
     */
    void awaitStop() throws InterruptedException;

    /** Ends running statements and sessions, then lets go of everything; a second call does nothing. */
    @Override
    void close();

    /** Opens servers; the data folder is locked for the caller while it does. */
    @FunctionalInterface
    interface Factory {

        /**
         * Opens the warehouse in the configuration's data folder, creating it if the folder is empty.
         *
         * @return a server that already answers; the caller closes it
         * @throws dev.slipher.storage.error.SlipherException if it cannot start, with the reason and the way out
         */
        Server open(Configuration configuration);
    }
}
