package dev.slipher.leader.result;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.connection.CopyInSource;
import dev.slipher.wire.connection.Notice;
import dev.slipher.wire.connection.ResultColumn;
import dev.slipher.wire.connection.ResultSink;
import dev.slipher.wire.format.ValueFormat;
import java.util.List;
import java.util.function.Consumer;

/** A sink that keeps rows for later. */
public final class StoringSink implements ResultSink {
    private final ResultStore store;
    private final Consumer<List<ResultColumn>> told;

    /**
     * Makes a sink that appends to {@code store}.
     *
     * @param told of the columns that the rows have
     */
    public StoringSink(ResultStore store, Consumer<List<ResultColumn>> told) {
        this.store = store;
        this.told = told;
    }

    @Override
    public void columns(List<ResultColumn> columns) {
        told.accept(columns);
    }

    @Override
    public void rows(Batch batch) {
        store.append(batch);
    }

    @Override
    public void rows(Batch batch, int from, int count) {
        if (from != 0 || count != batch.selectedCount()) {
            throw new IllegalArgumentException("part of a batch");
        }
        store.append(batch);
    }

    @Override
    public int offer(Batch batch, int from, int count) {
        rows(batch, from, count);
        return count;
    }

    @Override
    public void complete(String tag) {}

    @Override
    public void suspended() {}

    @Override
    public void emptyQuery() {}

    @Override
    public void notice(Notice notice) {}

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void interrupt(SlipherException reason) {}

    @Override
    public CopyInSource copyIn(ValueFormat format, int columnCount) {
        throw noCopy();
    }

    @Override
    public void copyOut(ValueFormat format, int columnCount) {
        throw noCopy();
    }

    @Override
    public void copyLine(byte[] bytes, int offset, int length) {
        throw noCopy();
    }

    private static SlipherException noCopy() {
        return new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "COPY cannot be fetched in parts");
    }
}
