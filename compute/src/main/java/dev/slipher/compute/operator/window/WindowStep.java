package dev.slipher.compute.operator.window;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.fragment.PlanNode.Window;
import dev.slipher.compute.memory.AddressList;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.memory.RowLayout;
import dev.slipher.compute.memory.RowReader;
import dev.slipher.compute.memory.RowWrites;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.operator.sort.RowOrder;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Gathers sorted rows until a partition is complete, then puts it out with the results of all calls. */
final class WindowStep implements Step {
    /** Bytes reserved a row and call for results, a boxed value each. */
    private static final int RESULT_BYTES = 32;

    private final Window node;
    private final List<WindowFunction> functions;
    private final Worker worker;
    private final Step next;
    private final RowHeap heap;
    private final RowAppender rows;
    private final AddressList addresses;
    private final RowOrder partitions;
    private final RowOrder order;
    private final RowReader reader;
    private final Batch output;
    private final int[] fresh = new int[Batch.CAPACITY];
    private final int[] chunk = new int[Batch.CAPACITY];
    private final int[] kept = new int[Batch.CAPACITY];

    WindowStep(
            QueryContext query,
            Window node,
            List<ColumnShape> input,
            List<WindowFunction> functions,
            Worker worker,
            Step next) {
        this.node = node;
        this.functions = functions;
        this.worker = worker;
        this.next = next;
        var layout = new RowLayout(
                input.stream().map(shape -> shape.type().physicalKind()).toList(), 1);
        heap = query.openHeap(layout, query.openAccount(node));
        rows = new RowAppender(heap);
        addresses = query.closeLater(new AddressList(heap.account()));
        partitions = new RowOrder(layout, WindowCompiler.partitionKeys(node));
        order = new RowOrder(layout, node.orderBy());
        reader = new RowReader(layout, Shapes.narrow(input));
        output = new Batch(new Vector[input.size() + functions.size()], 0);
    }

    @Override
    public void push(Batch batch) {
        var count = batch.selectedCount();
        if (!rows.tryPrepare(
                        count, RowWrites.bytesNeeded(rows, batch, heap.layout().columnCount()))
                || !addresses.tryPrepare(count)) {
            throw refused();
        }
        rows.append(batch, fresh);
        for (var i = 0; i < count; i++) {
            if (addresses.size() > 0
                    && !partitions.equal(
                            heap,
                            addresses.addresses()[0],
                            fresh[i],
                            node.partitionBy().size())) {
                emit();
                addresses.truncate(0);
            }
            addresses.add(fresh[i]);
        }
        if (addresses.size() < rows.rowCount() / 2) {
            dropEmitted();
        }
    }

    private RuntimeException refused() {
        return heap.account().refused(8L * heap.layout().rowLongs() * (rows.rowCount() + 1), "a window's partition");
    }

    /** Gives the memory of partitions that were put out back, keeping the rows of the one that is not complete. */
    private void dropEmitted() {
        if (addresses.size() > Batch.CAPACITY) {
            return;
        }
        var left = addresses.size();
        addresses.copy(0, left, kept);
        var columns = new Vector[heap.layout().columnCount()];
        for (var c = 0; c < columns.length; c++) {
            columns[c] = reader.read(heap, c, kept, null, left);
        }
        var batch = new Batch(columns, left);
        rows.release();
        if (!rows.tryPrepare(left, RowWrites.bytesNeeded(rows, batch, columns.length))) {
            throw refused();
        }
        rows.append(batch, fresh);
        addresses.truncate(0);
        for (var i = 0; i < left; i++) {
            addresses.add(fresh[i]);
        }
    }

    private void emit() {
        var size = addresses.size();
        if (size == 0) {
            return;
        }
        var resultBytes = (long) RESULT_BYTES * size * functions.size() + 8L * size;
        heap.account().reserve(resultBytes, "a window's results");
        try {
            var partition = new SortedPartition(size);
            var results = new ArrayList<Datum[]>();
            for (var function : functions) {
                worker.checkpoint();
                var values = new Datum[size];
                function.compute(partition, values);
                results.add(values);
            }
            for (var from = 0; from < size; from += Batch.CAPACITY) {
                emit(from, Math.min(Batch.CAPACITY, size - from), results);
            }
        } finally {
            heap.account().release(resultBytes);
        }
    }

    private void emit(int from, int count, List<Datum[]> results) {
        worker.checkpoint();
        addresses.copy(from, count, chunk);
        var inputs = heap.layout().columnCount();
        for (var c = 0; c < inputs; c++) {
            output.setColumn(c, reader.read(heap, c, chunk, null, count));
        }
        for (var f = 0; f < results.size(); f++) {
            var kind = node.calls().get(f).call().type().physicalKind();
            output.setColumn(inputs + f, Vectors.of(kind, Arrays.copyOfRange(results.get(f), from, from + count)));
        }
        output.setRows(count);
        next.push(output);
    }

    @Override
    public void finish() {
        emit();
        rows.release();
        addresses.close();
        next.finish();
    }

    private final class SortedPartition implements WindowPartition {
        private final int[] groupOf;
        private final int[] groupStarts;
        private final int groups;

        private SortedPartition(int size) {
            groupOf = new int[size];
            var starts = new int[size + 1];
            var count = 0;
            for (var i = 0; i < size; i++) {
                var isNew = i == 0
                        || !order.equal(
                                heap,
                                addresses.addresses()[i - 1],
                                addresses.addresses()[i],
                                node.orderBy().size());
                if (isNew) {
                    starts[count++] = i;
                }
                groupOf[i] = count - 1;
            }
            starts[count] = size;
            groupStarts = starts;
            groups = count;
        }

        @Override
        public int size() {
            return groupOf.length;
        }

        @Override
        public Datum value(int row, int column) {
            return heap.datum(addresses.addresses()[row], column);
        }

        @Override
        public int peerStart(int row) {
            return groupStarts[groupOf[row]];
        }

        @Override
        public int peerEnd(int row) {
            return groupStarts[groupOf[row] + 1];
        }

        @Override
        public int peerGroup(int row) {
            return groupOf[row];
        }

        @Override
        public int groupStart(int group) {
            return group >= groups ? size() : groupStarts[group];
        }

        @Override
        public int groupCount() {
            return groups;
        }
    }
}
