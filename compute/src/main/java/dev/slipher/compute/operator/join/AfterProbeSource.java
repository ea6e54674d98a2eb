package dev.slipher.compute.operator.join;

import dev.slipher.compute.fragment.JoinKind;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.memory.RowReader;
import dev.slipher.compute.operator.PartitionWriter;
import dev.slipher.compute.operator.Pieces;
import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Source;
import dev.slipher.compute.operator.SpillTurns;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.Vector;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a join puts out after the last probe row: build rows chosen by whether they have a match, and all rows of the spill
 * partitions, joined one by one, by all workers while they fit. A partition that does not fit is cut into smaller ones; one
 * that cannot be cut, because its keys are all the same, is joined in pieces of the build side, each against all its probe
 * rows.
 */
final class AfterProbeSource implements Source {
    private final JoinBuild whole;
    private final JoinProbe probe;
    private final JoinSpec spec;
    private final AtomicInteger nextAppender = new AtomicInteger();
    private final SpillTurns turns = new SpillTurns();

    AfterProbeSource(JoinBuild whole, JoinProbe probe) {
        this.whole = whole;
        this.probe = probe;
        spec = whole.spec();
    }

    @Override
    public int parallelism() {
        return whole.isSpilled()
                ? RowSpill.PARTITIONS
                : Math.max(1, whole.rows().size());
    }

    @Override
    public boolean mayHaveRows() {
        return whole.isSpilled() || spec.keepsBuildRows();
    }

    @Override
    public Feed open(Worker worker) {
        return new AfterProbeFeed(worker);
    }

    private final class AfterProbeFeed implements Feed {
        private final Worker worker;
        private final RowHeap heap = whole.heap();
        private final RowSpill spill = new RowSpill(spec.layout(), BuildRows.HASH_SLOT);
        private final int[] addresses = new int[Batch.CAPACITY];

        private AfterProbeFeed(Worker worker) {
            this.worker = worker;
        }

        @Override
        public boolean run(Step target) {
            if (!whole.isSpilled()) {
                return spec.keepsBuildRows() && runUnspilled(target);
            }
            var files = probe.settledFiles();
            return files != null
                    && turns.run(
                            worker,
                            (partition, alone) -> join(whole.files()[partition], files[partition], 1, alone, target));
        }

        /** Puts out the last rows of one worker's build rows. */
        private boolean runUnspilled(Step target) {
            var index = nextAppender.getAndIncrement();
            var loaded = whole.loaded();
            if (index >= loaded.rows().size()) {
                return false;
            }
            emitLast(
                    new LoadedBuild(heap, List.of(loaded.rows().get(index)), loaded.table(), loaded.dictionaries()),
                    target);
            return true;
        }

        /**
         * Joins a partition.
         *
         * @param level that of the next cut
         * @param alone whether to cut it if it does not fit
         * @return false if it was left as it is
         */
        private boolean join(SpillFile build, SpillFile probed, int level, boolean alone, Step target) {
            worker.checkpoint();
            if (!tryJoinWhole(build, probed, target)) {
                if (!alone) {
                    return false;
                }
                if (build.batchCount() == 0) {
                    // Not even the table of no rows found room.
                    throw refused();
                }
                if (spec.hasKeys() && level <= RowSpill.MAX_LEVEL && cutHelps(build)) {
                    cut(build, probed, level, target);
                } else {
                    joinInPieces(build, probed, target);
                }
            }
            build.close();
            probed.close();
            return true;
        }

        /** Returns false, with nothing put out, if the build rows or their table do not fit. */
        private boolean tryJoinWhole(SpillFile build, SpillFile probed, Step target) {
            var loaded = new RowAppender(heap);
            BuildTable table = null;
            try {
                if (load(build, loaded) < build.batchCount()) {
                    return false;
                }
                if (spec.hasKeys()) {
                    table = HashedTable.tryCreate(heap, spec.buildKeys(), loaded.rowCount());
                    if (table == null) {
                        return false;
                    }
                }
                joinLoaded(loaded, table, probed, null, true, target);
                return true;
            } finally {
                if (table != null) {
                    table.close();
                }
                loaded.release();
            }
        }

        /** Loads batches until memory is refused; returns the first that is not loaded. */
        private int load(SpillFile build, RowAppender loaded) {
            for (var b = 0; b < build.batchCount(); b++) {
                worker.checkpoint();
                var batch = worker.read(build, b);
                if (!spill.tryAppend(batch, loaded, addresses)) {
                    return b;
                }
                clearNext(batch.rowCount());
            }
            return build.batchCount();
        }

        private void clearNext(int count) {
            var pages = heap.pages();
            for (var i = 0; i < count; i++) {
                pages[addresses[i] >>> RowHeap.OFFSET_BITS][
                        (addresses[i] & RowHeap.OFFSET_MASK) + BuildRows.NEXT_SLOT] = 0;
            }
        }

        private void joinLoaded(
                RowAppender loaded,
                @Nullable BuildTable table,
                SpillFile probed,
                @Nullable ProbeMatches matches,
                boolean last,
                Step target) {
            if (table != null) {
                table.insert(loaded, spec.keepsBuildRows() ? spec.notNullBuild() : new int[0], worker);
            }
            var side = new LoadedBuild(
                    heap, List.of(loaded), table, new Dictionary[spec.layout().columnCount()]);
            var step = new ProbeStep(whole, side, worker, target);
            for (var b = 0; b < probed.batchCount(); b++) {
                worker.checkpoint();
                var batch = withoutHash(worker.read(probed, b));
                step.probe(batch);
                if (matches != null) {
                    matches.unite(b, step.matched(), last);
                }
                if (last) {
                    step.complete(batch);
                }
            }
            if (spec.keepsBuildRows()) {
                emitLast(side, target);
            }
        }

