package dev.slipher.leader.launch;

import java.lang.Thread.UncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when an error, such as one of memory, ends a thread of the server: the others would wait for it for ever.
 * What was committed is durable, and the next start finds it.
 */
final class LostThreads implements UncaughtExceptionHandler {
    /** The exit code of a process that ended itself. */
    static final int EXIT_CODE = 70;

    private static final Logger LOG = LoggerFactory.getLogger(LostThreads.class);

    private LostThreads() {}

    /** Watches all threads of this process from now on. */
    static void watch() {
        Thread.setDefaultUncaughtExceptionHandler(new LostThreads());
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        try {
            LOG.error("thread {} has ended", thread.getName(), failure);
        } finally {
            if (failure instanceof Error) {
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }
    }
}
