package dev.slipher.compute.operator.join;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.Phase;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.spill.SpillFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The build side of a join in one execution: first rows from all workers, then a table over them; or, once memory was
 * refused, spill partitions of all rows.
 */
final class JoinBuild {
    /** Slots of a dense table that are worth it however few the rows. */
    private static final long SMALL_RANGE = 1 << 16;

    private final QueryContext query;
    private final JoinSpec spec;
    private final MemoryAccount account;
    private final RowHeap heap;
    private final ReentrantLock spilling = new ReentrantLock();
    /** Guarded by this, as is all below. */
    private final List<RowAppender> rows = new ArrayList<>();

    private SpillFile @Nullable [] files;
    private long rowCount;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;
    private boolean hasNullKey;
    private @Nullable BuildTable table;

    JoinBuild(QueryContext query, JoinSpec spec) {
        this.query = query;
        this.spec = spec;
        account = query.openAccount(spec.node());
        heap = query.openHeap(spec.layout(), account);
    }

    QueryContext query() {
        return query;
    }

    JoinSpec spec() {
        return spec;
    }

    RowHeap heap() {
        return heap;
    }

    Step step(Worker worker) {
        return new BuildStep(this, worker);
    }

    /** Takes over a worker's rows. */
    synchronized void hand(RowAppender appender, long count, long least, long greatest, boolean nullKey) {
        rows.add(appender);
        rowCount += count;
        min = Math.min(min, least);
        max = Math.max(max, greatest);
        hasNullKey |= nullKey;
    }

    synchronized SpillFile[] files() {
        if (files == null) {
            files = RowSpill.openFiles(query, spec.node());
        }
        return files;
    }

    synchronized boolean isSpilled() {
        return files != null;
    }

    /** Returns the rows that came in, wherever they are. */
    synchronized long rowCount() {
        return rowCount;
    }

    synchronized boolean hasNullKey() {
        return hasNullKey;
    }

    synchronized List<RowAppender> rows() {
        return List.copyOf(rows);
    }

    synchronized @Nullable BuildTable table() {
        return table;
    }

    synchronized long min() {
        return min;
    }

    synchronized long max() {
        return max;
    }

    /** Returns the phase after the last build row, which makes the table or spills the rest. */
    Phase settle() {
        return new Phase.Tasks(spec.node(), this::settlingTasks);
    }

    private synchronized List<Phase.Task> settlingTasks() {
        if (files == null && spec.hasKeys()) {
            table = chooseTable();
            if (table == null) {
                files();
            }
        }
        if (files != null) {
            return List.of(this::spillHanded);
        }
        var chosen = table;
        if (chosen == null) {
            return List.of();
        }
        query.closeLater(chosen);
        query.counters(spec.node()).setForm(chosen.form());
        var tasks = new ArrayList<Phase.Task>();
        for (var appender : rows) {
            tasks.add(worker -> chosen.insert(appender, notNull()));
        }
        return tasks;
    }

    private int[] notNull() {
        // Others than RIGHT and FULL never kept rows that cannot match.
        return spec.keepsBuildRows() ? spec.notNullBuild() : new int[0];
    }

    private @Nullable BuildTable chooseTable() {
        if (spec.hasIntegralKey() && max >= min) {
            var range = max - min + 1;
            if (range > 0
                    && (range <= Math.max(8 * rowCount, SMALL_RANGE) || range <= 1 << 24 && range / 64 < rowCount)
                    && range < Integer.MAX_VALUE - 16) {
                var dense = DenseTable.tryCreate(account, spec.layout().slot(spec.buildKeys()[0]), min, max);
                if (dense != null) {
                    return dense;
                }
            }
        }
        return HashedTable.tryCreate(heap, spec.buildKeys(), rowCount);
    }

    /** Moves to disk what was handed over; who calls meanwhile waits, since that memory is what it needs. */
    void spillHanded(Worker worker) {
        spilling.lock();
        try {
            var spill = new RowSpill(spec.layout(), BuildRows.HASH_SLOT);
            for (var appender : takeHanded()) {
                spill.write(appender, files(), 0, worker);
                appender.release();
            }
        } finally {
            spilling.unlock();
        }
    }

    private synchronized List<RowAppender> takeHanded() {
        var taken = List.copyOf(rows);
        rows.clear();
        return taken;
    }
}
