package dev.slipher.compute.source;

import dev.slipher.storage.batch.Batch;
import java.util.function.Consumer;

/** Rows from outside the warehouse that several workers read at once, each through a reader of its own. */
public interface ParallelSource {
    /** Returns a new reader for one worker; all readers together give each row once. */
    Reader open();

    /** One worker's hold on the source; used by one thread at a time. */
    interface Reader extends AutoCloseable {
        /**
         * Reads some rows, for at most a few milliseconds' work.
         *
         * @param out takes each batch, which is valid until it returns
         * @return false when nothing is left for any reader
         */
        boolean read(Consumer<Batch> out);

        /** Lets go of the reader's buffers. */
        @Override
        void close();
    }
}
