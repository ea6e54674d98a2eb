package dev.slipher.leader.session;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.operator.RowTarget;
import dev.slipher.compute.operator.write.RowCompletion;
import dev.slipher.leader.history.QueryRecord;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.encoding.BatchCodec;
import dev.slipher.storage.error.SlipherException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one statement adds to a table: few of them go into the log itself, many into segments.
 *
 * <p>Used by one thread.
 *
 * <p>Rows of a query are written as they come, {@link #within} the query's memory. Others, which a client sends, come
 * without a place in a queue: few need none, as in the log, and many are {@link ClientRows}.
 */
final class RowWriter implements AutoCloseable {
    /** Encoded rows up to this size travel in the log entry. */
    private static final int INLINE_BYTES = 128 << 10;

    private final SessionContext context;
    private final QueryExecutor queries;
    private final QueryRecord record;
    private final Table table;
    private final RowCompletion completion;
    private final List<Integer> columnIds;
    private final BatchCodec codec;
    private final List<Pack> packs = new ArrayList<>();
    private int packedBytes;
    private @Nullable TableWrite write;
    private @Nullable MemoryAccount account;
    private RowTarget.@Nullable Writer segments;
    private boolean isComplete;
    private long rowCount;

    private record Pack(int rowCount, byte[] bytes) {}

    /**
     * Prepares to write.
     *
     * @param record of the statement
     * @param sourceColumns permanent ids of the columns of the batches to come
     */
    RowWriter(
            SessionContext context,
            QueryExecutor queries,
            QueryRecord record,
            Table table,
            List<Integer> sourceColumns) {
        this.context = context;
        this.queries = queries;
        this.record = record;
        this.table = table;
        completion = new RowCompletion(
                table.definition(), sourceColumns, (columnId, count) -> context.drawIdentities(table, columnId, count));
        codec = context.rowCodec();
        columnIds = table.definition().columns().stream().map(Column::id).toList();
    }

    long rowCount() {
        return rowCount;
    }

    /**
     * Adds the selected rows of {@code batch}.
     *
     * @throws SlipherException 23502 for a null where none may be
     */
    void append(Batch batch) {
        if (batch.selectedCount() == 0) {
            return;
        }
        var complete = completion.complete(batch);
        rowCount += complete.selectedCount();
        if (segments != null) {
            segments.write(complete);
            return;
        }
        var bytes = codec.encode(complete);
        if (packedBytes + bytes.remaining() <= INLINE_BYTES) {
            var copy = new byte[bytes.remaining()];
            bytes.get(copy);
            packs.add(new Pack(complete.selectedCount(), copy));
            packedBytes += copy.length;
        } else {
            var opened = open();
            segments = opened;
            for (var pack : packs) {
                opened.write(codec.decode(ByteBuffer.wrap(pack.bytes)));
            }
            packs.clear();
            opened.write(complete);
        }
    }

    private RowTarget.Writer open() {
        var made = new TableWrite(context, table);
        write = made;
        var given = account;
        return given == null
                ? new ClientRows(
                        queries,
                        record,
                        table.definition(),
                        made,
                        context.warehouse().results())
                : made.openWriter(given);
    }

    /** Has segments written within {@code memory}, until what is returned is closed; they are durable once it is complete. */
    QueryExecutor.Keeping within(MemoryAccount memory) {
        account = memory;
        return new QueryExecutor.Keeping() {
            @Override
            public void complete() {
                RowWriter.this.complete();
            }

            @Override
            public void close() {
                RowWriter.this.close();
                account = null;
            }
        };
    }

    private void complete() {
        if (segments != null && !isComplete) {
            segments.finish();
        }
        isComplete = true;
    }

    /** Stages all rows in the session's transaction. */
    void finish() {
        complete();
        for (var pack : packs) {
            context.stage(table.oid(), new Action.AddRows(table.oid(), columnIds, pack.rowCount, pack.bytes));
        }
        if (write != null) {
            write.stage();
        }
    }

    /** Forgets segments that were not finished. */
    @Override
    public void close() {
        if (segments != null) {
            segments.close();
        }
    }
}
