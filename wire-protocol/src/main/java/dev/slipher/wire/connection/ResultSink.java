package dev.slipher.wire.connection;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.wire.format.ValueFormat;
import java.util.List;

/**
 * Takes what a statement gives and sends it to the client; one thread at a time uses it.
 *
 * <p>Its methods block while the client reads slower than the engine writes, so that at most {@value
 * #BUFFERED_BYTES_MAX} bytes wait in memory. Once the client is gone they throw 08006, and once the statement was
 * cancelled while they wait, 57014; the statement should end then.
 */
public interface ResultSink {
    /** About the most bytes of results that wait for a slow client before the sink blocks. */
    int BUFFERED_BYTES_MAX = 1 << 20;

    /** Begins a set of rows. */
    void columns(List<ResultColumn> columns);

    /** Sends all selected rows of {@code batch}, which is the caller's again once this returns. */
    default void rows(Batch batch) {
        rows(batch, 0, batch.selectedCount());
    }

    /**
     * Sends some of the selected rows of {@code batch}, which is the caller's again once this returns.
     *
     * @param from index among the selected rows
     */
    void rows(Batch batch, int from, int count);

    /**
     * Sends as many of these rows as go without waiting for the client; an engine that has something better to do with rows
     * than to wait, such as spilling them, offers them first. One row may exceed what is to wait in memory.
     *
     * @return how many rows were sent, from {@code from} on
     */
    int offer(Batch batch, int from, int count);

    /**
     * Ends a statement.
     *
     * @param tag such as {@code INSERT 0 5} or {@code SELECT 100}
     */
    void complete(String tag);

    /** Says that the portal stopped at its row limit and may be executed again. */
    void suspended();

    /** Says that the text held no statement. */
    void emptyQuery();

    /** Sends a notice at once. */
    void notice(Notice notice);

    /**
     * Returns whether one row, or one call of {@code copyLine}, would be sent without waiting for the client.
     */
    boolean isWritable();

    /**
     * Makes the call that is running end with {@code reason} where it waits for the client, and cancels it; how a statement
     * timeout reaches a statement whose client is slow. Called from any thread.
     */
    void interrupt(SlipherException reason);

    /**
     * Asks the client for the data of COPY FROM STDIN.
     *
     * @param columnCount the columns a line has
     */
    CopyInSource copyIn(ValueFormat format, int columnCount);

    /**
     * Begins the output of COPY TO STDOUT, which {@code complete} ends.
     *
     * @param columnCount the columns a line has
     */
    void copyOut(ValueFormat format, int columnCount);

    /**
     * Sends one line of COPY TO STDOUT in UTF-8, with its line end, or one row in binary; clients rely on one a call, and
     * get a line in their encoding.
     *
     * @throws SlipherException as {@link #rows} does; 22P05 for a character that the client's encoding has not
     */
    void copyLine(byte[] bytes, int offset, int length);
}
