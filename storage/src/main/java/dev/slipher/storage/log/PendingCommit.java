package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the log is asked to do. */
sealed interface PendingCommit {
    /** Returns what the asking thread waits for: the version that has the change. */
    CommitOutcome outcome();

    /**
     * Changes to be written.
     *
     * @param move the move of rows that the changes are, if they are one
     */
    record Change(ActionSource actions, Optional<RowMove> move, CommitOutcome outcome) implements PendingCommit {
        Change(ActionSource actions, Optional<RowMove> move) {
            this(actions, move, new CommitOutcome());
        }
    }

    /** The same version in another form, which is not written. */
    record Reshape(UnaryOperator<Catalog> form, CommitOutcome outcome) implements PendingCommit {
        Reshape(UnaryOperator<Catalog> form) {
            this(form, new CommitOutcome());
        }
    }

    /** The last request. */
    record Stop(CommitOutcome outcome) implements PendingCommit {
        Stop() {
            this(new CommitOutcome());
        }
    }

    /** Says what to do to a version, or throws what is wrong with doing it. */
    @FunctionalInterface
    interface ActionSource {
        List<Action> actionsOn(Catalog now);
    }
}
