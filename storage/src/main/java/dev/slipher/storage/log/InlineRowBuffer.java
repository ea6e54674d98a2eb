package dev.slipher.storage.log;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.InlineRows;
import dev.slipher.storage.catalog.RowPack;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.encoding.BatchCodec;
import dev.slipher.storage.type.PhysicalKind;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The inline rows of one table, decoded and joined into full batches as they are first read: later versions only add to the
 * committed ones, and later statements of a transaction to its own. Used by many threads.
 */
final class InlineRowBuffer {
    /** How many transactions may take turns in reading rows of their own without decoding all of them again. */
    private static final int OWN_RUNS = 4;

    private static final int OVERHEAD_BYTES = 1_000;

    private final BatchCodec codec = new BatchCodec();
    private Run committedRows = new Run();

    /** Those read last come last. */
    private final ArrayDeque<Run> ownRows = new ArrayDeque<>();

    private volatile int memoryBytes = OVERHEAD_BYTES;

    /** Packs that follow one another, and their rows. */
    private final class Run {
        private final List<RowPack> packs = new ArrayList<>();
        private final List<Group> groups = new ArrayList<>();

        /** Returns whether the packs that it has in common with {@code wanted} are the first of both. */
        private boolean leadsTo(TableDefinition table, List<RowPack> wanted) {
            var common = Math.min(packs.size(), wanted.size());
            return common > 0
                    && packs.get(common - 1).equals(wanted.get(common - 1))
                    && packs.getFirst().equals(wanted.getFirst())
                    && groups.stream().allMatch(group -> group.suits(table));
        }

        private void extend(TableDefinition table, List<RowPack> wanted) {
            for (var pack : wanted.subList(Math.min(packs.size(), wanted.size()), wanted.size())) {
                append(table, pack);
                packs.add(pack);
            }
        }

        private void append(TableDefinition table, RowPack pack) {
            if (groups.isEmpty() || !groups.getLast().columnIds.equals(pack.columnIds())) {
                var kinds =
                        pack.columnIds().stream().map(id -> kindOf(table, id)).toArray(PhysicalKind[]::new);
                groups.add(new Group(pack.firstRow(), pack.columnIds(), kinds));
            }
            groups.getLast().append(codec.decode(ByteBuffer.wrap(pack.bytes())));
        }

        private long memoryBytes() {
            return groups.stream()
                    .flatMap(group -> group.chunks.stream())
                    .mapToLong(RowChunk::memoryBytes)
                    .sum();
        }
    }

    /** Rows of packs that have the same columns. */
    private static final class Group {
        private final long firstRow;
        private final List<Integer> columnIds;
        private final PhysicalKind[] kinds;
        private final List<RowChunk> chunks = new ArrayList<>();
        private long rowCount;

        private Group(long firstRow, List<Integer> columnIds, PhysicalKind[] kinds) {
            this.firstRow = firstRow;
            this.columnIds = columnIds;
            this.kinds = kinds;
        }

        /** Returns whether it has values of all columns of a table that its packs have. */
        private boolean suits(TableDefinition table) {
            for (var i = 0; i < kinds.length; i++) {
                var column = table.findColumn(columnIds.get(i));
                if (column.isPresent() && column.get().type().physicalKind() != kinds[i]) {
                    return false;
                }
            }
            return true;
        }

        private void append(Batch batch) {
            for (var from = 0; from < batch.rowCount(); ) {
                if (chunks.isEmpty() || chunks.getLast().isFull()) {
                    chunks.add(new RowChunk(kinds));
                }
                from = chunks.getLast().append(batch, from);
            }
            rowCount += batch.rowCount();
        }

        private InlineBatches batches(long endRow, RowSet deleted, long tableFirstRow) {
            var count = Math.min(rowCount, endRow - firstRow);
            var batches = new ArrayList<Batch>();
            for (var i = 0; count > (long) i * Batch.CAPACITY; i++) {
                var rows = (int) Math.min(Batch.CAPACITY, count - (long) i * Batch.CAPACITY);
                batches.add(chunks.get(i).toBatch(rows));
            }
            return new InlineBatches(firstRow, columnIds, batches, deleted.shiftDown(firstRow - tableFirstRow));
        }
    }

    /** Returns the rows that {@code rows} has, of which those of the reading transaction itself come last. */
    synchronized List<InlineBatches> read(TableDefinition table, InlineRows rows) {
        var committed = rows.packs().stream().filter(pack -> pack.version() > 0).toList();
        var result = new ArrayList<InlineBatches>();
        for (var group : groupsOf(table, committed)) {
            if (!committed.isEmpty() && group.firstRow < committed.getLast().endRow()) {
                result.add(group.batches(committed.getLast().endRow(), rows.deleted(), rows.firstRow()));
            }
        }
        if (committed.size() < rows.packs().size()) {
            result.addAll(readOwn(table, rows));
        }
        var bytes = committedRows.memoryBytes()
                + ownRows.stream().mapToLong(Run::memoryBytes).sum();
        memoryBytes = (int) Math.min(Integer.MAX_VALUE, OVERHEAD_BYTES + bytes);
        return result;
    }

    /** Returns about what it takes of the heap, as of the last time that it was read. */
    int memoryBytes() {
        return memoryBytes;
    }

    /** Returns of the rows that {@code rows} has those of the reading transaction itself. */
    synchronized List<InlineBatches> readOwn(TableDefinition table, InlineRows rows) {
        var own = rows.packs().stream().filter(pack -> pack.version() == 0).toList();
        return own.isEmpty()
                ? List.of()
                : ownGroups(table, own).stream()
                        .filter(group -> group.firstRow < rows.endRow())
                        .map(group -> group.batches(rows.endRow(), rows.deleted(), rows.firstRow()))
                        .toList();
    }

    private List<Group> ownGroups(TableDefinition table, List<RowPack> wanted) {
        var run = ownRows.stream()
                .filter(known -> known.leadsTo(table, wanted))
                .findFirst()
                .orElseGet(Run::new);
        ownRows.remove(run);
        run.extend(table, wanted);
        ownRows.addLast(run);
        if (ownRows.size() > OWN_RUNS) {
            ownRows.removeFirst();
        }
        return run.groups;
    }

    private List<Group> groupsOf(TableDefinition table, List<RowPack> wanted) {
        if (committedRows.leadsTo(table, wanted)) {
            committedRows.extend(table, wanted);
            return committedRows.groups;
        }
        var made = new Run();
        made.extend(table, wanted);
        var isNewer = committedRows.packs.isEmpty()
                || (!wanted.isEmpty()
                        && wanted.getLast().endRow()
                                >= committedRows.packs.getLast().endRow());
        if (isNewer) {
            committedRows = made;
        }
        return made.groups;
    }

    /** Values of dropped columns are kept in their batches as bytes of length 0, until a reader of an older version comes. */
    private static PhysicalKind kindOf(TableDefinition table, int columnId) {
        return table.findColumn(columnId)
                .map(Column::type)
                .map(type -> type.physicalKind())
                .orElse(PhysicalKind.BYTES);
    }
}
