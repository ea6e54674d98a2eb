package dev.slipher.compute.source;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.fragment.PlanNode.Scan;
import dev.slipher.compute.operator.KeyFilter;
import dev.slipher.compute.operator.NodeCounters;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.compute.operator.Source;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.source.BoundInputs.BoundScan;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.segment.SegmentReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table as morsels: row groups, or quarters of them when there are few. Segments whose statistics rule out
 * every row give none.
 */
public final class TableScan implements Source {
    private final Scan node;
    private final BoundScan bound;
    private final ScanOutline outline;
    private final ChunkCache cache;
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

    TableScan(
            Scan node,
            BoundScan bound,
            ScanOutline outline,
            ChunkCache cache,
            Shapes shapes,
            List<BoundKeyFilter> keyFilters,
            NodeCounters counters,
            int workers) {
        this.node = node;
        this.bound = bound;
        this.outline = outline;
        this.cache = cache;
        this.keyFilters = keyFilters;
        this.counters = counters;
        this.workers = workers;
        condition = ScanCondition.of(node.filter(), outline.shapes(), shapes);
    }

    Scan node() {
        return node;
    }

    BoundScan bound() {
        return bound;
    }

    List<ColumnShape> shapes() {
        return outline.shapes();
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

    /** Returns whether to open a segment is likely to take no time. */
    boolean isCached(ScanUnit.Stored unit) {
        return SegmentReader.isCached(unit.id(), cache);
    }

    /** Opens a segment, which may have left the cache since it was last opened; nobody keeps many. */
    SegmentReader open(ScanUnit.Stored unit) {
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
        for (var unit : outline.units()) {
            switch (bound.units().get(unit.index())) {
                case ScanUnit.Inline inline ->
                    groups.add(new Morsel(unit.index(), 0, 0, inline.batches().size()));
                case ScanUnit.Stored _ -> {
                    if (mayHoldRows(unit)) {
                        for (var g = 0; g < unit.groupBlocks().length; g++) {
                            groups.add(new Morsel(unit.index(), g, 0, unit.groupBlocks()[g]));
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

    private boolean mayHoldRows(ScanOutline.Unit unit) {
        return condition.ranges().stream()
                        .allMatch(range -> outline.mayHold(unit, range.column(), range.low(), range.high()))
                && keyFilters.stream()
                        .allMatch(bounded -> outline.mayHold(
                                unit,
                                bounded.column(),
                                bounded.filter().min(),
                                bounded.filter().max()));
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
}
