package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

/** What the log's writing thread is asked to do. */
sealed interface PendingCommit {
    /** Returns what the asking thread waits for: the version that has the change. */
    CompletableFuture<Catalog> outcome();

    /**
     * Changes to be written.
     *
     * @param move the move of rows that the changes are, if they are one
     */
    record Change(ActionSource actions, Optional<RowMove> move, CompletableFuture<Catalog> outcome)
            implements PendingCommit {
        Change(ActionSource actions, Optional<RowMove> move) {
            this(actions, move, new CompletableFuture<>());
        }
    }

    /** The same version in another form, which is not written. */
    record Reshape(UnaryOperator<Catalog> form, CompletableFuture<Catalog> outcome) implements PendingCommit {
        Reshape(UnaryOperator<Catalog> form) {
            this(form, new CompletableFuture<>());
        }
    }

    /** The last request. */
    record Stop(CompletableFuture<Catalog> outcome) implements PendingCommit {
        Stop() {
            this(new CompletableFuture<>());
        }
    }

    /** Says what to do to a version, or throws what is wrong with doing it. */
    @FunctionalInterface
    interface ActionSource {
        List<Action> actionsOn(Catalog now);
    }

    /** Waits for the outcome, which no interrupt can take back. */
    default Catalog await() {
        var interrupted = false;
        try {
            while (true) {
                try {
                    return outcome().get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw rethrown(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrown(ExecutionException failure) {
        return failure.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failure);
    }
}
