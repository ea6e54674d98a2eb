package dev.slipher.compute.operator.sort;

import dev.slipher.compute.memory.AddressList;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.operator.Pieces;
import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;

/** A place in a sorted run. */
sealed interface RunCursor extends AutoCloseable {
    /** Makes the next rows addressable, giving up those before; returns false at the end of the run. */
    boolean prepare();

    boolean hasRow();

    int address();

    void next();

    @Override
    void close();

    /** A run whose rows all stay in memory. */
    final class InMemory implements RunCursor {
        private final AddressList run;
        private int position;

        InMemory(AddressList run) {
            this.run = run;
        }

        @Override
        public boolean prepare() {
            return hasRow();
        }

        @Override
        public boolean hasRow() {
            return position < run.size();
        }

        @Override
        public int address() {
            return run.addresses()[position];
        }

        @Override
        public void next() {
            position++;
        }

        @Override
        public void close() {}
    }

    /** A run on disk, of which one batch at a time is in memory, or as much of it as has room. */
    final class OnDisk implements RunCursor {
        private final SortRows sort;
        private final SpillFile file;
        private final Worker worker;
        private final long mostBytes;
        private final RowAppender rows;
        private final RowSpill spill;
        private final int[] addresses = new int[Batch.CAPACITY];
        private Batch batch = new Batch(new Vector[0], 0);
        private int taken;
        private int nextBatch;
        private int count;
        private int position;

        /**
         * Opens a run.
         *
         * @param mostBytes what its rows may take at once; a single row always may
         */
        OnDisk(SortRows sort, SpillFile file, Worker worker, long mostBytes) {
            this.mostBytes = mostBytes;
            this.sort = sort;
            this.file = file;
            this.worker = worker;
            rows = new RowAppender(sort.heap());
            spill = new RowSpill(sort.heap().layout(), RowOrder.PREFIX_SLOT);
        }

        @Override
        public boolean prepare() {
            if (hasRow()) {
                return true;
            }
            rows.release();
            if (taken == batch.rowCount()) {
                if (nextBatch == file.batchCount()) {
                    return false;
                }
                worker.checkpoint();
                batch = worker.read(file, nextBatch++);
                taken = 0;
            }
            count = Pieces.takeSome(batch, taken, this::tryLoad);
            if (count == 0) {
                throw sort.heap().account().refused(8L * sort.heap().layout().rowLongs(), "merging the runs of a sort");
            }
            taken += count;
            sort.order().writePrefixes(sort.heap(), addresses, count);
            position = 0;
            return true;
        }

        private boolean tryLoad(Batch part) {
            if (spill.tryAppend(part, rows, addresses)
                    && (rows.heldBytes() <= mostBytes || part.selectedCount() == 1)) {
                return true;
            }
            rows.release();
            return false;
        }

        @Override
        public boolean hasRow() {
            return position < count;
        }

        @Override
        public int address() {
            return addresses[position];
        }

        @Override
        public void next() {
            position++;
        }

        @Override
        public void close() {
            rows.release();
            file.close();
        }
    }
}
