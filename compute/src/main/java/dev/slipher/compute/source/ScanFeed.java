package dev.slipher.compute.source;

import dev.slipher.compute.expression.Predicate;
import dev.slipher.compute.fragment.PlanNode.Scan;
import dev.slipher.compute.operator.KeyFilter;
import dev.slipher.compute.operator.Source;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.operator.Worker;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.cache.BlockRoom;
import dev.slipher.storage.segment.CodeSet;
import dev.slipher.storage.segment.ZoneMatch;
import dev.slipher.storage.type.Datum;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One worker's way through morsels of a scan. Conditions on encoded values narrow a mask first; columns of other
 * conditions are decoded if a row is left, and the rest of the columns if one is left then.
 */
final class ScanFeed implements Source.Feed {
    /** Batches after which a key filter is judged by the share of rows that it kept. */
    private static final int TRIAL_BATCHES = 16;

    /** A range that covers more than this of a block's is not worth a selection of rows. */
    private static final double MOST = 0.7;

    private final TableScan scan;
    private final Worker worker;
    private final Scan node;
    private final BlockRoom room;
    private final ScanColumn[] columns;
    private final @Nullable Predicate general;
    private final int[] generalColumns;
    private final Predicate[] stringPredicates;
    private final CodeSet[] acceptedCodes;
    private final @Nullable Dictionary[] acceptedOf;
    private final LongVector rowAddresses = LongVector.allocate(Batch.CAPACITY);
    private final long[] mask = new long[Vectors.MASK_LONGS];
    private final int[] positions = new int[Batch.CAPACITY + Batch.SLACK];
    private final int[] filtered = new int[Batch.CAPACITY];
    private final boolean[] decoded;
    /** By column, whether the block's bytes were counted. */
    private final boolean[] read;

    private long readBytes;
    private final long[] filterSeen;
    private final long[] filterKept;
    private final Batch batch;
    private int openUnit = -1;
    private int openRowGroup = -1;
    private int openRows;
    private long openFirstRow;
    private boolean openIsEmpty;

    ScanFeed(TableScan scan, Worker worker) {
        this.scan = scan;
        this.worker = worker;
        node = scan.node();
        room = new BlockRoom(new UncachedBytes(worker.query().account()), worker::block);
        var count = node.columnIds().size();
        columns = new ScanColumn[count];
        for (var c = 0; c < count; c++) {
            var columnId = node.columnIds().get(c);
            columns[c] = new ScanColumn(
                    scan.shapes().get(c),
                    columnId == Scan.ROW_ADDRESS
                            ? Datum.Null.NULL
                            : scan.column(columnId).missingValue());
        }
        var condition = scan.condition();
        general = condition.general().map(g -> g.condition().newPredicate()).orElse(null);
        generalColumns = condition.general().stream()
                .flatMapToInt(g -> g.columns().stream().mapToInt(Integer::intValue))
                .toArray();
        stringPredicates = condition.ofStrings().stream()
                .map(s -> s.condition().newPredicate())
                .toArray(Predicate[]::new);
        acceptedCodes = new CodeSet[stringPredicates.length];
        acceptedOf = new Dictionary[stringPredicates.length];
        decoded = new boolean[count];
        read = new boolean[count];
        filterSeen = new long[scan.keyFilters().size()];
        filterKept = new long[scan.keyFilters().size()];
        batch = new Batch(new Vector[count], 0);
    }

    @Override
    public boolean run(Step target) {
        var morsel = scan.nextMorselOrNull();
        if (morsel == null) {
            return false;
        }
        var unit = scan.bound().units().get(morsel.unit());
        switch (unit) {
            case ScanUnit.Stored stored -> runStored(stored, morsel, target);
            case ScanUnit.Inline inline -> runInline(inline, morsel, target);
        }
        return true;
    }

