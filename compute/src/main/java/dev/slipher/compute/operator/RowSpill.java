package dev.slipher.compute.operator;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.memory.RowLayout;
import dev.slipher.compute.memory.RowReader;
import dev.slipher.compute.memory.RowWrites;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;

/**
 * Moves rows of a heap to spill files and back: a file's batches have the row's columns, then one header long, the hash.
 * One instance serves one thread.
 */
public final class RowSpill {
    /** Bits of a hash that choose among the partitions of one level. */
    public static final int PARTITION_BITS = 6;

    public static final int PARTITIONS = 1 << PARTITION_BITS;

    /** Levels after which the bits of a hash are used up. */
    public static final int MAX_LEVEL = 64 / PARTITION_BITS - 1;

    private final RowLayout layout;
    private final int hashSlot;
    private final RowReader reader;
    private final LongVector hashes = LongVector.allocate(Batch.CAPACITY);
    private final Batch batch;
    private final int[][] pending = new int[PARTITIONS][];
    private final int[] pendingCounts = new int[PARTITIONS];

    public RowSpill(RowLayout layout, int hashSlot) {
        this.layout = layout;
        this.hashSlot = hashSlot;
        reader = new RowReader(layout);
        batch = new Batch(new Vector[layout.columnCount() + 1], 0);
    }

    /** Returns the partition of a hash, of which each level has {@value #PARTITIONS}. */
    public static int partition(long hash, int level) {
        return (int) (hash >>> 64 - PARTITION_BITS * (level + 1)) & PARTITIONS - 1;
    }

    /** Returns files for the partitions of a node's rows. */
    public static SpillFile[] openFiles(QueryContext query, PlanNode node) {
        var files = new SpillFile[PARTITIONS];
        for (var i = 0; i < files.length; i++) {
            files[i] = query.openSpillFile(node);
        }
        return files;
    }

    /** Writes all rows of an appender, which still holds them, to the files of their partitions. */
    public void write(RowAppender rows, SpillFile[] files, int level, Worker worker) {
        var heap = rows.heap();
        for (var p = 0; p < rows.pageCount(); p++) {
            var used = rows.usedLongs(p);
            for (var offset = 0; offset + layout.rowLongs() <= used; offset += layout.rowLongs()) {
                add(heap, rows.pageId(p) << RowHeap.OFFSET_BITS | offset, files, level, worker);
            }
        }
        flush(heap, files, worker);
    }

    /** Writes some rows to the files of their partitions. */
    public void write(RowHeap heap, int[] addresses, int count, SpillFile[] files, int level, Worker worker) {
        for (var i = 0; i < count; i++) {
            add(heap, addresses[i], files, level, worker);
        }
        flush(heap, files, worker);
    }

    /** Takes one row, which stays in the heap until {@link #flush}. */
    public void add(RowHeap heap, int address, SpillFile[] files, int level, Worker worker) {
        var hash = heap.pages()[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + hashSlot];
        var partition = partition(hash, level);
        if (pending[partition] == null) {
            pending[partition] = new int[Batch.CAPACITY];
        }
        pending[partition][pendingCounts[partition]++] = address;
        if (pendingCounts[partition] == Batch.CAPACITY) {
            writeBatch(heap, partition, files[partition], worker);
        }
    }

    /** Writes the rows taken that are not written yet. */
    public void flush(RowHeap heap, SpillFile[] files, Worker worker) {
        for (var partition = 0; partition < PARTITIONS; partition++) {
            if (pendingCounts[partition] > 0) {
                writeBatch(heap, partition, files[partition], worker);
            }
        }
    }

    private void writeBatch(RowHeap heap, int partition, SpillFile file, Worker worker) {
        worker.checkpoint();
        worker.write(file, toBatch(heap, pending[partition], pendingCounts[partition]));
        pendingCounts[partition] = 0;
    }

    /** Returns rows as a batch that is valid until the next call. */
    public Batch toBatch(RowHeap heap, int[] addresses, int count) {
        var columns = layout.columnCount();
        for (var c = 0; c < columns; c++) {
            batch.setColumn(c, reader.read(heap, c, addresses, null, count));
        }
        var pages = heap.pages();
        for (var i = 0; i < count; i++) {
            hashes.values()[i] =
                    pages[addresses[i] >>> RowHeap.OFFSET_BITS][(addresses[i] & RowHeap.OFFSET_MASK) + hashSlot];
        }
        batch.setColumn(columns, hashes);
        batch.setRows(count);
        return batch;
    }

    /**
     * Adds the selected rows of a batch, whose last column holds their hashes, as it does in files.
     *
     * @return false if memory was refused and nothing added
     */
    public boolean tryAppend(Batch batch, RowAppender target, int[] addresses) {
        var count = batch.selectedCount();
        if (!target.tryPrepare(count, RowWrites.bytesNeeded(target, batch, layout.columnCount()))) {
            return false;
        }
        target.append(batch, addresses);
        var pages = target.heap().pages();
        var vector = batch.column(layout.columnCount());
        var selection = batch.selection();
        for (var i = 0; i < count; i++) {
            pages[addresses[i] >>> RowHeap.OFFSET_BITS][(addresses[i] & RowHeap.OFFSET_MASK) + hashSlot] =
                    Vectors.longAt(vector, selection == null ? i : selection[i]);
        }
        return true;
    }

    /** Splits the selected rows of a batch, whose last column holds their hashes, among files without more memory. */
    void split(Batch rows, SpillFile[] files, int level, Worker worker) {
        var vector = rows.column(layout.columnCount());
        var selection = rows.selection();
        var count = rows.selectedCount();
        var positions = new int[PARTITIONS][];
        var counts = new int[PARTITIONS];
        for (var i = 0; i < count; i++) {
            var row = selection == null ? i : selection[i];
            var partition = partition(Vectors.longAt(vector, row), level);
            if (positions[partition] == null) {
                positions[partition] = new int[count];
            }
            positions[partition][counts[partition]++] = row;
        }
        for (var partition = 0; partition < PARTITIONS; partition++) {
            if (counts[partition] > 0) {
                rows.select(positions[partition], counts[partition]);
                worker.write(files[partition], rows);
            }
        }
        if (selection == null) {
            rows.setRows(rows.rowCount());
        } else {
            rows.select(selection, count);
        }
    }
}
