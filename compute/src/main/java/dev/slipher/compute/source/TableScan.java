package dev.slipher.compute.source;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.fragment.PlanNode.Scan;
import dev.slipher.compute.operator.KeyFilter;
import dev.slipher.compute.operator.NodeCounters;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.compute.operator.Source;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.source.BoundInputs.BoundScan;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.segment.SegmentReader;
import dev.slipher.storage.segment.SegmentWriter;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table as morsels: row groups, or quarters of them when there are few. Segments whose statistics rule out
 * every row give none.
 */
public final class TableScan implements Source {
    private static final int BLOCKS = SegmentWriter.ROW_GROUP_ROWS / Batch.CAPACITY;

    private final Scan node;
    private final BoundScan bound;
    private final ChunkCache cache;
    private final List<ColumnShape> shapes;
    private final ScanCondition condition;
    private final List<BoundKeyFilter> keyFilters;
    private final NodeCounters counters;
    private final int workers;
    private final List<Morsel> morsels = new ArrayList<>();
    private final AtomicInteger nextMorsel = new AtomicInteger();
    private boolean cut;

    /** A key filter and the output column that it applies to. */
    public record BoundKeyFilter(int column, KeyFilter filter) {}

    /**
     * Blocks of a row group of a segment, or batches of inline rows.
     *
     * @param rowGroup 0 for inline rows
     */
    record Morsel(int unit, int rowGroup, int fromBlock, int toBlock) {}

    /**
     * Makes a scan.
     *
     * @param keyFilters of joins above, ready when the scan runs
     */
    public TableScan(
            Scan node,
            BoundScan bound,
            ChunkCache cache,
            Shapes shapes,
            List<BoundKeyFilter> keyFilters,
            NodeCounters counters,
            int workers) {
        this.node = node;
        this.bound = bound;
        this.cache = cache;
        this.shapes = shapes.of(node);
        this.keyFilters = keyFilters;
        this.counters = counters;
        this.workers = workers;
        condition = ScanCondition.of(node.filter(), this.shapes, shapes);
    }

    /** Returns what the bound units that may hold rows say of a scan's columns. */
    public static List<ColumnShape> shapes(Scan node, BoundScan bound, ChunkCache cache) {
        var ranges = new ColumnRanges(node, bound);
        var candidates = UnitPruning.candidates(node, bound);
        for (var u = candidates.nextSetBit(0); u >= 0; u = candidates.nextSetBit(u + 1)) {
            switch (bound.units().get(u)) {
                case ScanUnit.Stored stored -> ranges.add(open(stored, cache));
                case ScanUnit.Inline inline -> ranges.add(inline);
            }
        }
        return ranges.shapes();
    }

    Scan node() {
        return node;
    }

    BoundScan bound() {
        return bound;
    }

    List<ColumnShape> shapes() {
        return shapes;
    }

    ScanCondition condition() {
        return condition;
    }

    List<BoundKeyFilter> keyFilters() {
        return keyFilters;
    }

    NodeCounters counters() {
        return counters;
    }