    private void runStored(ScanUnit.Stored unit, TableScan.Morsel morsel, Step target) {
        open(unit, morsel);
        if (openIsEmpty) {
            return;
        }
        for (var block = morsel.fromBlock(); block < morsel.toBlock() && !worker.isStopped(); block++) {
            worker.checkpoint();
            var first = block * Batch.CAPACITY;
            var rows = Math.min(Batch.CAPACITY, openRows - first);
            setAll(mask, rows);
            unit.deleted().clear(openFirstRow + first, rows, mask);
            Arrays.fill(decoded, false);
            Arrays.fill(read, false);
            batch.setRows(rows);
            if (!filterEncoded(block) || !selectMasked(rows)) {
                continue;
            }
            runBlock(block, morsel.unit(), openFirstRow + first, target);
        }
        scan.counters().bytes().add(readBytes);
        readBytes = 0;
    }

    /** Opens the columns of a morsel's row group, and asks the zone maps of their chunks. */
    private void open(ScanUnit.Stored unit, TableScan.Morsel morsel) {
        if (morsel.unit() == openUnit && morsel.rowGroup() == openRowGroup) {
            return;
        }
        openUnit = morsel.unit();
        openRowGroup = morsel.rowGroup();
        if (scan.isCached(unit)) {
            openColumns(unit);
        } else {
            worker.block(() -> openColumns(unit));
        }
        openIsEmpty = false;
        for (var range : scan.condition().ranges()) {
            openIsEmpty |= matchChunk(range.column(), range.low(), range.high()) == ZoneMatch.NONE;
        }
        for (var zone : scan.condition().zones()) {
            var chunk = columns[zone.column()].chunkOrNull();
            openIsEmpty |= chunk != null && zone.excludes(chunk.zones());
        }
        for (var bound : scan.keyFilters()) {
            var filter = bound.filter();
            openIsEmpty |= filter.min() > filter.max()
                    || matchChunk(bound.column(), filter.min(), filter.max()) == ZoneMatch.NONE;
        }
    }

    /** Reads the segment's directory and the headers of its columns, unless the cache has them. */
    private void openColumns(ScanUnit.Stored unit) {
        var reader = scan.open(unit);
        openRows = reader.rowGroupRowCount(openRowGroup);
        openFirstRow = reader.rowGroupFirstRow(openRowGroup);
        for (var c = 0; c < columns.length; c++) {
            var columnId = node.columnIds().get(c);
            columns[c].open(
                    columnId == Scan.ROW_ADDRESS
                            ? null
                            : reader.openColumn(openRowGroup, columnId, worker.scratch(), room)
                                    .orElse(null));
        }
    }

    private ZoneMatch matchChunk(int column, long low, long high) {
        var chunk = columns[column].chunkOrNull();
        return chunk == null ? ZoneMatch.SOME : chunk.zones().matchRange(low, high);
    }

    /** Applies what can be said of encoded values; returns false if no row is left for sure. */
    private boolean filterEncoded(int block) {
        for (var range : scan.condition().ranges()) {
            if (!filterRange(range.column(), block, range.low(), range.high())) {
                return false;
            }
        }
        for (var bound : scan.keyFilters()) {
            if (!filterKeyRange(bound.column(), block, bound.filter())) {
                return false;
            }
        }
        for (var zone : scan.condition().zones()) {
            var chunk = columns[zone.column()].chunkOrNull();
            // The codes below say more of a dictionary's strings.
            if (chunk != null && !chunk.hasDictionary() && zone.excludes(chunk.zones(), block)) {
                return false;
            }
        }
        for (var s = 0; s < stringPredicates.length; s++) {
            var index = scan.condition().ofStrings().get(s).column();
            var chunk = columns[index].chunkOrNull();
            var dictionary = columns[index].dictionaryOrNull();
            if (chunk != null && dictionary != null) {
                var accepted = acceptedCodes(s, dictionary);
                if (accepted.isEmpty()) {
                    return false;
                }
                countRead(index, block);
                chunk.filterCodes(block, accepted, mask);
            }
        }
        return true;
    }

