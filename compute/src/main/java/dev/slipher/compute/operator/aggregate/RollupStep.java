package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.fragment.PlanNode.Aggregate;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowWrites;
import dev.slipher.compute.operator.Hashing;
import dev.slipher.compute.operator.Pieces;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.util.stream.IntStream;

/**
 * Adds the groups of all keys, as {@link GroupSource#ofStates} gives them, to those of each grouping set: the rows
 * themselves are grouped only once.
 */
final class RollupStep implements Step {
    private final Aggregate node;
    private final GroupRows rows;
    private final WorkerGroups groups;
    /** Holds the states of one batch, which have no strings, while they are merged. */
    private final RowAppender incoming;

    private final Hashing hashing;
    private final ConstantVector[] missing;
    private final Vector[] keys;
    private final Batch input;
    private final int[] identity = IntStream.range(0, Batch.CAPACITY).toArray();
    private final long[] hashes = new long[Batch.CAPACITY];
    private final int[] addresses = new int[Batch.CAPACITY];
    private final int[] incomingAddresses = new int[Batch.CAPACITY];

    /**
     * Makes the step of a worker.
     *
     * @param grouping by the node's keys and the number of the set
     */
    RollupStep(Aggregate node, Grouping grouping, Worker worker) {
        this.node = node;
        rows = grouping.rows();
        groups = new WorkerGroups(grouping, worker);
        incoming = new RowAppender(grouping.heap(), groups.account());
        hashing = new Hashing(rows.keyColumns());
        missing = IntStream.range(0, node.groupBy().size())
                .mapToObj(k -> new ConstantVector(rows.layout().kind(k), Datum.Null.NULL))
                .toArray(ConstantVector[]::new);
        keys = new Vector[rows.keyCount()];
        input = new Batch(new Vector[rows.layout().columnCount()], 0);
    }

    @Override
    public void push(Batch batch) {
        for (var set = 0; set < node.groupingSets().size(); set++) {
            var members = node.groupingSets().get(set);
            for (var k = 0; k < missing.length; k++) {
                keys[k] = members.contains(k) ? batch.column(k) : missing[k];
            }
            keys[missing.length] = new ConstantVector(PhysicalKind.INT32, new Datum.Integral(set));
            for (var c = 0; c < rows.layout().columnCount(); c++) {
                input.setColumn(c, c < keys.length ? keys[c] : batch.column(c - 1));
            }
            input.setRows(batch.rowCount());
            if (!Pieces.tryTake(input, this::tryAdd)) {
                throw groups.refused();
            }
        }
    }

    private boolean tryAdd(Batch piece) {
        if (!groups.tryMakeRoom(() -> tryPrepare(piece), incoming::release)) {
            return false;
        }
        var count = piece.selectedCount();
        var selection = piece.selection();
        hashing.hash(piece, hashes);
        groups.table().lookUp(keys, selection == null ? identity : selection, hashes, count, addresses, groups.rows());
        incoming.allocate(count, incomingAddresses);
        var heap = incoming.heap();
        RowWrites.clearNulls(heap, incomingAddresses, count);
        for (var c = keys.length; c < piece.columnCount(); c++) {
            RowWrites.write(incoming, c, piece.column(c), selection, incomingAddresses, count);
        }
        for (var call = 0; call < rows.accumulators().size(); call++) {
            var accumulator = rows.accumulators().get(call);
            for (var i = 0; i < count; i++) {
                accumulator.merge(heap, rows.slot(call), addresses[i], incomingAddresses[i]);
            }
        }
        incoming.clearRows();
        return true;
    }

    private boolean tryPrepare(Batch piece) {
        var count = piece.selectedCount();
        var keyBytes = 0L;
        for (var c = 0; c < keys.length; c++) {
            keyBytes += RowWrites.bytesNeeded(groups.rows(), c, piece.column(c), piece.selection(), count);
        }
        return groups.table().tryPrepare(count)
                && groups.rows().tryPrepare(count, keyBytes)
                && incoming.tryPrepare(count, 0);
    }

    @Override
    public void finish() {
        incoming.release();
        groups.finish();
    }
}
