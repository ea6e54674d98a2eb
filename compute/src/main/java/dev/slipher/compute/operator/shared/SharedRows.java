package dev.slipher.compute.operator.shared;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.operator.BatchCopy;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.RowBuffer;
import dev.slipher.compute.operator.Source;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.operator.WorkerAccounts;
import dev.slipher.storage.batch.Batch;
import java.util.ArrayList;
import java.util.List;

/** The rows of a shared subplan, of each worker a part; they go when the last place that reads them has done so. */
public final class SharedRows {
    private final QueryContext query;
    private final PlanNode.Shared node;
    private final WorkerAccounts accounts;
    private final List<RowBuffer> parts = new ArrayList<>();
    private int readers;

    /** Makes room for a subplan's rows, while the plan is compiled. */
    public SharedRows(QueryContext query, PlanNode.Shared node) {
        this.query = query;
        this.node = node;
        accounts = query.divide(query.openAccountOfRows(node));
    }

    /** Returns what takes a worker's rows; not thread-safe, as no step is. */
    public Step step(Worker worker) {
        var part = query.closeLater(new RowBuffer(query, node, accounts.of(worker)));
        return new Step() {
            @Override
            public void push(Batch batch) {
                part.add(BatchCopy.compact(batch));
            }

            @Override
            public void finish() {
                hand(part);
            }
        };
    }

    private synchronized void hand(RowBuffer part) {
        parts.add(part);
    }

    /** Returns what gives all rows to one place of the plan, while it is compiled. */
    public synchronized Source newReader() {
        readers++;
        return new SharedSource(this);
    }

    /** Returns the parts, once all workers are through. */
    synchronized List<RowBuffer> parts() {
        return List.copyOf(parts);
    }

    /** Notes that one reader has had all rows. */
    synchronized void endReader() {
        readers--;
        if (readers == 0) {
            parts.forEach(RowBuffer::close);
            parts.clear();
        }
    }
}
