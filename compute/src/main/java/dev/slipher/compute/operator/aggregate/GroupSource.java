package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.memory.AddressList;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.memory.RowReader;
import dev.slipher.compute.operator.PartitionWriter;
import dev.slipher.compute.operator.Pieces;
import dev.slipher.compute.operator.RowMoves;
import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Source;
import dev.slipher.compute.operator.SpillTurns;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The finished groups of a {@link Grouping}: key columns, then the results of the calls, or their states. A morsel is a
 * partition.
 */
final class GroupSource implements Source {
    private static final int MAX_GROUPS = 1 << 29;

    private final Grouping grouping;
    private final AtomicInteger nextPartition = new AtomicInteger();
    private final SpillTurns turns = new SpillTurns();
    private final List<Integer> emptyGroups;
    private final boolean showsStates;

    /** Makes a source of groups that have rows, with the columns of their states instead of results. */
    static GroupSource ofStates(Grouping grouping) {
        return new GroupSource(grouping, List.of(), true);
    }

    /**
     * Makes a source of results.
     *
     * @param emptyGroups values of the last key, each of which has a group even if there are no rows; for a grouping
     *     without keys there is always one group
     */
    GroupSource(Grouping grouping, List<Integer> emptyGroups) {
        this(grouping, emptyGroups, false);
    }

    private GroupSource(Grouping grouping, List<Integer> emptyGroups, boolean showsStates) {
        this.grouping = grouping;
        this.emptyGroups = emptyGroups;
        this.showsStates = showsStates;
    }

    @Override
    public int parallelism() {
        return grouping.isPartitioned() ? RowSpill.PARTITIONS : 1;
    }

    @Override
    public Feed open(Worker worker) {
        return new GroupFeed(worker);
    }

    private final class GroupFeed implements Feed {
        private final Worker worker;
        private final GroupRows rows = grouping.rows();
        private final RowHeap heap = grouping.heap();
        private final RowReader reader = new RowReader(rows.layout());
        private final RowSpill spill = new RowSpill(rows.layout(), GroupRows.HASH_SLOT);
        private final int[] addresses = new int[Batch.CAPACITY];
        private final Batch batch = new Batch(
                new Vector
                        [showsStates
                                ? rows.layout().columnCount()
                                : rows.keyCount() + rows.accumulators().size()],
                0);

        private GroupFeed(Worker worker) {
            this.worker = worker;
        }

        @Override
        public boolean run(Step target) {
            var files = grouping.filesOrNull();
            if (files != null) {
                return turns.run(worker, (partition, alone) -> mergeFile(files[partition], 1, alone, target));
            }
            var partition = nextPartition.getAndIncrement();
            if (!grouping.isPartitioned()) {
                if (partition > 0) {
                    return false;
                }
                emitWhole(target);
                return true;
            }
            if (partition >= RowSpill.PARTITIONS) {
                return false;
            }
            var pieces = new ArrayList<Piece>();
            grouping.partitioned().forEach(parts -> pieces.add(new Piece(parts[partition], -1)));
            grouping.loose().forEach(whole -> pieces.add(new Piece(whole, partition)));
            mergeMemory(pieces, target);
            grouping.partitioned().forEach(parts -> parts[partition].release());
            return true;
        }

        private void emitWhole(Step target) {
            var loose = grouping.loose();
            if (loose.isEmpty()) {
                if (rows.keyCount() == 0) {
                    emitEmptyGroup(new Vector[0], target);
                }
                for (var value : emptyGroups) {
                    var keys = new Vector[rows.keyCount()];
                    for (var k = 0; k < keys.length - 1; k++) {
                        keys[k] = new ConstantVector(rows.layout().kind(k), Datum.Null.NULL);
                    }
                    keys[keys.length - 1] = new ConstantVector(PhysicalKind.INT32, new Datum.Integral(value));
                    emitEmptyGroup(keys, target);
                }
                return;
            }
            if (loose.size() == 1) {
                emitAll(loose.getFirst(), target);
            } else {
                mergeMemory(loose.stream().map(whole -> new Piece(whole, -1)).toList(), target);
            }
            loose.forEach(RowAppender::release);
        }

        private void emitEmptyGroup(Vector[] keys, Step target) {
            var account = grouping.account(worker);
            var appender = new RowAppender(heap, account);
            if (!appender.tryPrepare(1, 0)) {
                throw account.refused(8L * rows.layout().rowLongs(), "an aggregation");
            }
            addresses[0] = appender.allocate();
            GroupTable.writeKeys(rows, appender, keys, new int[1], addresses, 1);
            emit(addresses, 1, target);
        }

        private void emitAll(RowAppender whole, Step target) {
            var rowLongs = rows.layout().rowLongs();
            for (var p = 0; p < whole.pageCount(); p++) {
                var used = whole.usedLongs(p);
                var count = 0;
                for (var offset = 0; offset + rowLongs <= used; offset += rowLongs) {
                    addresses[count++] = whole.pageId(p) << RowHeap.OFFSET_BITS | offset;
                    if (count == Batch.CAPACITY) {
                        emit(addresses, count, target);
                        count = 0;
                    }
                }
                emit(addresses, count, target);
            }
        }

        private void emit(int[] groups, int count, Step target) {
            if (count == 0 || worker.isStopped()) {
                return;
            }
            worker.checkpoint();
            var stored = showsStates ? rows.layout().columnCount() : rows.keyCount();
            for (var c = 0; c < stored; c++) {
                batch.setColumn(c, reader.read(heap, c, groups, null, count));
            }
            for (var c = 0; c < rows.accumulators().size() && !showsStates; c++) {
                batch.setColumn(
                        rows.keyCount() + c, rows.accumulators().get(c).result(heap, rows.slot(c), groups, count));
            }
            batch.setRows(count);
            target.push(batch);
        }

