package dev.slipher.leader.launch;

import java.net.InetSocketAddress;

/** A warehouse that answers clients, from the moment it is opened until it is closed. */
public interface Server extends AutoCloseable {

    /** Returns where it listens, with the real port if any free one was asked for. */
    InetSocketAddress address();

    /**
     * Lets the JIT compile what queries run, and brings tables into the cache, in the background and whenever no query runs,
     * so that a query's first run is about as fast as its later ones. Called once at most; closing the server ends both.
     *
     * @return the compiling
     */
    Background warmUp();

    /**
     * Waits until the server has stopped.
     *
     * @throws RuntimeException if it stopped because it cannot go on, with the reason
     */
    void awaitStop() throws InterruptedException;

    /** Ends running statements and sessions, then lets go of everything; a second call does nothing. */
    @Override
    void close();

    /** What goes on in the background once a server answers. */
    @FunctionalInterface
    interface Background {

        /** Waits until it has ended, however it did. */
        void await() throws InterruptedException;
    }

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
