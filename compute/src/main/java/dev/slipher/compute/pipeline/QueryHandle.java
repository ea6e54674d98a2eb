package dev.slipher.compute.pipeline;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The way to stop one running query from any thread; a handle serves one execution. */
public final class QueryHandle {
    private final AtomicReference<@Nullable SlipherException> reason = new AtomicReference<>();

    /** Ends the query with 57014 within 100 ms; does nothing once it has ended. */
    public void cancel() {
        cancel(new SlipherException(SqlState.QUERY_CANCELED, "canceling statement due to user request"));
    }

    /** Ends the query with an error of the caller's choice, such as a timeout's or a monitoring rule's. */
    public void cancel(SlipherException why) {
        reason.compareAndSet(null, why);
    }

    /** Throws the error given to {@link #cancel(SlipherException)}, if it was called. */
    public void throwIfCancelled() {
        var why = reason.get();
        if (why != null) {
            throw why;
        }
    }
}
