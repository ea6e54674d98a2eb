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
import java.util.ArrayList;
import java.util.List;

/**
 * The committed inline rows of one table, decoded and joined into full batches as they are first read; later versions
 * only add to it. Used by many threads.
 */
final class InlineRowBuffer {
    private final BatchCodec codec = new BatchCodec();

    /** The packs that {@link #groups} hold. */
    private List<RowPack> packs = new ArrayList<>();

    private List<Group> groups = new ArrayList<>();

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
        return result;
    }

    /** Returns of the rows that {@code rows} has those of the reading transaction itself. */
    synchronized List<InlineBatches> readOwn(TableDefinition table, InlineRows rows) {
        var own = new ArrayList<Group>();
        rows.packs().stream().filter(pack -> pack.version() == 0).forEach(pack -> append(table, own, pack));
        return own.stream()
                .map(group -> group.batches(rows.endRow(), rows.deleted(), rows.firstRow()))
                .toList();
    }

    private List<Group> groupsOf(TableDefinition table, List<RowPack> wanted) {
        var common = Math.min(packs.size(), wanted.size());
        if (common > 0
                && packs.get(common - 1).equals(wanted.get(common - 1))
                && packs.getFirst().equals(wanted.getFirst())
                && groups.stream().allMatch(group -> group.suits(table))) {
            for (var pack : wanted.subList(common, wanted.size())) {
                append(table, groups, pack);
                packs.add(pack);
            }
            return groups;
        }
        var made = new ArrayList<Group>();
        wanted.forEach(pack -> append(table, made, pack));
        var isNewer = packs.isEmpty()
                || (!wanted.isEmpty()
                        && wanted.getLast().endRow() >= packs.getLast().endRow());
        if (isNewer) {
            groups = made;
            packs = new ArrayList<>(wanted);
        }
        return made;
    }

    private void append(TableDefinition table, List<Group> target, RowPack pack) {
        if (target.isEmpty() || !target.getLast().columnIds.equals(pack.columnIds())) {
            var kinds = pack.columnIds().stream().map(id -> kindOf(table, id)).toArray(PhysicalKind[]::new);
            target.add(new Group(pack.firstRow(), pack.columnIds(), kinds));
        }
        target.getLast().append(codec.decode(ByteBuffer.wrap(pack.bytes())));
    }

    /** Values of dropped columns are kept in their batches as bytes of length 0, until a reader of an older version comes. */
    private static PhysicalKind kindOf(TableDefinition table, int columnId) {
        return table.findColumn(columnId)
                .map(Column::type)
                .map(type -> type.physicalKind())
                .orElse(PhysicalKind.BYTES);
    }
}
