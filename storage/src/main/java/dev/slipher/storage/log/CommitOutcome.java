package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Catalog;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What becomes of a request to the log; made by the thread that waits for it. */
final class CommitOutcome {
    private final Thread waiting = Thread.currentThread();

    // Written once, one of the two, by whoever does the request.
    private volatile @Nullable Catalog version;
    private volatile @Nullable RuntimeException failure;

    void complete(Catalog newVersion) {
        version = newVersion;
        wake();
    }

    void fail(RuntimeException reason) {
        failure = reason;
        wake();
    }

    /** Has the waiting thread look again. */
    void wake() {
        LockSupport.unpark(waiting);
    }

    boolean isKnown() {
        return version != null || failure != null;
    }

    /**
     * Returns the version that has the change, or throws why there is none.
     *
     * @throws IllegalStateException if it is not known
     */
    Catalog get() {
        var reason = failure;
        if (reason != null) {
            throw reason;
        }
        var result = version;
        if (result == null) {
            throw new IllegalStateException("the outcome is not known");
        }
        return result;
    }
}
