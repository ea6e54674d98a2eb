package dev.slipher.leader.session;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.Writing;
import dev.slipher.compute.operator.RowTarget;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.leader.history.QueryRecord;
import dev.slipher.leader.result.ResultSpace;
import dev.slipher.leader.result.ResultStore;
import dev.slipher.leader.table.TableOrder;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.TableDefinition;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows that a client sends at its own pace, as COPY FROM STDIN does, on their way into segments.
 *
 * <p>They wait in a {@link ResultStore}, which takes 4 MB of memory and then disk, until they are {@value #PORTION_BYTES}
 * encoded bytes or the client has sent its last. Only then the statement takes its place in the queue, like any other that
 * writes, and with it memory for sorting and encoding; it gives both back as soon as the portion is in segments. So a
 * client that is slow keeps no place, and no statement that has one waits for a client. While a portion waits for its
 * place, nothing more is read from the client.
 */
final class ClientRows implements RowTarget.Writer {
    static final long PORTION_BYTES = 64 << 20;

    private static final int SOURCE_ID = 0;
    private static final int TARGET_ID = 0;

    private final QueryExecutor queries;
    private final QueryRecord record;
    private final TableWrite write;
    private final PlanNode plan;
    private final ResultStore store;

    /**
     * @param record of the statement
     * @param write what the rows belong to, of all columns of the table
     */
    ClientRows(QueryExecutor queries, QueryRecord record, TableDefinition table, TableWrite write, ResultSpace space) {
        this.queries = queries;
        this.record = record;
        this.write = write;
        this.store = new ResultStore(space);
        this.plan = plan(table);
    }

    private static PlanNode plan(TableDefinition table) {
        var columnIds = table.columns().stream().map(Column::id).toList();
        var types = table.columns().stream().map(Column::type).toList();
        var rows = new PlanNode.LeaderRelation(SOURCE_ID, table.name(), types, PlanNode.Estimate.UNKNOWN);
        return new PlanNode.Write(
                TARGET_ID, Writing.Segments.ofCompleteRows(table), rows, TableOrder.of(table, columnIds));
    }

    @Override
    public void write(Batch batch) {
        if (!store.tryAppend(batch)) {
            writePortion();
            if (!store.tryAppend(batch)) {
                write(List.of(batch).iterator());
            }
        }
        if (store.byteCount() >= PORTION_BYTES) {
            writePortion();
        }
    }

    private void writePortion() {
        if (store.isDrained()) {
            return;
        }
        write(new Iterator<>() {
            private Optional<Batch> next = store.takeBatch();

            @Override
            public boolean hasNext() {
                return next.isPresent();
            }

            @Override
            public Batch next() {
                var batch = next.orElseThrow();
                next = store.takeBatch();
                return batch;
            }
        });
    }

    private void write(Iterator<Batch> rows) {
        var inputs =
                new BoundInputs(Map.of(), Map.of(SOURCE_ID, () -> rows), Map.of(), Map.of(TARGET_ID, write.target()));
        queries.run(plan, inputs, record, _ -> {});
        record.waiting();
    }

    @Override
    public void finish() {
        writePortion();
    }

    @Override
    public void close() {
        store.close();
    }
}
