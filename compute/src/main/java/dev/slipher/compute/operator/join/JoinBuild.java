package dev.slipher.compute.operator.join;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.operator.Phase;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.RowSpill;
import dev.slipher.compute.operator.Step;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.operator.WorkerAccounts;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.batch.Dictionary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The build side of a join in one execution: first rows from all workers, then a table over them; or, once memory was
 * refused, spill partitions of all rows.
 */
final class JoinBuild {
    /** Slots of a dense table that are worth it however few the rows. */
    private static final long SMALL_RANGE = 1 << 16;

    /** The filters of a join that spills take one in so many bytes that cannot be refused to it; its rows need the rest. */
    private static final int FILTER_SHARE = 2;

    private final QueryContext query;
    private final JoinSpec spec;
    private final MemoryAccount account;
    private final WorkerAccounts parts;
    private final RowHeap heap;
    private final ReentrantLock spilling = new ReentrantLock();
    /** By key, null where there can be none. */
    private final @Nullable BuildKeyFilter[] keyFilters;

    /** Guarded by this, as is all below. */
    private final List<RowAppender> rows = new ArrayList<>();

    private SpillFile @Nullable [] files;
    private long rowCount;
    private boolean hasNullKey;
    private @Nullable BuildTable table;
    private @Nullable BuildStrings strings;

    JoinBuild(QueryContext query, JoinSpec spec) {
        this.query = query;
        this.spec = spec;
        account = query.openAccount(spec.node());
        parts = query.divide(account);
        heap = query.openHeap(spec.layout(), account);
        keyFilters = new BuildKeyFilter[spec.buildKeys().length];
        for (var k = 0; k < keyFilters.length; k++) {
            if (spec.isFilterable(k)) {
                keyFilters[k] = query.closeLater(new BuildKeyFilter(spec, spec.buildKeys()[k], account));
            }
        }
    }

    QueryContext query() {
        return query;
    }

    JoinSpec spec() {
        return spec;
    }

    /** Returns the filters by key, null where the key is of a kind that has none. */
    @Nullable
    BuildKeyFilter[] keyFilters() {
        return keyFilters;
    }

    RowHeap heap() {
        return heap;
    }

    /** Returns the memory of a worker's rows as they come. */
    MemoryAccount account(Worker worker) {
        return parts.of(worker);
    }

    Step step(Worker worker) {
        return new BuildStep(this, worker);
    }

    /** Takes over a worker's rows. */
    synchronized void hand(RowAppender appender, long count, boolean nullKey) {
        rows.add(appender);
        rowCount += count;
        hasNullKey |= nullKey;
    }

    synchronized SpillFile[] files() {
        if (files == null) {
            files = RowSpill.openFiles(query, spec.node());
            for (var filter : keyFilters) {
                if (filter != null) {
                    filter.prepareUncounted(uncountedFilterBytes());
                }
            }
        }
        return files;
    }

    /** Four bytes for each row that the memory would hold, of which there are more. */
    private long uncountedFilterBytes() {
        var filters = Arrays.stream(keyFilters).filter(Objects::nonNull).count();
        return Math.min(
                account.guaranteedBytes() / (FILTER_SHARE * filters),
                account.grantBytes() / (2L * spec.layout().rowLongs()));
    }

    /** Moves rows to the files, which takes none of the memory that was refused, and lets go of them. */
    void spill(RowAppender appender, Worker worker) {
        var to = files();
        for (var filter : keyFilters) {
            if (filter != null) {
                filter.add(appender);
            }
        }
        new RowSpill(spec.layout(), BuildRows.HASH_SLOT).write(appender, to, 0, worker);
        appender.release();
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

    /** Returns the build side for probing; all of it has to be in memory. */
    synchronized LoadedBuild loaded() {
        var dictionaries = strings == null ? new Dictionary[heap.layout().columnCount()] : strings.dictionaries();
        return new LoadedBuild(heap, List.copyOf(rows), table, dictionaries);
    }

    /** Returns the phases after the last build row, which make the filters and the table or spill the rest. */
    List<Phase> settle() {
        return List.of(new Phase.Tasks(spec.node(), this::filterTasks), new Phase.Tasks(spec.node(), this::tableTasks));
    }

    private synchronized List<Phase.Task> filterTasks() {
        if (files != null) {
            return List.of();
        }
        if (isWorthRanking()) {
            Objects.requireNonNull(keyFilters[0]).want();
        }
        var tasks = new ArrayList<Phase.Task>();
        for (var filter : keyFilters) {
            if (filter != null && filter.tryPrepare(rowCount)) {
                rows.forEach(appender -> tasks.add(worker -> filter.add(appender)));
            }
        }
        return tasks;
    }

    private synchronized List<Phase.Task> tableTasks() {
        if (files == null && spec.hasKeys()) {
            table = chooseTable();
            if (table == null) {
                forgetFilters();
                files();
            }
        }
        if (files != null) {
            return List.of(this::spillRest);
        }
        var tasks = new ArrayList<Phase.Task>();
        if (heap.layout().hasBytes()) {
            // Beside the table, which has no use for the columns that are encoded.
            tasks.add(this::encodeStrings);
        }
        var chosen = table;
        if (chosen != null) {
            query.closeLater(chosen);
            query.counters(spec.node()).setForm(chosen.form());
            for (var appender : rows) {
                tasks.add(worker -> chosen.insert(appender, notNull(), worker));
            }
        }
        return tasks;
    }

    private void encodeStrings(Worker worker) {
        var encoded = query.closeLater(BuildStrings.encode(heap, rows(), spec.buildKeys(), worker));
        synchronized (this) {
            strings = encoded;
        }
    }

    /** Gives the memory of the filters to the join that spills: before any scan has asked them, or when all have. */
    void forgetFilters() {
        for (var filter : keyFilters) {
            if (filter != null) {
                filter.close();
            }
        }
    }

    private int[] notNull() {
        // Others than RIGHT and FULL never kept rows that cannot match.
        return spec.keepsBuildRows() ? spec.notNullBuild() : new int[0];
    }

    private @Nullable BuildTable chooseTable() {
        var range = keyRange();
        if (range > 0) {
            var filter = Objects.requireNonNull(keyFilters[0]);
            var slot = spec.layout().slot(spec.buildKeys()[0]);
            var bitmap = filter.bitmap();
            var dense = isDense(range)
                    ? DenseTable.tryCreate(account, slot, filter.min(), filter.max())
                    : bitmap == null ? null : RankedTable.tryCreate(account, slot, filter.min(), bitmap);
            if (dense != null) {
                return dense;
            }
        }
        return HashedTable.tryCreate(heap, spec.buildKeys(), rowCount);
    }

    private boolean isDense(long range) {
        return range <= Math.max(8 * rowCount, SMALL_RANGE) && range < Integer.MAX_VALUE - 16;
    }

    private boolean isWorthRanking() {
        var range = keyRange();
        return range > 0 && !isDense(range) && range / BuildKeyFilter.BITS_PER_VALUE <= rowCount;
    }

    /** Returns the width of a single integral key's range, not positive if there is none or it is too wide to count. */
    private long keyRange() {
        var key = spec.hasIntegralKey() ? keyFilters[0] : null;
        return key == null || key.min() > key.max() ? 0 : key.max() - key.min() + 1;
    }

    private void spillRest(Worker worker) {
        spillHanded(worker);
        parts.close();
    }

    /** Moves to disk what was handed over; who calls meanwhile waits, since that memory is what it needs. */
    void spillHanded(Worker worker) {
        worker.lock(spilling);
        try {
            for (var appender : takeHanded()) {
                spill(appender, worker);
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
