package dev.slipher.compute.operator.recursion;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.PlanNode.Recursion;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.operator.BatchCopy;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.RowBuffer;
import dev.slipher.compute.operator.Source;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.encoding.BatchCodec;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Puts out the rows of the base term, then round by round those that the recursive term makes of the last round's. A round
 * is made only when someone still wants rows, so that a LIMIT ends what has no end.
 */
public final class RecursionSource implements Source {
    private final Recursion node;
    private final QueryContext query;
    private final BoundInputs inputs;
    private final MemoryAccount account;
    private final PartRunner runner;

    /** Makes a source, while the plan is compiled. */
    public RecursionSource(Recursion node, QueryContext query, BoundInputs inputs, PartRunner runner) {
        this.node = node;
        this.query = query;
        this.inputs = inputs;
        this.runner = runner;
        account = query.openAccountOfParts(node);
    }

    @Override
    public int parallelism() {
        return 1;
    }

    @Override
    public Feed open(Worker worker) {
        return new Rounds(worker);
    }

    /** The rounds of one execution; a morsel is a round. */
    private final class Rounds implements Feed {
        private final Worker worker;
        private final @Nullable KnownRows known;
        private @Nullable RowBuffer last;

        private Rounds(Worker worker) {
            this.worker = worker;
            known = node.distinct() ? new KnownRows(node.types(), account) : null;
        }

        @Override
        public boolean run(Step target) {
            var before = last;
            RowBuffer round;
            if (before == null) {
                round = make(node.base(), inputs);
            } else {
                round = make(node.step(), inputs.withWorkingTable(node.workingTable(), () -> batches(before)));
                before.close();
            }
            last = round;
            for (var batches = batches(round); batches.hasNext() && !worker.isStopped(); ) {
                worker.checkpoint();
                Source.push(target, batches.next());
            }
            return round.batchCount() > 0;
        }

        private static Iterator<Batch> batches(RowBuffer rows) {
            var reader = new BatchCodec();
            return IntStream.range(0, rows.batchCount())
                    .mapToObj(i -> rows.read(i, reader))
                    .iterator();
        }

        private RowBuffer make(PlanNode term, BoundInputs bound) {
            var rows = new RowBuffer(query, node, account);
            worker.block(() -> runner.run(term, bound, account, batch -> {
                if (known != null) {
                    known.selectNew(batch);
                }
                if (batch.selectedCount() > 0) {
                    rows.add(BatchCopy.compact(batch));
                }
            }));
            worker.checkpoint();
            return rows;
        }

        @Override
        public void close() {
            if (last != null) {
                last.close();
            }
            if (known != null) {
                known.close();
            }
        }
    }
}
