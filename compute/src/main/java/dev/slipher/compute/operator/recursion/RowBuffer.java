package dev.slipher.compute.operator.recursion;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.encoding.BatchCodec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of one round: in memory as long as there is some, the rest in a file. One thread fills it, then reads it. */
final class RowBuffer implements AutoCloseable {
    private static final int BATCH_OVERHEAD_BYTES = 256;

    private final QueryContext query;
    private final PlanNode node;
    private final MemoryAccount account;
    private final BatchCodec codec = new BatchCodec();
    private final List<Batch> batches = new ArrayList<>();
    private long reservedBytes;
    private @Nullable SpillFile file;

    RowBuffer(QueryContext query, PlanNode node, MemoryAccount account) {
        this.query = query;
        this.node = node;
        this.account = account;
    }

    /** Takes a batch, to keep it. */
    void add(Batch batch) {
        var bytes = bytes(batch);
        if (file == null && account.tryReserve(bytes)) {
            reservedBytes += bytes;
            batches.add(batch);
            return;
        }
        var target = file;
        if (target == null) {
            target = query.openSpillFile(node);
            file = target;
        }
        target.append(batch, codec);
    }

    private static long bytes(Batch batch) {
        long rows = batch.rowCount();
        long bytes = BATCH_OVERHEAD_BYTES;
        for (var c = 0; c < batch.columnCount(); c++) {
            bytes += switch (batch.column(c)) {
                case IntVector _, DictionaryVector _ -> rows * Integer.BYTES;
                case LongVector _ -> rows * Long.BYTES;
                case DoubleVector _ -> rows * Double.BYTES;
                case Int128Vector _ -> rows * 2 * Long.BYTES;
                case BytesVector v -> rows * Integer.BYTES + v.offsets()[batch.rowCount()];
                case ConstantVector _ -> 0;
            };
        }
        return bytes;
    }

    boolean isEmpty() {
        return batches.isEmpty() && file == null;
    }

    /** Returns the batches from the first on, which the reader may select from. */
    Iterator<Batch> iterator() {
        var held = batches.stream().map(RowBuffer::view);
        var spilled = file;
        var reader = new BatchCodec();
        return spilled == null
                ? held.iterator()
                : Stream.concat(held, IntStream.range(0, spilled.batchCount()).mapToObj(i -> spilled.read(i, reader)))
                        .iterator();
    }

    private static Batch view(Batch batch) {
        var columns = new Vector[batch.columnCount()];
        for (var c = 0; c < columns.length; c++) {
            columns[c] = batch.column(c);
        }
        return new Batch(columns, batch.rowCount());
    }

    @Override
    public void close() {
        batches.clear();
        account.release(reservedBytes);
        reservedBytes = 0;
        if (file != null) {
            file.close();
        }
    }
}
