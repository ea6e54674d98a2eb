package dev.slipher.leader.compaction;

import dev.slipher.leader.schedule.Cancellation;
import dev.slipher.leader.table.ChangedTables;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
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

    private final ChangedTables changed = new ChangedTables();

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
        changed.add(tableOid);
    }

    /** Goes on until it is closed, whatever one table or an interrupt does to it. */
    private void run() {
        while (!changed.isClosed()) {
            try {
                changed.take().ifPresent(this::tidy);
            } catch (InterruptedException e) {
                LOGGER.debug("compaction was interrupted, and goes on", e);
            } catch (Throwable e) {
                LOGGER.error("compaction failed, and goes on with other tables", e);
            }
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
        changed.close();
        cancellation.cancel(new SlipherException(SqlState.ADMIN_SHUTDOWN, "the server stops"));
        if (thread.isAlive()) {
            thread.join();
        }
    }
}