    Column column(int columnId) {
        return bound.columns().stream()
                .filter(column -> column.id() == columnId)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("no column %d in \"%s\"".formatted(columnId, node.table())));
    }

    /** Opens a segment, which may have left the cache since it was last opened; nobody keeps many. */
    SegmentReader open(ScanUnit.Stored unit) {
        return open(unit, cache);
    }

    private static SegmentReader open(ScanUnit.Stored unit, ChunkCache cache) {
        return SegmentReader.open(unit.id(), unit.source().get(), cache);
    }

    @Override
    public synchronized int parallelism() {
        cutMorsels();
        return morsels.size();
    }

    private void cutMorsels() {
        if (cut) {
            return;
        }
        cut = true;
        var groups = new ArrayList<Morsel>();
        var candidates = UnitPruning.candidates(node, bound);
        for (var u = candidates.nextSetBit(0); u >= 0; u = candidates.nextSetBit(u + 1)) {
            switch (bound.units().get(u)) {
                case ScanUnit.Inline inline ->
                    groups.add(new Morsel(u, 0, 0, inline.batches().size()));
                case ScanUnit.Stored stored -> {
                    var reader = open(stored);
                    if (mayHoldRows(reader)) {
                        for (var g = 0; g < reader.rowGroupCount(); g++) {
                            groups.add(new Morsel(u, g, 0, blocks(reader.rowGroupRowCount(g))));
                        }
                    }
                }
            }
        }
        var pieces = groups.size() < 4 * workers ? 4 : 1;
        for (var group : groups) {
            var step = Math.max(1, (group.toBlock() + pieces - 1) / pieces);
            for (var from = 0; from < group.toBlock(); from += step) {
                morsels.add(new Morsel(group.unit(), group.rowGroup(), from, Math.min(group.toBlock(), from + step)));
            }
        }
    }

    private static int blocks(int rows) {
        return Math.min(BLOCKS, (rows + Batch.CAPACITY - 1) / Batch.CAPACITY);
    }

    private boolean mayHoldRows(SegmentReader reader) {
        for (var range : condition.ranges()) {
            if (isOutside(reader, range.column(), range.low(), range.high())) {
                return false;
            }
        }
        for (var bounded : keyFilters) {
            var filter = bounded.filter();
            if (isOutside(reader, bounded.column(), filter.min(), filter.max())) {
                return false;
            }
        }
        return true;
    }

    private boolean isOutside(SegmentReader reader, int column, long low, long high) {
        if (low > high) {
            return true;
        }
        var columnId = node.columnIds().get(column);
        if (columnId == Scan.ROW_ADDRESS) {
            return false;
        }
        var range = reader.range(columnId);
        return range.isPresent()
                && range.get().min() instanceof Datum.Integral(var min)
                && range.get().max() instanceof Datum.Integral(var max)
                && (max < low || min > high);
    }

    @Override
    public Feed open(Worker worker) {
        parallelism();
        return new ScanFeed(this, worker);
    }

    /** Returns the next morsel, null when there is none left. */
    @Nullable
    Morsel nextMorselOrNull() {
        var index = nextMorsel.getAndIncrement();
        return index < morsels.size() ? morsels.get(index) : null;
    }

    /** Gathers the range of each integral column over all units. */
    private static final class ColumnRanges {
        private final Scan node;
        private final BoundScan bound;
        private final long[] min;
        private final long[] max;
        private final boolean[] unknown;
        private final boolean[] nulls;

        private ColumnRanges(Scan node, BoundScan bound) {
            this.node = node;
            this.bound = bound;
            var count = node.columnIds().size();
            min = new long[count];
            max = new long[count];
            Arrays.fill(min, Long.MAX_VALUE);
            Arrays.fill(max, Long.MIN_VALUE);
            unknown = new boolean[count];
            nulls = new boolean[count];
        }

        private void add(SegmentReader reader) {
            for (var c = 0; c < min.length; c++) {
                var columnId = node.columnIds().get(c);
                var range = reader.range(columnId);
                if (range.isEmpty()) {
                    addMissing(c, columnId);
                    continue;
                }
                nulls[c] |= range.get().hasNulls();
                add(c, range.get().min());
                add(c, range.get().max());
            }
        }

        private void add(ScanUnit.Inline inline) {
            for (var c = 0; c < min.length; c++) {
                var index = inline.columnIds().indexOf(node.columnIds().get(c));
                if (index < 0) {
                    addMissing(c, node.columnIds().get(c));
                    continue;
                }
                for (var batch : inline.batches()) {
                    nulls[c] |= batch.column(index).nulls() != null;
                    if (isIntegral(c)) {
                        for (var i = 0; i < batch.rowCount(); i++) {
                            add(c, batch.column(index).datum(i));
                        }
                    }
                }
            }
        }

        private void addMissing(int c, int columnId) {
            var missing = bound.columns().stream()
                    .filter(column -> column.id() == columnId)
                    .map(Column::missingValue)
                    .findFirst()
                    .orElse(Datum.Null.NULL);
            nulls[c] |= missing.isNull();
            add(c, missing);
        }

        private void add(int c, Datum value) {
            if (value instanceof Datum.Integral(var v)) {
                min[c] = Math.min(min[c], v);
                max[c] = Math.max(max[c], v);
            } else if (!value.isNull()) {
                unknown[c] = true;
            }
        }

        private boolean isIntegral(int c) {
            var kind = node.types().get(c).physicalKind();
            return kind == PhysicalKind.INT32 || kind == PhysicalKind.INT64;
        }

        private List<ColumnShape> shapes() {
            var shapes = new ArrayList<ColumnShape>();
            for (var c = 0; c < min.length; c++) {
                var type = node.types().get(c);
                var shape = ColumnShape.of(type);
                if (node.columnIds().get(c) == Scan.ROW_ADDRESS) {
                    shapes.add(shape);
                } else if (isIntegral(c) && !unknown[c]) {
                    // A column without a value has any range; zero is the one that needs the least room.
                    var empty = min[c] > max[c];
                    shapes.add(ColumnShape.integral(type, empty ? 0 : min[c], empty ? 0 : max[c], nulls[c]));
                } else {
                    shapes.add(new ColumnShape(type, shape.representation(), shape.min(), shape.max(), nulls[c]));
                }
            }
            return shapes;
        }
    }
}