    /** Applies the range of the keys, but not row by row where it would keep most rows: the keys themselves are asked after it. */
    private boolean filterKeyRange(int column, int block, KeyFilter filter) {
        var chunk = columns[column].chunkOrNull();
        var low = filter.min();
        var high = filter.max();
        return chunk != null && chunk.zones().overlap(block, low, high) > MOST || filterRange(column, block, low, high);
    }

    private boolean filterRange(int column, int block, long low, long high) {
        var chunk = columns[column].chunkOrNull();
        if (chunk == null) {
            return node.columnIds().get(column) == Scan.ROW_ADDRESS
                    || columns[column].missing().value() instanceof Datum.Integral(var value)
                            && value >= low
                            && value <= high;
        }
        switch (chunk.zones().matchRange(block, low, high)) {
            case NONE -> {
                return false;
            }
            case ALL -> {}
            case SOME -> {
                countRead(column, block);
                chunk.filterRange(block, low, high, mask);
            }
        }
        return true;
    }

    private CodeSet acceptedCodes(int index, Dictionary dictionary) {
        if (acceptedOf[index] != dictionary) {
            acceptedOf[index] = dictionary;
            acceptedCodes[index] = CodeSet.of(evaluateEntries(index, dictionary));
        }
        return acceptedCodes[index];
    }

    /** Evaluates a condition on each entry of a dictionary. */
    private long[] evaluateEntries(int index, Dictionary dictionary) {
        var column = scan.condition().ofStrings().get(index).column();
        var accepted = new long[(dictionary.size() + 63) / 64];
        var entries = new Batch(new Vector[columns.length], 0);
        for (var from = 0; from < dictionary.size(); from += Batch.CAPACITY) {
            var count = Math.min(Batch.CAPACITY, dictionary.size() - from);
            var offsets = Arrays.copyOfRange(dictionary.offsets(), from, from + count + 1);
            entries.setColumn(column, new BytesVector(dictionary.bytes(), Arrays.copyOf(offsets, count + 65), null));
            entries.setRows(count);
            stringPredicates[index].filter(entries);
            var selection = entries.selection();
            for (var i = 0; i < entries.selectedCount(); i++) {
                var code = from + (selection == null ? i : selection[i]);
                accepted[code >>> 6] |= 1L << code;
            }
        }
        return accepted;
    }

    private static void setAll(long[] mask, int rows) {
        Arrays.fill(mask, 0);
        Arrays.fill(mask, 0, rows >>> 6, -1L);
        if ((rows & 63) != 0) {
            mask[rows >>> 6] = (1L << rows) - 1;
        }
    }

    /** Selects the rows of the mask, all of them without a selection; returns false if there are none. */
    private boolean selectMasked(int rows) {
        var count = 0;
        for (var word = 0; word < rows + 63 >>> 6; word++) {
            count += Long.bitCount(mask[word]);
        }
        if (count == rows) {
            batch.setRows(rows);
            return true;
        }
        var position = 0;
        for (var word = 0; word < rows + 63 >>> 6; word++) {
            for (var bits = mask[word]; bits != 0; bits &= bits - 1) {
                positions[position++] = (word << 6) + Long.numberOfTrailingZeros(bits);
            }
        }
        batch.select(positions, count);
        return count > 0;
    }

    private void runBlock(int block, int unit, long firstRow, Step target) {
        for (var s = 0; s < stringPredicates.length; s++) {
            var column = scan.condition().ofStrings().get(s).column();
            if (columns[column].dictionaryOrNull() == null) {
                decode(column, block, unit, firstRow);
                stringPredicates[s].filter(batch);
                if (batch.selectedCount() == 0) {
                    return;
                }
            }
        }
        if (general != null) {
            for (var column : generalColumns) {
                decode(column, block, unit, firstRow);
            }
            general.filter(batch);
            if (batch.selectedCount() == 0) {
                return;
            }
        }
        for (var f = 0; f < filterSeen.length; f++) {
            var bound = scan.keyFilters().get(f);
            if (isWorthwhile(f)) {
                decode(bound.column(), block, unit, firstRow);
                if (!filterKeys(f, batch.column(bound.column()))) {
                    return;
                }
            }
        }
        for (var c = 0; c < columns.length; c++) {
            decode(c, block, unit, firstRow);
        }
        target.push(batch);
    }

