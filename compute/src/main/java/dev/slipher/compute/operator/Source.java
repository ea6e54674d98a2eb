package dev.slipher.compute.operator;

import dev.slipher.storage.batch.Batch;

/** The start of a pipeline: rows cut into morsels that workers take one after the other. */
public interface Source {
    /** Returns the most workers that find work here at once; 1 if the order of the rows matters. */
    int parallelism();

    /**
     * Returns, when all phases before it are through, whether rows may come. If not, the steps after it are not even made:
     * those of another pipeline that ends where this one does have said that no more rows come.
     */
    default boolean mayHaveRows() {
        return true;
    }

    /** Returns a worker's access; the runner closes it. */
    Feed open(Worker worker);

    /** One worker's access to a source. */
    interface Feed extends AutoCloseable {
        /**
         * Takes the next morsel and pushes its batches, with {@link Worker#checkpoint()} between them, until it is
         * through or {@link Worker#isStopped()}.
         *
         * @return false if there was no morsel left
         */
        boolean run(Step target);

        @Override
        default void close() {}
    }

    /** Pushes a batch unless nothing in it is selected. */
    static void push(Step target, Batch batch) {
        if (batch.selectedCount() > 0) {
            target.push(batch);
        }
    }
}
