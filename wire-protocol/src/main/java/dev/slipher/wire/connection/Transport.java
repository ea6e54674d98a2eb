package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.codec.Frame;
import dev.slipher.wire.codec.MessageBuffer;
import dev.slipher.wire.codec.MessageWriter;
import dev.slipher.wire.codec.ReceiveBudget;
import dev.slipher.wire.message.BackendMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The meeting point of the event loop, which never waits, and the connection's own thread, which does: for frames from
 * the client, and for the client to take what was written. What waits in either direction is bounded.
 *
 * <p>A <em>call</em> is the part of the connection's thread that may be interrupted; between calls an interruption has no
 * effect.
 */
final class Transport {
    private static final int RECEIVED_BYTES_MAX = 1 << 20;
    private static final int RESUME_BELOW_BYTES = 1 << 18;

    /** What a frame takes beside its body, about. */
    private static final int FRAME_OVERHEAD_BYTES = 64;

    private static final int LINGER_SECONDS = 5;

    private final Channel channel;
    private final SendBudget budget;
    private final ReceiveBudget.Share receivedShare;
    private final MessageBuffer buffer = new MessageBuffer();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by lock, all that follow.
    private final ArrayDeque<Frame> received = new ArrayDeque<>();
    private int receivedBytes;
    /** What is reserved for the frame that is being served. */
    private int servedBytes;

    private boolean readingPaused;
    private long unsentBytes;
    /** Whether the next chunk need not wait, since {@link #isWritable} said so. */
    private boolean promised;

    private boolean closed;
    private boolean terminated;
    private @Nullable Runnable canceller;
    private @Nullable SlipherException interruption;

    /** @param receivedShare what the client's messages take, given back as they are served */
    Transport(Channel channel, SendBudget budget, ReceiveBudget.Share receivedShare) {
        this.channel = channel;
        this.budget = budget;
        this.receivedShare = receivedShare;
    }

