package dev.slipher.leader.schedule;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The switch by which other threads stop a session's current statement.
 *
 * <p>It only acts between {@link #begin()} and {@link #end()}, and only once between them; from {@link #commit()} on the
 * statement can no longer be stopped.
 */
public final class Cancellation {
    private boolean active;
    private @Nullable SlipherException reason;
    private @Nullable Runnable action;
    private Consumer<SlipherException> interrupter = _ -> {};
    private int interrupting;

    /** Returns the error of a statement that its user stopped. */
    public static SlipherException byUser() {
        return new SlipherException(SqlState.QUERY_CANCELED, "canceling statement due to user request");
    }

    /** Returns the error of a statement that ran longer than {@code statement_timeout}. */
    public static SlipherException byTimeout() {
        return new SlipherException(SqlState.QUERY_CANCELED, "canceling statement due to statement timeout");
    }

    /** Starts to listen for new work that no client waits for. */
    public void begin() {
        begin(_ -> {});
    }

    /**
     * Starts to listen for a new statement.
     *
     * @param newInterrupter makes the statement's thread end where it waits for its client; run by whoever cancels, without
     *     this object's lock
     */
    public synchronized void begin(Consumer<SlipherException> newInterrupter) {
        active = true;
        reason = null;
        action = null;
        interrupter = newInterrupter;
    }

    /** Stops listening; nothing interrupts the statement's thread any more once this returns. */
    public synchronized void end() {
        active = false;
        action = null;
        boolean interrupted = false;
        while (interrupting > 0) {
            try {
                wait();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the statement with {@code why} soon, if one runs that can be stopped. */
    public void cancel(SlipherException why) {
        Consumer<SlipherException> waker;
        synchronized (this) {
            if (!active || reason != null) {
                return;
            }
            reason = why;
            if (action != null) {
                action.run();
            }
            waker = interrupter;
            interrupting++;
        }
        try {
            waker.accept(why);
        } finally {
            synchronized (this) {
                interrupting--;
                notifyAll();
            }
        }
    }

    /**
     * Sets what stops the work that begins now; runs it at once if the statement was already cancelled.
     *
     * @param stop run under this object's lock, by whoever cancels; it neither waits nor takes a lock under which others
     *     call methods of this object
     */
    public synchronized void onCancel(Runnable stop) {
        action = stop;
        if (reason != null) {
            stop.run();
        }
    }

    /** Forgets what {@link #onCancel} set, which does not run any more once this returns. */
    public synchronized void clearAction() {
        action = null;
    }

    /** A part of a statement's work that ends by an interrupt of its thread; that thread closes it. */
    public interface Interruptible extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Has whoever cancels interrupt the calling thread until it closes what this returns, which takes that interrupt back.
     * Any other is meant for whoever runs the thread, and stays.
     */
    public Interruptible interruptsThisThread() {
        var waiting = Thread.currentThread();
        var interrupted = new AtomicBoolean();
        onCancel(() -> {
            interrupted.set(true);
            waiting.interrupt();
        });
        return () -> {
            clearAction();
            if (interrupted.get()) {
                Thread.interrupted();
            }
        };
    }

    /** Returns why the statement was cancelled; a user's wish unless something else was said. */
    public synchronized SlipherException reason() {
        return reason == null ? byUser() : reason;
    }

    /** Throws the reason if the statement that runs was cancelled. */
    public synchronized void check() {
        if (active && reason != null) {
            throw reason;
        }
    }

    /** Checks a last time; from here on the statement is going to succeed or fail by itself. */
    public synchronized void commit() {
        check();
        active = false;
        action = null;
    }
}