        private Batch withoutHash(Batch spilled) {
            var columns = new Vector[spec.probeColumns()];
            for (var c = 0; c < columns.length; c++) {
                columns[c] = spilled.column(c);
            }
            return new Batch(columns, spilled.rowCount());
        }

        /** Returns whether not all hashes are the same, judged by the first batch and the last. */
        private boolean cutHelps(SpillFile build) {
            var first = hashOf(build, 0, 0);
            for (var b = 0; b < build.batchCount(); b += Math.max(1, build.batchCount() / 8)) {
                var batch = worker.read(build, b);
                for (var i = 0; i < batch.rowCount(); i++) {
                    if (Vectors.longAt(batch.column(spec.layout().columnCount()), i) != first) {
                        return true;
                    }
                }
            }
            return false;
        }

        private long hashOf(SpillFile build, int batch, int row) {
            return Vectors.longAt(worker.read(build, batch).column(spec.layout().columnCount()), row);
        }

        private void cut(SpillFile build, SpillFile probed, int level, Step target) {
            var buildFiles = RowSpill.openFiles(whole.query(), spec.node());
            var probeFiles = RowSpill.openFiles(whole.query(), spec.node());
            var account = heap.account();
            cut(build, new PartitionWriter(heap, account, spill, buildFiles, level, worker));
            cut(probed, probe.writer(probeFiles, level, account, worker));
            for (var p = 0; p < RowSpill.PARTITIONS; p++) {
                join(buildFiles[p], probeFiles[p], level + 1, true, target);
            }
        }

        private void cut(SpillFile file, PartitionWriter writer) {
            for (var b = 0; b < file.batchCount(); b++) {
                worker.checkpoint();
                writer.add(worker.read(file, b));
            }
            writer.flush();
            file.close();
        }

        private void joinInPieces(SpillFile build, SpillFile probed, Step target) {
            var pairsOnly = spec.kind() == JoinKind.INNER || spec.kind() == JoinKind.RIGHT;
            try (var matches = pairsOnly ? null : new ProbeMatches(whole.query(), spec, worker)) {
                for (var from = 0L; from < build.rowCount(); ) {
                    var loaded = new RowAppender(heap);
                    BuildTable table = null;
                    try {
                        from = loadPiece(build, from, loaded);
                        if (spec.hasKeys()) {
                            table = HashedTable.tryCreate(heap, spec.buildKeys(), loaded.rowCount());
                            if (table == null) {
                                throw refused();
                            }
                        }
                        joinLoaded(loaded, table, probed, matches, from == build.rowCount(), target);
                        if (matches != null) {
                            matches.nextPiece();
                        }
                    } finally {
                        if (table != null) {
                            table.close();
                        }
                        loaded.release();
                    }
                }
            }
        }

        /** Loads at least a row, leaving room for a table over the piece; returns the first row that is not loaded. */
        private long loadPiece(SpillFile build, long from, RowAppender loaded) {
            for (var row = from; row < build.rowCount(); ) {
                worker.checkpoint();
                var index = build.batchOf(row);
                var batch = worker.read(build, index);
                var offset = (int) (row - build.firstRow(index));
                if (row > from && offset == 0) {
                    if (!tryAddToPiece(batch, loaded)) {
                        return row;
                    }
                    row += batch.rowCount();
                    continue;
                }
                var taken = Pieces.takeSome(batch, offset, part -> tryAddToPiece(part, loaded));
                if (taken == 0) {
                    throw refused();
                }
                row += taken;
                if (offset + taken < batch.rowCount()) {
                    return row;
                }
            }
            return build.rowCount();
        }

        private boolean tryAddToPiece(Batch batch, RowAppender loaded) {
            var account = heap.account();
            var count = batch.selectedCount();
            var tableBytes = spec.hasKeys() ? HashedTable.bytesFor(loaded.rowCount() + count) : 0;
            if (!account.tryReserve(tableBytes)) {
                return false;
            }
            var appended = spill.tryAppend(batch, loaded, addresses);
            account.release(tableBytes);
            if (appended) {
                clearNext(count);
            }
            return appended;
        }

        private RuntimeException refused() {
            return heap.account().refused(8L * spec.layout().rowLongs() + HashedTable.bytesFor(1), "a spilled join");
        }

        private void emitLast(LoadedBuild side, Step target) {
            var reader = new RowReader(spec.layout(), spec.narrow(), side.dictionaries());
            var nullColumns = spec.emitsPairs() ? spec.probeColumns() : 0;
            var output = new Batch(new Vector[nullColumns + spec.layout().columnCount()], 0);
            for (var c = 0; c < nullColumns; c++) {
                output.setColumn(c, spec.unread().get(c));
            }
            side.forEach(spec.lastRows(), (last, count) -> {
                worker.checkpoint();
                for (var c = 0; c < spec.layout().columnCount(); c++) {
                    output.setColumn(nullColumns + c, reader.read(heap, c, last, null, count));
                }
                output.setRows(count);
                target.push(output);
            });
        }
    }
}
