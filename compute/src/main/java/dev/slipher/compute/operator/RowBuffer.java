package dev.slipher.compute.operator;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.encoding.BatchCodec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are kept to be read, once or more often: in memory as long as there is some, the rest in a file. One thread fills
 * it; then any may read.
 */
public final class RowBuffer implements AutoCloseable {
    private static final int BATCH_OVERHEAD_BYTES = 256;

    private final QueryContext query;
    private final PlanNode node;
    private final MemoryAccount account;
    private final BatchCodec codec = new BatchCodec();
    private final List<Batch> batches = new ArrayList<>();
    private final Set<Dictionary> dictionaries = Collections.newSetFromMap(new IdentityHashMap<>());
    private long reservedBytes;
    private @Nullable SpillFile file;

    /**
     * Makes an empty buffer.
     *
     * @param node whose rows they are, for statistics
     * @param account where memory is taken from, while it gives some
     */
    public RowBuffer(QueryContext query, PlanNode node, MemoryAccount account) {
        this.query = query;
        this.node = node;
        this.account = account;
    }

    /** Takes the selected rows of a batch, of which there is at least one; nobody may change them afterwards. */
    public void add(Batch batch) {
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

    private long bytes(Batch batch) {
        var rows = (long) batch.rowCount() + Batch.SLACK;
        long bytes = BATCH_OVERHEAD_BYTES;
        for (var c = 0; c < batch.columnCount(); c++) {
            bytes += switch (batch.column(c)) {
                case IntVector _ -> rows * Integer.BYTES;
                case DictionaryVector v -> rows * Integer.BYTES + firstUse(v.dictionary());
                case LongVector _ -> rows * Long.BYTES;
                case DoubleVector _ -> rows * Double.BYTES;
                case Int128Vector _ -> rows * 2 * Long.BYTES;
                case BytesVector v -> rows * Integer.BYTES + v.offsets()[batch.rowCount()];
                case ConstantVector _ -> 0;
            };
        }
        return bytes;
    }

    /** Returns what a dictionary takes if this is the first time that it is met, for all batches share it. */
    private long firstUse(Dictionary dictionary) {
        if (!dictionaries.add(dictionary)) {
            return 0;
        }
        return (long) dictionary.size() * Integer.BYTES + dictionary.offsets()[dictionary.size()];
    }

    /** Returns how many batches {@link #read} gives. */
    public int batchCount() {
        var spilled = file;
        return batches.size() + (spilled == null ? 0 : spilled.batchCount());
    }

    /** Returns a batch, which the reader may select from. */
    public Batch read(int index, BatchCodec reader) {
        var spilled = file;
        if (index < batches.size() || spilled == null) {
            return batches.get(index).withoutFirst(0);
        }
        return spilled.read(index - batches.size(), reader);
    }

    @Override
    public void close() {
        batches.clear();
        dictionaries.clear();
        account.release(reservedBytes);
        reservedBytes = 0;
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
