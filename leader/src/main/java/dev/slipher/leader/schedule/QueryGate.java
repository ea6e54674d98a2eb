package dev.slipher.leader.schedule;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wlm.admission.Admission;
import dev.slipher.wlm.admission.Decision;
import dev.slipher.wlm.admission.Submission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Holds queries back until workload management admits them; waiting blocks the session's virtual thread.
 *
 * <p>Safe for use by all sessions at once: the admission's state is only touched under this object's lock.
 */
public final class QueryGate {
    private final Admission admission;
    private final Map<Long, CompletableFuture<Decision.Admitted>> waiting = new HashMap<>();

    public QueryGate(Admission admission) {
        this.admission = admission;
    }

    /** The right to run; closing it lets the next query in. */
    public final class Ticket implements AutoCloseable {
        private final Decision.Admitted decision;

        private Ticket(Decision.Admitted decision) {
            this.decision = decision;
        }

        /** Returns the memory that the query may reserve. */
        public long memoryBytes() {
            return decision.memoryBytes();
        }

        public Decision.Admitted decision() {
            return decision;
        }

        @Override
        public void close() {
            leave(decision.queryId());
        }
    }

    /**
     * Waits for a slot.
     *
     * @param onDecision told of the first decision, before any wait
     * @throws SlipherException 53400 if the query is turned away, 57014 if it is cancelled while it waits
     */
    public Ticket enter(Submission submission, Cancellation cancellation, Consumer<Decision> onDecision) {
        var admitted = new CompletableFuture<Decision.Admitted>();
        Decision decision;
        synchronized (this) {
            decision = admission.submit(submission);
            if (decision instanceof Decision.Queued) {
                waiting.put(submission.queryId(), admitted);
            }
        }
        try {
            onDecision.accept(decision);
        } catch (RuntimeException | Error e) {
            leave(submission.queryId());
            throw e;
        }
        return switch (decision) {
            case Decision.Admitted now -> new Ticket(now);
            case Decision.Queued _ -> new Ticket(await(submission.queryId(), admitted, cancellation));
            case Decision.Rejected(long _, String reason) ->
                throw new SlipherException(SqlState.CONFIGURATION_LIMIT_EXCEEDED, reason);
        };
    }

    /** Returns how many queries run. */
    public synchronized int runningCount() {
        return admission.runningCount();
    }

    /** Returns how many queries wait. */
    public synchronized int waitingCount() {
        return admission.waitingCount();
    }

    private Decision.Admitted await(
            long queryId, CompletableFuture<Decision.Admitted> admitted, Cancellation cancellation) {
        cancellation.onCancel(() -> admitted.cancel(false));
        try {
            return admitted.get();
        } catch (java.util.concurrent.CancellationException _) {
            leave(queryId);
            cancellation.check();
            throw Cancellation.byUser();
        } catch (InterruptedException _) {
            leave(queryId);
            Thread.currentThread().interrupt();
            throw new SlipherException(SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command");
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing fails an admission", e);
        } finally {
            cancellation.clearAction();
        }
    }

    private synchronized void leave(long queryId) {
        waiting.remove(queryId);
        admit(admission.leave(queryId));
    }

    private void admit(List<Decision.Admitted> decisions) {
        for (var decision : decisions) {
            var future = waiting.remove(decision.queryId());
            // One that was cancelled meanwhile gives its slot back when its own thread leaves.
            if (future != null) {
                future.complete(decision);
            }
        }
    }
}
