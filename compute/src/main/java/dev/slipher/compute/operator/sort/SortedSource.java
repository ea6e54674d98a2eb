package dev.slipher.compute.operator.sort;

import dev.slipher.compute.memory.RowReader;
import dev.slipher.compute.operator.Source;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import java.util.ArrayList;
import java.util.List;

/** The rows of a finished sort in order, from {@code offset} on. */
final class SortedSource implements Source {
    /** Runs on disk that are merged at once, if there is memory for a batch of each. */
    private static final int MAX_FAN_IN = 16;

    /** What a run should have of the memory that is certain. */
    private static final long RUN_BYTES = 64 << 10;

    private final SortRows sort;
    private final boolean[] narrow;
    private final long offset;

    SortedSource(SortRows sort, boolean[] narrow, long offset) {
        this.sort = sort;
        this.narrow = narrow;
        this.offset = offset;
    }

    @Override
    public int parallelism() {
        return 1;
    }

    @Override
    public Feed open(Worker worker) {
        return new SortedFeed(worker);
    }

    private final class SortedFeed implements Feed {
        private final Worker worker;
        private final RowReader reader;
        private final Batch batch;
        private final int[] addresses = new int[Batch.CAPACITY];
        private int count;
        private long toSkip = offset;
        private long toEmit = sort.keep() - offset;
        private boolean done;

        private SortedFeed(Worker worker) {
            this.worker = worker;
            reader = new RowReader(sort.heap().layout(), narrow);
            batch = new Batch(new Vector[sort.heap().layout().columnCount()], 0);
        }

        @Override
        public boolean run(Step target) {
            if (done) {
                return false;
            }
            done = true;
            var cursors = new ArrayList<RunCursor>();
            for (var run : sort.runs()) {
                cursors.add(new RunCursor.InMemory(run));
            }
            if (!sort.files().isEmpty()) {
                sort.endParts();
            }
            for (var file : reduce(sort.files())) {
                cursors.add(open(file));
            }
            merge(cursors, address -> add(address, target), () -> flush(target));
            flush(target);
            cursors.forEach(RunCursor::close);
            return true;
        }

        private int fanIn() {
            return Math.clamp(sort.heap().account().guaranteedBytes() / RUN_BYTES, 2, MAX_FAN_IN);
        }

        private RunCursor open(SpillFile file) {
            return new RunCursor.OnDisk(
                    sort, file, worker, sort.heap().account().guaranteedBytes() / fanIn());
        }

        /** Merges runs on disk into fewer, until they can be merged at once. */
        private List<SpillFile> reduce(List<SpillFile> files) {
            var left = new ArrayList<>(files);
            while (left.size() > fanIn()) {
                var first = List.copyOf(left.subList(0, fanIn()));
                left.subList(0, first.size()).clear();
                var cursors = new ArrayList<RunCursor>();
                first.forEach(file -> cursors.add(open(file)));
                var merged = new RunWriter(sort, worker);
                merge(cursors, merged::add, merged::flush);
                cursors.forEach(RunCursor::close);
                first.forEach(SpillFile::close);
                left.add(merged.finish());
            }
            return left;
        }

        /**
         * Takes the least row of all cursors until none is left.
         *
         * @param flush called before a cursor gives up rows that were taken
         */
        private void merge(List<RunCursor> cursors, RowTarget target, Runnable flush) {
            var open = new ArrayList<>(cursors);
            open.removeIf(cursor -> !cursor.prepare());
            if (open.size() == 1) {
                var only = open.getFirst();
                do {
                    while (only.hasRow()) {
                        if (!target.take(only.address())) {
                            return;
                        }
                        only.next();
                    }
                    flush.run();
                } while (only.prepare());
                return;
            }
            while (!open.isEmpty()) {
                var least = open.getFirst();
                for (var i = 1; i < open.size(); i++) {
                    if (sort.order().compare(sort.heap(), open.get(i).address(), sort.heap(), least.address()) < 0) {
                        least = open.get(i);
                    }
                }
                if (!target.take(least.address())) {
                    return;
                }
                least.next();
                if (!least.hasRow()) {
                    flush.run();
                    if (!least.prepare()) {
                        open.remove(least);
                    }
                }
            }
        }

        private boolean add(int address, Step target) {
            if (toSkip > 0) {
                if (toSkip-- % Batch.CAPACITY == 0) {
                    worker.checkpoint();
                }
                return true;
            }
            if (toEmit-- <= 0) {
                return false;
            }
            addresses[count++] = address;
            if (count == Batch.CAPACITY) {
                flush(target);
            }
            return !worker.isStopped();
        }

        private void flush(Step target) {
            if (count == 0) {
                return;
            }
            worker.checkpoint();
            for (var c = 0; c < batch.columnCount(); c++) {
                batch.setColumn(c, reader.read(sort.heap(), c, addresses, null, count));
            }
            batch.setRows(count);
            count = 0;
            target.push(batch);
        }
    }

    /** Takes rows in order; returns false when it wants no more. */
    @FunctionalInterface
    private interface RowTarget {
        boolean take(int address);
    }
}
