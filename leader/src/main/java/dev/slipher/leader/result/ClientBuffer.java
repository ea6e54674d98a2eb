package dev.slipher.leader.result;

import dev.slipher.compute.pipeline.BatchConsumer;
import dev.slipher.leader.schedule.Cancellation;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Sends rows to the client while it takes them, and keeps them in a store as soon as it does not, so that the engine goes
 * on at its own pace and the query ends, whatever the client does. Only when the store is full, the engine waits for the
 * client.
 */
public final class ClientBuffer implements BatchConsumer, AutoCloseable {
    private final RowOutlet outlet;
    private final ResultStore store;
    private final Cancellation cancellation;
    private long rowCount;

    /** Makes a buffer before an outlet, whose waiting {@code cancellation} ends. */
    public ClientBuffer(RowOutlet outlet, ResultSpace space, Cancellation cancellation) {
        this.outlet = outlet;
        this.store = new ResultStore(space);
        this.cancellation = cancellation;
    }

    @Override
    public void accept(Batch batch) {
        int count = batch.selectedCount();
        rowCount += count;
        store.offer(outlet::offer);
        int sent = store.isDrained() ? outlet.offer(batch, 0, count) : 0;
        if (sent < count) {
            keep(sent == 0 ? batch : rest(batch, sent));
        }
    }

    private void keep(Batch batch) {
        while (!store.tryAppend(batch)) {
            if (store.isDrained()) {
                send(batch, 0, batch.selectedCount());
                return;
            }
            store.take(Batch.CAPACITY, this::send);
        }
    }

    /** Returns the selected rows from index {@code from} on, over the same vectors. */
    private static Batch rest(Batch batch, int from) {
        int @Nullable [] selection = batch.selection();
        var positions = new int[batch.selectedCount() - from];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = selection == null ? from + i : selection[from + i];
        }
        var columns = new Vector[batch.columnCount()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = batch.column(i);
        }
        var rest = new Batch(columns, batch.rowCount());
        rest.select(positions, positions.length);
        return rest;
    }

    /** Sends what is left, at the client's pace; the query has given back its slot and memory by now. */
    public void drain() {
        store.take(Long.MAX_VALUE, this::send);
    }

    private void send(Batch batch, int from, int count) {
        cancellation.check();
        outlet.send(batch, from, count);
    }

    /** Returns how many rows came. */
    public long rowCount() {
        return rowCount;
    }

    @Override
    public void close() {
        store.close();
    }
}
