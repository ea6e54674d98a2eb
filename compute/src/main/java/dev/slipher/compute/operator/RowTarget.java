package dev.slipher.compute.operator;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.storage.batch.Batch;

/** Where several workers write rows at once, each through a writer of its own. */
public interface RowTarget {
    /**
     * Returns a new writer for one worker.
     *
     * @param account what it reserves of until it is closed; stays the caller's
     * @param worker that will use it
     */
    Writer open(MemoryAccount account, Worker worker);

    /** One worker's share of the rows; used by one thread at a time. */
    interface Writer extends AutoCloseable {
        /** Takes the selected rows of {@code batch}, which are copied. */
        void write(Batch batch);

        /** Says that the next rows do not go on with the order of those before. */
        default void endRun() {}

        /** Makes all rows taken durable; the target then knows of them. */
        void finish();

        /** Lets go of the writer; without {@link #finish()} before it, its rows are as if never written. */
        @Override
        void close();
    }
}
