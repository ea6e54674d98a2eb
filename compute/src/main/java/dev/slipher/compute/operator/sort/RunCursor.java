package dev.slipher.compute.operator.sort;

import dev.slipher.compute.memory.AddressList;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.batch.Batch;

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

    /** A run on disk, of which one batch at a time is in memory. */
    final class OnDisk implements RunCursor {
        private final SortRows sort;
        private final SpillFile file;
        private final Worker worker;
        private final RowAppender rows;
        private final RowSpill spill;
        private final int[] addresses = new int[Batch.CAPACITY];
        private int nextBatch;
        private int count;
        private int position;

        OnDisk(SortRows sort, SpillFile file, Worker worker) {
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
            if (nextBatch == file.batchCount()) {
                return false;
            }
            worker.checkpoint();
            rows.release();
            var batch = file.read(nextBatch++, worker.codec());
            if (!spill.tryAppend(batch, rows, addresses)) {
                throw sort.heap()
                        .account()
                        .refused(8L * batch.rowCount() * sort.heap().layout().rowLongs(), "merging the runs of a sort");
            }
            count = batch.rowCount();
            sort.order().writePrefixes(sort.heap(), addresses, count);
            position = 0;
            return true;
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