    /** Event loop: takes a frame. */
    void received(Frame frame) {
        lock.lock();
        try {
            received.add(frame);
            receivedBytes += frame.bodyBytes() + FRAME_OVERHEAD_BYTES;
            if (receivedBytes > RECEIVED_BYTES_MAX && !readingPaused) {
                readingPaused = true;
                channel.config().setAutoRead(false);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Event loop: the client is gone. */
    void closed() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            if (canceller != null) {
                canceller.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Any thread: makes the current call end with {@code reason}. */
    void interrupt(SlipherException reason) {
        lock.lock();
        try {
            if (canceller != null && interruption == null) {
                interruption = reason;
                changed.signalAll();
                canceller.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Any thread: makes the current call end, and the connection after it. */
    void terminate() {
        lock.lock();
        try {
            terminated = true;
            changed.signalAll();
            interrupt(adminShutdown());
        } finally {
            lock.unlock();
        }
    }

    static SlipherException adminShutdown() {
        return new SlipherException(SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command");
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    boolean isTerminated() {
        lock.lock();
        try {
            return terminated;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins a call.
     *
     * @param cancelling run under a lock, by any thread, if the call is interrupted or the client goes
     */
    void enterCall(Runnable cancelling) {
        lock.lock();
        try {
            interruption = null;
            canceller = cancelling;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a call; it is not interrupted any more once this returns. */
    void exitCall() {
        lock.lock();
        try {
            interruption = null;
            canceller = null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a frame; the one before it is served.
     *
     * @throws SlipherException 08006 if the client is gone, 57P01 if the connection is to end, or what the call was
     *     interrupted with
     */
    Frame receive() {
        return receive(Optional.empty());
    }

    /**
     * Waits for a frame as {@link #receive()}.
     *
     * @throws SlipherException the limit's error if nothing comes for that long, too
     */
    Frame receive(Optional<IdleLimit> limit) {
        boolean interrupted = false;
        lock.lock();
        try {
            served();
            long left = limit.map(IdleLimit::millis)
                    .map(TimeUnit.MILLISECONDS::toNanos)
                    .orElse(Long.MAX_VALUE);
            while (true) {
                checkInterrupted();
                if (terminated) {
                    throw adminShutdown();
                }
                var frame = received.poll();
                if (frame != null) {
                    taken(frame);
                    return frame;
                }
                if (left <= 0) {
                    throw limit.orElseThrow().error();
                }
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Leaves the room of the frame that was received last to others; the next {@link #receive} does so too. */
    void served() {
        lock.lock();
        try {
            if (servedBytes > 0) {
                receivedShare.release(servedBytes);
                servedBytes = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    private void taken(Frame frame) {
        servedBytes = frame instanceof Frame.Whole whole ? whole.reservedBytes() : 0;
        receivedBytes -= frame.bodyBytes() + FRAME_OVERHEAD_BYTES;
        if (readingPaused && receivedBytes < RESUME_BELOW_BYTES) {
            readingPaused = false;
            channel.config().setAutoRead(true);
        }
    }

    /** Returns the bytes that {@link #receive} would give without waiting. */
    int availableBytes() {
        lock.lock();
        try {
            return received.stream().mapToInt(Frame::bodyBytes).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Returns where messages are written; whoever writes many calls {@link #flushIfFull} now and then. */
    MessageBuffer buffer() {
        return buffer;
    }

    /** Writes a message, to be sent by the next flush. */
    void send(BackendMessage message) {
        MessageWriter.write(message, buffer);
        flushIfFull();
    }

    /** Returns how many bytes are gathered at the moment before they go to the channel. */
    int chunkBytes() {
        return budget.chunkBytes();
    }

    void flushIfFull() {
        if (buffer.length() >= chunkBytes()) {
            flush();
        }
    }

    /**
     * Hands what was written to the channel, waiting first while too much is under way.
     *
     * @throws SlipherException as {@link #receive}
     */
    void flush() {
        var bytes = buffer.length();
        if (bytes == 0) {
            return;
        }
        awaitRoomFor(bytes);
        var chunk = allocate(bytes).writeBytes(buffer.bytes(), 0, bytes);
        buffer.clear();
        channel.writeAndFlush(chunk).addListener(_ -> sent(bytes));
    }

    /** Allocates what there is room for; what cannot be written leaves its room to others. */
    private ByteBuf allocate(int bytes) {
        try {
            return channel.alloc().buffer(bytes, bytes);
        } catch (RuntimeException | Error e) {
            sent(bytes);
            throw e;
        }
    }

    private void awaitRoomFor(int bytes) {
        lock.lock();
        try {
            checkInterrupted();
            while (!promised && !hasRoomFor(bytes)) {
                if (terminated && canceller == null) {
                    throw adminShutdown();
                }
                changed.awaitUninterruptibly();
                checkInterrupted();
            }
            promised = false;
            unsentBytes += bytes;
            budget.written(bytes);
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoomFor(long bytes) {
        return unsentBytes == 0 || unsentBytes + bytes <= budget.shareBytes();
    }

    private void sent(int bytes) {
        lock.lock();
        try {
            unsentBytes -= bytes;
            budget.sent(bytes);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void checkInterrupted() {
        if (closed) {
            throw new SlipherException(SqlState.CONNECTION_FAILURE, "connection to client lost");
        }
        if (interruption != null) {
            throw interruption;
        }
    }

    /** Returns whether the next chunk will be sent without waiting, however long its last row makes it. */
    boolean isWritable() {
        lock.lock();
        try {
            promised = closed || hasRoomFor(buffer.length() + chunkBytes());
            return promised;
        } finally {
            lock.unlock();
        }
    }

    /** Tells the client that there is no memory, for which none is needed, and closes the channel. */
    void refuseForMemory() {
        MemoryRefusal.sendAndClose(channel);
    }

    /** Closes the channel once what was flushed has been sent, or the client has had some time to take it. */
    void close() {
        receivedShare.close();
        if (channel.eventLoop().isShuttingDown()) {
            return;
        }
        try {
            channel.writeAndFlush(channel.alloc().buffer(0, 0)).addListener(ChannelFutureListener.CLOSE);
            if (channel.isOpen()) {
                Runnable closing = () -> {
                    var _ = channel.close();
                };
                var late = channel.eventLoop().schedule(closing, LINGER_SECONDS, TimeUnit.SECONDS);
                channel.closeFuture().addListener(_ -> late.cancel(false));
            }
        } catch (RejectedExecutionException _) {
            // The channels of a server that has ended are closed with its event loops, which take no more tasks.
        }
    }
}
