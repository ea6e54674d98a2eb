package dev.slipher.compute.operator.window;

import dev.slipher.compute.fragment.Frame;
import dev.slipher.compute.fragment.PlanNode.Window;
import dev.slipher.compute.memory.AddressList;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.Pieces;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.operator.sort.RowOrder;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.type.Datum;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one partition in the window's order, by number from 0. They lie in memory; once that was refused, all but
 * the last lie on disk, and when the partition is complete all do, a few stretches at a time being in memory. Functions
 * walk the rows forward, each with a few places of its own, so that a stretch is loaded about once a place.
 */
final class PartitionRows implements AutoCloseable {
    /** Rows of a batch on disk: few, since several stretches are in memory at once. */
    private static final int SPILLED_ROWS = 256;

    private static final int MAX_STRETCHES = 8;

    /** Values after which the query may be cancelled. */
    private static final int CHECKED = 1 << 14;

    /** What a stretch should have of the memory that is certain. */
    private static final long STRETCH_BYTES = 16 << 10;

    private final QueryContext query;
    private final Window node;
    private final Worker worker;
    private final RowHeap heap;
    private final RowOrder order;
    private final RowSpill spill;
    private final AddressList addresses;
    private final int[] chunk = new int[Batch.CAPACITY];
    private final Stretch[] stretches;
    private final Stretch output;
    private @Nullable SpillFile file;
    private Stretch current;
    private long uses;
    private int asked;

    PartitionRows(QueryContext query, Window node, Worker worker, RowHeap heap) {
        this.query = query;
        this.node = node;
        this.worker = worker;
        this.heap = heap;
        order = new RowOrder(heap.layout(), node.orderBy());
        spill = new RowSpill(heap.layout(), RowOrder.PREFIX_SLOT);
        addresses = query.closeLater(new AddressList(heap.account()));
        var room = heap.account().guaranteedBytes() / 2;
        stretches = new Stretch[Math.clamp(room / STRETCH_BYTES, 3, MAX_STRETCHES)];
        for (var i = 0; i < stretches.length; i++) {
            stretches[i] = new Stretch(room / (stretches.length + 1));
        }
        output = new Stretch(room / (stretches.length + 1));
        current = stretches[0];
    }

    /** Returns how many rows the partition has. */
    long size() {
        return (file == null ? 0 : file.rowCount()) + addresses.size();
    }

    boolean isSpilled() {
        return file != null;
    }

    /** Returns the addresses of the rows that are not on disk. */
    AddressList inMemory() {
        return addresses;
    }

    /** Moves the rows that are in memory to disk; their memory is the caller's to give back. */
    void spill() {
        var target = file;
        if (target == null) {
            target = query.openSpillFile(node);
            file = target;
        }
        for (var from = 0; from < addresses.size(); from += SPILLED_ROWS) {
            worker.checkpoint();
            var count = Math.min(SPILLED_ROWS, addresses.size() - from);
            addresses.copy(from, count, chunk);
            worker.write(target, spill.toBatch(heap, chunk, count));
        }
        addresses.truncate(0);
    }

    /** Forgets all rows, of which those in memory are the caller's to give back. */
    void clear() {
        addresses.truncate(0);
        for (var stretch : stretches) {
            stretch.unload();
        }
        output.unload();
        if (file != null) {
            file.close();
            file = null;
        }
    }

    /** Returns the value of a column; the partition is complete. Frames may ask for many for one result. */
    Datum value(long row, int column) {
        countAsked();
        return heap.datum(address(row), column);
    }

    /** Returns whether the value of a column is null. */
    boolean isNull(long row, int column) {
        countAsked();
        return heap.isNull(address(row), column);
    }

    private void countAsked() {
        if ((++asked & CHECKED - 1) == 0) {
            worker.checkpoint();
        }
    }

