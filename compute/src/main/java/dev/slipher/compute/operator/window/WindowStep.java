package dev.slipher.compute.operator.window;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.fragment.PlanNode.Window;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.memory.RowLayout;
import dev.slipher.compute.memory.RowReader;
import dev.slipher.compute.memory.RowWrites;
import dev.slipher.compute.operator.Pieces;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.operator.sort.RowOrder;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import java.util.Arrays;
import java.util.List;

/**
 * Gathers sorted rows until a partition is complete, then puts it out with the results of all calls. Rows of partitions
 * that were put out stay in memory until there are many of them; a partition for which memory is refused goes to disk.
 */
final class WindowStep implements Step {
    private final Window node;
    private final List<WindowFunction> functions;
    private final Worker worker;
    private final Step next;
    private final RowHeap heap;
    private final RowAppender rows;
    private final PartitionRows partition;
    /** The partition's last row when all of its rows have gone to disk, to compare the next one with. */
    private final RowAppender boundary;

    private int lastAddress;
    private final RowOrder partitions;
    private final RowReader reader;
    private final RowSpill copies;
    private final Batch output;
    private final Datum[][] results;
    private final int[] fresh = new int[Batch.CAPACITY];
    private final int[] chunk = new int[Batch.CAPACITY];

    WindowStep(
            QueryContext query,
            MemoryAccount account,
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
        heap = query.openHeap(layout, account);
        rows = new RowAppender(heap);
        boundary = new RowAppender(heap);
        partition = new PartitionRows(query, node, worker, heap);
        partitions = new RowOrder(layout, WindowCompiler.partitionKeys(node));
        reader = new RowReader(layout, Shapes.narrow(input));
        copies = new RowSpill(layout, RowOrder.PREFIX_SLOT);
        output = new Batch(new Vector[input.size() + functions.size()], 0);
        results = new Datum[functions.size()][Batch.CAPACITY];
    }

    @Override
    public void push(Batch batch) {
        if (!Pieces.tryTake(batch, this::tryAdd)) {
            throw refused();
        }
        if (partition.inMemory().size() < rows.rowCount() / 2) {
            dropEmitted();
        }
    }

    private RuntimeException refused() {
        return heap.account().refused(8L * heap.layout().rowLongs(), "a window's partition");
    }

    private boolean tryAdd(Batch batch) {
        if (!tryAppend(batch)) {
            spill();
            if (!tryAppend(batch)) {
                return false;
            }
        }
        var addresses = partition.inMemory();
        for (var i = 0; i < batch.selectedCount(); i++) {
            if (partition.size() > 0 && !continues(fresh[i])) {
                emit();
            }
            addresses.add(fresh[i]);
            lastAddress = fresh[i];
        }
        return true;
    }

    private boolean continues(int address) {
        return partitions.equal(heap, lastAddress, address, node.partitionBy().size());
    }

    /** Appends rows, leaving half of the certain memory to the reading of what is on disk. */
    private boolean tryAppend(Batch batch) {
        var count = batch.selectedCount();
        var prepared = rows.tryPrepare(
                        count, RowWrites.bytesNeeded(rows, batch, heap.layout().columnCount()))
                && partition.inMemory().tryPrepare(count);
        var fits = !partition.isSpilled()
                || rows.rowCount() == 0 && count == 1
                || rows.heldBytes() + partition.inMemory().heldBytes()
                        <= heap.account().guaranteedBytes() / 2;
        if (prepared && fits) {
            rows.append(batch, fresh);
            return true;
        }
        if (rows.rowCount() == 0) {
            rows.release();
        }
        return false;
    }

    /** Moves the partition to disk as far as it is known, all but its last row. */
    private void spill() {
        if (partition.inMemory().size() == 0) {
            rows.release();
            return;
        }
        // A batch of its own, so that it outlives the rows.
        var last = copies.toBatch(heap, new int[] {lastAddress}, 1);
        partition.spill();
        partition.inMemory().close();
        rows.release();
        boundary.release();
        if (!copies.tryAppend(last, boundary, chunk)) {
            throw refused();
        }
        lastAddress = chunk[0];
    }

    /** Gives the memory of partitions that were put out back, keeping the rows of the one that is not complete. */
    private void dropEmitted() {
        var left = partition.inMemory().size();
        if (left == 0) {
            rows.release();
            return;
        }
        if (left > Batch.CAPACITY) {
            return;
        }
        partition.inMemory().copy(0, left, chunk);
        var kept = copies.toBatch(heap, chunk, left);
        rows.release();
        if (!copies.tryAppend(kept, rows, fresh)) {
            throw refused();
        }
        partition.inMemory().truncate(0);
        for (var i = 0; i < left; i++) {
            partition.inMemory().add(fresh[i]);
        }
        lastAddress = fresh[left - 1];
    }

    private void emit() {
        if (partition.size() == 0) {
            return;
        }
        if (partition.isSpilled()) {
            partition.spill();
        }
        var evaluations =
                functions.stream().map(function -> function.over(partition)).toList();
        for (var from = 0L; from < partition.size(); ) {
            worker.checkpoint();
            var count = (int) Math.min(Batch.CAPACITY, partition.size() - from);
            for (var f = 0; f < results.length; f++) {
                for (var i = 0; i < count; i++) {
                    results[f][i] = evaluations.get(f).next(from + i);
                }
            }
            for (var done = 0; done < count; ) {
                var taken = partition.take(from + done, count - done, chunk);
                push(done, taken);
                done += taken;
            }
            from += count;
        }
        evaluations.forEach(WindowFunction.Evaluation::close);
        partition.clear();
    }

    private void push(int from, int count) {
        var inputs = heap.layout().columnCount();
        for (var c = 0; c < inputs; c++) {
            output.setColumn(c, reader.read(heap, c, chunk, null, count));
        }
        for (var f = 0; f < results.length; f++) {
            var kind = node.calls().get(f).call().type().physicalKind();
            output.setColumn(inputs + f, Vectors.of(kind, Arrays.copyOfRange(results[f], from, from + count)));
        }
        output.setRows(count);
        next.push(output);
    }

    @Override
    public void finish() {
        emit();
        rows.release();
        boundary.release();
        partition.close();
        next.finish();
    }
}
