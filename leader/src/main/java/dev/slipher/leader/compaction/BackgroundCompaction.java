package dev.slipher.leader.compaction;

import dev.slipher.leader.schedule.Cancellation;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps tables in good order by itself: rewrites what the policy chooses, one step at a time on a thread of its own. Tables
 * take turns, so that one waits for a step of each other at most.
 */
public final class BackgroundCompaction implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(BackgroundCompaction.class);

    private final Improvement improvement;
    private final Cancellation cancellation = new Cancellation();
    private final Thread thread =
            Thread.ofPlatform().name("compaction").daemon().unstarted(this::run);

    /** Guarded by itself: tables that have changed since they were looked at, in that order. */
    private final Set<Integer> changed = new LinkedHashSet<>();

    /** Guarded by {@link #changed}. */
    private boolean closed;

    /** Does one step for a table, and returns whether there was anything to do. */
    @FunctionalInterface
    public interface Improvement {
        boolean improve(int tableOid, Cancellation cancellation);
    }

    /** Makes what has tables improved, once it is started. */
    public BackgroundCompaction(Improvement improvement) {
        this.improvement = improvement;
    }

    /** Begins, and goes on until it is closed. */
    public void start() {
        cancellation.begin();
        thread.start();
    }

    /** Has a table looked at soon; never waits. */
    public void tableChanged(int tableOid) {
        synchronized (changed) {
            changed.add(tableOid);
            changed.notifyAll();
        }
    }

    /** Goes on until it is closed, whatever one table or an interrupt does to it. */
    private void run() {
        while (!isClosed()) {
            try {
                var next = take();
                if (next >= 0) {
                    tidy(next);
                }
            } catch (InterruptedException e) {
                LOGGER.debug("compaction was interrupted, and goes on", e);
            } catch (Throwable e) {
                LOGGER.error("compaction failed, and goes on with other tables", e);
            }
        }
    }

    private boolean isClosed() {
        synchronized (changed) {
            return closed;
        }
    }

    private int take() throws InterruptedException {
        synchronized (changed) {
            while (changed.isEmpty() && !closed) {
                changed.wait();
            }
            if (closed) {
                return -1;
            }
            int next = changed.iterator().next();
            changed.remove(next);
            return next;
        }
    }

    private void tidy(int tableOid) {
        try {
            cancellation.check();
            if (improvement.improve(tableOid, cancellation)) {
                tableChanged(tableOid);
            }
        } catch (SlipherException e) {
            // The next change of the table is the next try; until then it only reads slower than it might.
            LOGGER.warn("table {} could not be compacted: {}", tableOid, e.getMessage());
        } catch (Throwable e) {
            LOGGER.error("table {} could not be compacted", tableOid, e);
        }
    }

    /** Gives up what is being rewritten, and returns when the thread has ended. */
    @Override
    public void close() throws InterruptedException {
        synchronized (changed) {
            closed = true;
            changed.notifyAll();
        }
        cancellation.cancel(new SlipherException(SqlState.ADMIN_SHUTDOWN, "the server stops"));
        if (thread.isAlive()) {
            thread.join();
        }
    }
}
