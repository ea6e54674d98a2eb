package dev.slipher.leader.schedule;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Stops statements that run longer than they may; owns one thread. */
public final class Timeouts implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    public Timeouts() {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "slipher-timeouts");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** A time limit that is in force until it is closed. */
    @FunctionalInterface
    public interface Timeout extends AutoCloseable {
        @Override
        void close();
    }

    /** Calls {@code stop} after so many milliseconds, never if 0; it must be quick. */
    public Timeout start(Runnable stop, long millis) {
        if (millis == 0) {
            return () -> {};
        }
        var task = timer.schedule(stop, millis, TimeUnit.MILLISECONDS);
        return () -> task.cancel(false);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
