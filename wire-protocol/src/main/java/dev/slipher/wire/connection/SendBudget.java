package dev.slipher.wire.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all connections of a server together have written and not sent yet, which lie outside the heap. Whoever
 * has nothing under way may always write a chunk; more only as far as much is left, so that clients that do not read leave
 * room for those that do. Any thread may use it.
 */
final class SendBudget {
    /** Bytes gathered before they go to the channel in one piece. */
    static final int CHUNK_BYTES = 1 << 16;

    /** The same when little is left, since hundreds of clients may stop reading. */
    private static final int SMALL_CHUNK_BYTES = 1 << 13;

    /** A connection may have this part of what is left under way. */
    private static final int SHARE = 8;

    private final long limitBytes;
    private final AtomicLong unsentBytes = new AtomicLong();

    SendBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    void written(long bytes) {
        unsentBytes.addAndGet(bytes);
    }

    void sent(long bytes) {
        unsentBytes.addAndGet(-bytes);
    }

    long unsentBytes() {
        return unsentBytes.get();
    }

    /** Returns what one connection may have under way at the moment. */
    long shareBytes() {
        return Math.clamp((limitBytes - unsentBytes.get()) / SHARE, 0, ResultSink.BUFFERED_BYTES_MAX);
    }

    /** Returns how many bytes to gather before they go to the channel. */
    int chunkBytes() {
        return unsentBytes.get() < limitBytes - limitBytes / 4 ? CHUNK_BYTES : SMALL_CHUNK_BYTES;
    }
}
