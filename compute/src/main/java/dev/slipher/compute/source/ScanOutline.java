package dev.slipher.compute.source;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.fragment.PlanNode.Scan;
import dev.slipher.compute.source.BoundInputs.BoundScan;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.segment.SegmentReader;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the directories of a scan's segments say of its columns and row groups, in little memory: each is opened once for
 * this, and again only where rows of its segment are read.
 */
final class ScanOutline {
    private static final int SEGMENTS_A_TURN = 64;

    private final List<ColumnShape> shapes;
    /** By column, where its bounds stand among a unit's; -1 if it is not integral. */
    private final int[] places;

    private final List<Unit> units;

    /**
     * A unit that may hold rows.
     *
     * @param index its place among the bound units
     * @param groupBlocks the blocks of each row group of a segment; none for inline rows
     * @param bounds min and max of each integral column in a segment, of every value where nothing is known; none for
     *     inline rows
     */
    record Unit(int index, byte[] groupBlocks, long[] bounds) {}

    private ScanOutline(List<ColumnShape> shapes, int[] places, List<Unit> units) {
        this.shapes = List.copyOf(shapes);
        this.places = places;
        this.units = List.copyOf(units);
    }

    /**
     * Opens the segments, and lets other sessions on between them, since virtual threads are not interrupted.
     *
     * @param checkpoint run before each segment is opened; throws when the query shall end
     */
    @SuppressWarnings("ThreadPriorityCheck")
    static ScanOutline read(Scan node, BoundScan bound, ChunkCache cache, Runnable checkpoint) {
        var columns = new Columns(node, bound);
        var places = places(node);
        var units = new ArrayList<Unit>();
        var candidates = UnitPruning.candidates(node, bound);
        for (var u = candidates.nextSetBit(0); u >= 0; u = candidates.nextSetBit(u + 1)) {
            switch (bound.units().get(u)) {
                case ScanUnit.Stored stored -> {
                    checkpoint.run();
                    var reader = SegmentReader.open(stored.id(), stored.source().get(), cache);
                    columns.add(reader);
                    units.add(new Unit(u, groupBlocks(reader), bounds(node, places, reader)));
                    if (units.size() % SEGMENTS_A_TURN == 0) {
                        Thread.yield();
                    }
                }
                case ScanUnit.Inline inline -> {
                    columns.add(inline);
                    units.add(new Unit(u, new byte[0], new long[0]));
                }
            }
        }
        return new ScanOutline(columns.shapes(), places, units);
    }

    private static int[] places(Scan node) {
        var places = new int[node.columnIds().size()];
        var next = 0;
        for (var c = 0; c < places.length; c++) {
            places[c] = isIntegral(node, c) ? next++ : -1;
        }
        return places;
    }

    private static boolean isIntegral(Scan node, int column) {
        var kind = node.types().get(column).physicalKind();
        return kind == PhysicalKind.INT32 || kind == PhysicalKind.INT64;
    }

    private static byte[] groupBlocks(SegmentReader reader) {
        var blocks = new byte[reader.rowGroupCount()];
        for (var g = 0; g < blocks.length; g++) {
            blocks[g] = (byte) ((reader.rowGroupRowCount(g) + Batch.CAPACITY - 1) / Batch.CAPACITY);
        }
        return blocks;
    }

    private static long[] bounds(Scan node, int[] places, SegmentReader reader) {
        var integral = (int) Arrays.stream(places).filter(place -> place >= 0).count();
        var bounds = new long[2 * integral];
        for (var c = 0; c < places.length; c++) {
            if (places[c] < 0) {
                continue;
            }
            var range = reader.range(node.columnIds().get(c));
            if (range.isPresent()
                    && range.get().min() instanceof Datum.Integral(var min)
                    && range.get().max() instanceof Datum.Integral(var max)) {
                bounds[2 * places[c]] = min;
                bounds[2 * places[c] + 1] = max;
            } else {
                bounds[2 * places[c]] = Long.MIN_VALUE;
                bounds[2 * places[c] + 1] = Long.MAX_VALUE;
            }
        }
        return bounds;
    }

    List<ColumnShape> shapes() {
        return shapes;
    }

    List<Unit> units() {
        return units;
    }

    /** Returns whether a segment may hold a row whose value of a column is from {@code low} to {@code high}. */
    boolean mayHold(Unit segment, int column, long low, long high) {
        if (low > high) {
            return false;
        }
        var place = places[column];
        return place < 0 || segment.bounds()[2 * place] <= high && low <= segment.bounds()[2 * place + 1];
    }

    /** Gathers the range of each integral column over all units. */
    private static final class Columns {
        private final Scan node;
        private final BoundScan bound;
        private final long[] min;
        private final long[] max;
        private final boolean[] unknown;
        private final boolean[] nulls;

        private Columns(Scan node, BoundScan bound) {
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
                    if (isIntegral(node, c)) {
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

        private List<ColumnShape> shapes() {
            var shapes = new ArrayList<ColumnShape>();
            for (var c = 0; c < min.length; c++) {
                var type = node.types().get(c);
                var shape = ColumnShape.of(type);
                if (node.columnIds().get(c) == Scan.ROW_ADDRESS) {
                    shapes.add(shape);
                } else if (isIntegral(node, c) && !unknown[c]) {
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