    private boolean isWorthwhile(int filter) {
        return filterSeen[filter] < (long) TRIAL_BATCHES * Batch.CAPACITY
                || filterKept[filter] * 10 < filterSeen[filter] * 8;
    }

    private boolean filterKeys(int index, Vector keys) {
        var selection = batch.selection();
        var count = batch.selectedCount();
        for (var i = 0; i < count; i++) {
            filtered[i] = selection == null ? i : selection[i];
        }
        var kept = scan.keyFilters().get(index).filter().filter(keys, filtered, count);
        filterSeen[index] += count;
        filterKept[index] += kept;
        if (kept < count) {
            System.arraycopy(filtered, 0, positions, 0, kept);
            batch.select(positions, kept);
        }
        return kept > 0;
    }

    private void decode(int column, int block, int unit, long firstRow) {
        if (decoded[column]) {
            return;
        }
        decoded[column] = true;
        if (node.columnIds().get(column) == Scan.ROW_ADDRESS) {
            var base = (long) unit << 32 | firstRow;
            for (var i = 0; i < batch.rowCount(); i++) {
                rowAddresses.values()[i] = base + i;
            }
            batch.setColumn(column, rowAddresses);
        } else {
            countRead(column, block);
            batch.setColumn(column, columns[column].decode(block, batch));
        }
    }

    /** Counts the stored bytes of a column's block once. */
    private void countRead(int column, int block) {
        var chunk = columns[column].chunkOrNull();
        if (chunk != null && !read[column]) {
            read[column] = true;
            readBytes += chunk.blockByteCount(block);
        }
    }

    private void runInline(ScanUnit.Inline unit, TableScan.Morsel morsel, Step target) {
        var first = (long) morsel.fromBlock() * Batch.CAPACITY;
        for (var b = morsel.fromBlock(); b < morsel.toBlock() && !worker.isStopped(); b++) {
            worker.checkpoint();
            var rows = unit.batches().get(b);
            setAll(mask, rows.rowCount());
            unit.deleted().clear(first, rows.rowCount(), mask);
            batch.setRows(rows.rowCount());
            Arrays.fill(decoded, true);
            for (var c = 0; c < columns.length; c++) {
                setInline(c, unit, rows, morsel.unit(), first);
            }
            first += rows.rowCount();
            filterInline(rows.rowCount());
            if (selectMasked(rows.rowCount())) {
                runBlock(b, morsel.unit(), first, target);
            }
        }
    }

    private void setInline(int c, ScanUnit.Inline unit, Batch rows, int unitIndex, long firstRow) {
        var columnId = node.columnIds().get(c);
        if (columnId == Scan.ROW_ADDRESS) {
            decoded[c] = false;
            decode(c, 0, unitIndex, firstRow);
            return;
        }
        var index = unit.columnIds().indexOf(columnId);
        columns[c].close();
        openUnit = -1;
        batch.setColumn(c, index < 0 ? columns[c].missing() : columns[c].adapt(rows.column(index), rows.rowCount()));
    }

    /** Applies ranges to rows in memory. */
    private void filterInline(int rows) {
        for (var range : scan.condition().ranges()) {
            var vector = batch.column(range.column());
            for (var i = 0; i < rows; i++) {
                if (vector.isNull(i)
                        || Vectors.longAt(vector, i) < range.low()
                        || Vectors.longAt(vector, i) > range.high()) {
                    mask[i >>> 6] &= ~(1L << i);
                }
            }
        }
    }

    @Override
    public void close() {
        for (var column : columns) {
            column.close();
        }
        room.close();
    }
}