        /** Merges rows that are in memory, as is room for a table over them. */
        private void mergeMemory(List<Piece> pieces, Step target) {
            var total = pieces.stream()
                    .mapToLong(piece -> piece.appender().rowCount())
                    .sum();
            var account = grouping.merging();
            try (var table = new GroupTable(rows, heap, account);
                    var live = new AddressList(account)) {
                if (total > MAX_GROUPS || !table.tryPrepare((int) total) || !live.tryPrepare(total)) {
                    throw account.refused(GroupTable.bytesFor(total), "an aggregation");
                }
                pieces.forEach(piece -> merge(piece, table, live));
                table.close();
                emitLive(live, target);
            }
        }

        private void merge(Piece piece, GroupTable table, AddressList live) {
            forEachRow(piece, address -> {
                if (table.merge(address)) {
                    live.add(address);
                }
            });
            worker.checkpoint();
        }

        private void forEachRow(Piece piece, IntConsumer action) {
            var appender = piece.appender();
            var rowLongs = rows.layout().rowLongs();
            for (var p = 0; p < appender.pageCount(); p++) {
                var page = heap.pages()[appender.pageId(p)];
                var used = appender.usedLongs(p);
                var base = appender.pageId(p) << RowHeap.OFFSET_BITS;
                for (var offset = 0; offset + rowLongs <= used; offset += rowLongs) {
                    if (piece.partition() < 0
                            || RowSpill.partition(page[offset + GroupRows.HASH_SLOT], 0) == piece.partition()) {
                        action.accept(base | offset);
                    }
                }
            }
        }

        private void mergeFiles(SpillFile[] files, int level, Step target) {
            for (var file : files) {
                if (file.batchCount() > 0) {
                    mergeFile(file, level + 1, true, target);
                }
                file.close();
            }
        }

        /**
         * Merges the rows of a spill partition.
         *
         * @param level that of the next cut
         * @param alone whether to cut it into smaller ones if it does not fit
         * @return false if it was left as it is
         */
        private boolean mergeFile(SpillFile file, int level, boolean alone, Step target) {
            var loaded = new RowAppender(heap);
            try (var table = new GroupTable(rows, heap, heap.account());
                    var live = new AddressList(heap.account())) {
                Predicate<Batch> adding = part -> tryMerge(part, loaded, table, live);
                for (var b = 0; b < file.batchCount(); b++) {
                    worker.checkpoint();
                    var spilled = worker.read(file, b);
                    var taken = adding.test(spilled)
                            ? spilled.rowCount()
                            : live.size() == 0 ? Pieces.takeSome(spilled, 0, adding) : 0;
                    if (taken < spilled.rowCount()) {
                        if (!alone) {
                            return false;
                        }
                        if (level > RowSpill.MAX_LEVEL || live.size() == 0) {
                            throw heap.account().refused(8L * rows.layout().rowLongs(), "an aggregation");
                        }
                        var files = RowSpill.openFiles(grouping.query(), grouping.node());
                        spill.write(heap, live.addresses(), live.size(), files, level, worker);
                        table.close();
                        live.close();
                        loaded.release();
                        splitRest(file, b, spilled, taken, files, level);
                        mergeFiles(files, level, target);
                        return true;
                    }
                }
                table.close();
                emitLive(live, target);
                return true;
            } finally {
                loaded.release();
            }
        }

        /** Adds rows to the groups there are, or returns false if memory for them was refused. */
        private boolean tryMerge(Batch spilled, RowAppender loaded, GroupTable table, AddressList live) {
            var count = spilled.selectedCount();
            if (!table.tryPrepare(count) || !live.tryPrepare(count) || !spill.tryAppend(spilled, loaded, addresses)) {
                if (live.size() == 0) {
                    // What there was room for would leave too little for the rest of a smaller part.
                    table.close();
                    live.close();
                    loaded.release();
                }
                return false;
            }
            var pages = heap.pages();
            var kept = 0;
            for (var i = 0; i < count; i++) {
                if (kept < i) {
                    RowMoves.copy(
                            pages, addresses[i], addresses[kept], rows.layout().rowLongs());
                }
                if (table.merge(addresses[kept])) {
                    live.add(addresses[kept++]);
                }
            }
            loaded.drop(count - kept);
            return true;
        }

        /** Cuts what is left of a partition, from row {@code taken} of batch {@code index} on. */
        private void splitRest(SpillFile file, int index, Batch current, int taken, SpillFile[] files, int level) {
            current.select(IntStream.range(taken, current.rowCount()).toArray(), current.rowCount() - taken);
            var writer = new PartitionWriter(heap, heap.account(), spill, files, level, worker);
            writer.add(current);
            for (var b = index + 1; b < file.batchCount(); b++) {
                worker.checkpoint();
                writer.add(worker.read(file, b));
            }
            writer.flush();
            file.close();
        }

        private void emitLive(AddressList live, Step target) {
            for (var from = 0; from < live.size(); from += Batch.CAPACITY) {
                var count = Math.min(Batch.CAPACITY, live.size() - from);
                live.copy(from, count, addresses);
                emit(addresses, count, target);
            }
        }
    }

    /**
     * Rows to merge.
     *
     * @param partition the only one of the appender's rows that counts, -1 for all of them
     */
    private record Piece(RowAppender appender, int partition) {}
}