    /**
     * Reserves memory for the time that the partition's functions run. A partition on disk has none to give, since what
     * is certain is for its stretches.
     */
    boolean tryReserve(long byteCount) {
        return file == null && heap.account().tryReserve(byteCount);
    }

    void release(long byteCount) {
        heap.account().release(byteCount);
    }

    /** Returns whether a row differs from the one before in the window's order, or is the first. */
    boolean startsGroup(long row) {
        return row == 0
                || !order.equal(
                        heap, address(row - 1), address(row), node.orderBy().size());
    }

    /** Returns an end of the frames by RANGE; there is one order column. */
    RangeEnd rangeEnd(Frame.Bound.Offset bound, boolean isStart) {
        var column = node.orderBy().getFirst();
        var offset = RangeOffset.of(
                bound,
                node.input().types().get(column.columnIndex()),
                query.evaluation().time().zone());
        return new RangeEnd(this, column, offset, !bound.following(), isStart);
    }

    private int address(long row) {
        if (file == null) {
            return addresses.addresses()[(int) row];
        }
        if (!current.holds(row)) {
            current = find(row);
        }
        current.lastUse = ++uses;
        return current.addresses[(int) (row - current.first)];
    }

    private Stretch find(long row) {
        var oldest = stretches[0];
        for (var stretch : stretches) {
            if (stretch.holds(row)) {
                return stretch;
            }
            if (stretch.lastUse < oldest.lastUse) {
                oldest = stretch;
            }
        }
        oldest.load(row);
        return oldest;
    }

    /** Makes room for a stretch, but keeps the one that was used last, since an address in it may be at hand. */
    private void unloadOthers(Stretch loading) {
        for (var stretch : stretches) {
            if (stretch != loading && stretch.lastUse < uses) {
                stretch.unload();
            }
        }
    }

    /**
     * Fills {@code target} with the addresses of rows from {@code from} on, which are valid until the next call.
     *
     * @return how many there are, at least one and at most {@code most}
     */
    int take(long from, int most, int[] target) {
        if (file == null) {
            var count = Math.min(most, addresses.size() - (int) from);
            addresses.copy((int) from, count, target);
            return count;
        }
        if (!output.holds(from)) {
            output.load(from);
        }
        var offset = (int) (from - output.first);
        var count = Math.min(most, output.count - offset);
        System.arraycopy(output.addresses, offset, target, 0, count);
        return count;
    }

    @Override
    public void close() {
        clear();
        addresses.close();
    }

    /** Some rows of one batch on disk that are in memory. */
    private final class Stretch {
        private final long mostBytes;
        private final RowAppender rows = new RowAppender(heap);
        private final int[] addresses = new int[SPILLED_ROWS];
        private long first;
        private int count;
        private long lastUse;

        private Stretch(long mostBytes) {
            this.mostBytes = mostBytes;
        }

        private boolean holds(long row) {
            return row >= first && row < first + count;
        }

        private void load(long row) {
            worker.checkpoint();
            unload();
            var source = file;
            if (source == null) {
                throw new IllegalStateException("no rows are on disk");
            }
            var index = source.batchOf(row);
            var batch = worker.read(source, index);
            first = source.firstRow(index);
            if (tryLoad(batch)) {
                // All of it, since some functions also walk back.
                count = batch.rowCount();
                return;
            }
            var from = (int) (row - first);
            first = row;
            count = Pieces.takeSome(batch, from, this::tryLoad);
            if (count == 0) {
                unloadOthers(this);
                count = Pieces.takeSome(batch, from, this::tryLoad);
            }
            if (count == 0) {
                throw heap.account().refused(8L * heap.layout().rowLongs(), "a window's partition");
            }
        }

        private boolean tryLoad(Batch part) {
            if (spill.tryAppend(part, rows, addresses)
                    && (rows.heldBytes() <= mostBytes || part.selectedCount() == 1)) {
                return true;
            }
            rows.release();
            return false;
        }

        private void unload() {
            rows.release();
            count = 0;
        }
    }
}
