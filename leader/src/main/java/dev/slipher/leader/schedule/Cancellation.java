package dev.slipher.leader.schedule;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
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

    /** Returns the error of a statement that its user stopped. */
    public static SlipherException byUser() {
        return new SlipherException(SqlState.QUERY_CANCELED, "canceling statement due to user request");
    }

    /** Returns the error of a statement that ran longer than {@code statement_timeout}. */
    public static SlipherException byTimeout() {
        return new SlipherException(SqlState.QUERY_CANCELED, "canceling statement due to statement timeout");
    }

    /** Starts to listen for a new statement. */
    public synchronized void begin() {
        active = true;
        reason = null;
        action = null;
    }

    /** Stops listening. */
    public synchronized void end() {
        active = false;
        action = null;
    }

    /** Ends the statement with {@code why} soon, if one runs that can be stopped. */
    public synchronized void cancel(SlipherException why) {
        if (!active || reason != null) {
            return;
        }
        reason = why;
        if (action != null) {
            action.run();
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

    /** Returns why the statement was cancelled; a user's wish unless something else was said. */
    public synchronized SlipherException reason() {
        return reason == null ? byUser() : reason;
    }

    /** Throws the reason if the statement was cancelled. */
    public synchronized void check() {
        if (reason != null) {
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
