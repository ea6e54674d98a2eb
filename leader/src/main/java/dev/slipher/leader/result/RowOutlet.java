package dev.slipher.leader.result;

import dev.slipher.storage.batch.Batch;
import dev.slipher.wire.connection.ResultSink;

/** A form in which rows go to the client: those of a SELECT, or the lines of COPY TO STDOUT. */
public interface RowOutlet {
    /** Sends some of the selected rows, at the client's pace. */
    void send(Batch batch, int from, int count);

    /**
     * Sends as many of these rows as go without waiting for the client.
     *
     * @return how many
     */
    int offer(Batch batch, int from, int count);

    /** Returns the form of a SELECT's rows, whose columns the sink knows. */
    static RowOutlet rows(ResultSink sink) {
        return new RowOutlet() {
            @Override
            public void send(Batch batch, int from, int count) {
                sink.rows(batch, from, count);
            }

            @Override
            public int offer(Batch batch, int from, int count) {
                return sink.offer(batch, from, count);
            }
        };
    }
}
