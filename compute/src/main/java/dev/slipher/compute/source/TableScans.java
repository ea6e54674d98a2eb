package dev.slipher.compute.source;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.fragment.PlanNode.Scan;
import dev.slipher.compute.operator.NodeCounters;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.compute.source.BoundInputs.BoundScan;
import dev.slipher.compute.source.TableScan.BoundKeyFilter;
import dev.slipher.storage.cache.ChunkCache;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The scans of one execution, whose segments' directories are read once however often parts of its plan are compiled. */
public final class TableScans {
    private final Map<Integer, BoundScan> bound;
    private final ChunkCache cache;
    private final Runnable checkpoint;
    private final Map<Scan, ScanOutline> outlines = Collections.synchronizedMap(new IdentityHashMap<>());

    /**
     * Makes the scans of one execution.
     *
     * @param bound by {@code Scan.id}
     * @param checkpoint throws when the query shall end; run before each segment is opened
     */
    public TableScans(Map<Integer, BoundScan> bound, ChunkCache cache, Runnable checkpoint) {
        this.bound = bound;
        this.cache = cache;
        this.checkpoint = checkpoint;
    }

    /** Returns what the bound units that may hold rows say of a scan's columns. */
    public List<ColumnShape> shapes(Scan scan) {
        return outline(scan).shapes();
    }

    /**
     * Makes the source of a scan's rows.
     *
     * @param keyFilters of joins above, ready when the scan runs
     */
    public TableScan open(
            Scan scan, Shapes shapes, List<BoundKeyFilter> keyFilters, NodeCounters counters, int workers) {
        return new TableScan(scan, bound(scan), outline(scan), cache, shapes, keyFilters, counters, workers);
    }

    private ScanOutline outline(Scan scan) {
        var known = outlines.get(scan);
        if (known == null) {
            known = ScanOutline.read(scan, bound(scan), cache, checkpoint);
            outlines.put(scan, known);
        }
        return known;
    }

    private BoundScan bound(Scan scan) {
        var found = bound.get(scan.id());
        if (found == null) {
            throw new IllegalStateException("nothing is bound to the scan of \"%s\"".formatted(scan.table()));
        }
        return found;
    }
}
