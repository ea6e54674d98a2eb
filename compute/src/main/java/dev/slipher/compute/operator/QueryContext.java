package dev.slipher.compute.operator;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.memory.RowLayout;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.compute.spill.SpillSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the parts of one running query share; closing it gives back everything that any of them still holds. */
public final class QueryContext implements AutoCloseable {
    /** Ends a worker's part without an error of its own. */
    public static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Stopped() {
            super("the query has ended", null, false, false);
        }
    }

    /** What an operator is given of a grant that is large enough, for every worker to have some hundred KB. */
    private static final long LEAST_GUARANTEED_BYTES = 4L << 20;

    /** How many operators' memory an operator is given that runs parts of the plan. */
    private static final int SHARES_OF_PARTS = 8;

    private final int workers;
    private final MemoryAccount account;
    private final long budgetBytes;
    private final EvaluationContext evaluation;
    private final SpillSpace spill;
    private final Runnable cancelCheck;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Map<PlanNode, NodeCounters> counters;
    private final AtomicLong usedNanos;
    private final List<AutoCloseable> resources = new ArrayList<>();
    private final List<MemoryAccount> operators = new ArrayList<>();
    private final List<MemoryAccount> partOperators = new ArrayList<>();
    private final AtomicLong leakedBytes = new AtomicLong();

    /**
     * Makes the context of a query.
     *
     * @param cancelCheck throws when the query was cancelled
     */
    public QueryContext(
            int workers, MemoryAccount account, EvaluationContext evaluation, SpillSpace spill, Runnable cancelCheck) {
        this(
                workers,
                account,
                evaluation,
                spill,
                cancelCheck,
                account.grantBytes(),
                Collections.synchronizedMap(new IdentityHashMap<>()),
                new AtomicLong());
    }

    private QueryContext(
            int workers,
            MemoryAccount account,
            EvaluationContext evaluation,
            SpillSpace spill,
            Runnable cancelCheck,
            long budgetBytes,
            Map<PlanNode, NodeCounters> counters,
            AtomicLong usedNanos) {
        this.budgetBytes = budgetBytes;
        this.counters = counters;
        this.usedNanos = usedNanos;
        this.workers = workers;
        this.account = account;
        this.evaluation = evaluation;
        this.spill = spill;
        this.cancelCheck = cancelCheck;
    }

    /**
     * Opens the context of a part of the plan that runs on its own while this query waits for it; it ends when this one
     * does, and counts for the same nodes.
     *
     * @param operatorAccount from {@link #openAccountOfParts}
     * @param partAccount a child of it
     */
    public QueryContext openPart(MemoryAccount operatorAccount, MemoryAccount partAccount) {
        return new QueryContext(
                workers,
                partAccount,
                evaluation,
                spill,
                this::throwIfStopped,
                operatorAccount.guaranteedBytes(),
                counters,
                usedNanos);
    }

    /** Returns the count of the nanoseconds that threads have run for the query and all of its parts. */
    public AtomicLong usedNanos() {
        return usedNanos;
    }

    /** Returns how many workers a phase may have. */
    public int workers() {
        return workers;
    }

    public MemoryAccount account() {
        return account;
    }

    public EvaluationContext evaluation() {
        return evaluation;
    }

    /** Returns what is counted for a node of this query's plan. */
    public NodeCounters counters(PlanNode node) {
        return counters.computeIfAbsent(node, n -> new NodeCounters());
    }

    /** Opens the memory of one operator, while the plan is compiled; it is closed with the query. */
    public MemoryAccount openAccount(PlanNode node) {
        return open(node, account.openChild());
    }

    /**
     * Opens the memory of rows that are kept while other operators run, as {@link #openAccount} does. They have no more
     * than half of the grant, for they are not written out later to make room.
     */
    public MemoryAccount openAccountOfRows(PlanNode node) {
        return open(node, account.openChild(account.grantBytes() / 2));
    }

    private MemoryAccount open(PlanNode node, MemoryAccount opened) {
        var counted = counters(node);
        operators.add(opened);
        closeLater(() -> {
            counted.holds(opened.peakBytes());
            leakedBytes.addAndGet(opened.reservedBytes());
            opened.close();
        });
        return opened;
    }

    /** Opens the memory of an operator that runs parts of the plan within it, as {@link #openAccount} does. */
    public MemoryAccount openAccountOfParts(PlanNode node) {
        var opened = openAccount(node);
        operators.remove(opened);
        partOperators.add(opened);
        return opened;
    }

    /** Divides an operator's memory among the workers; the parts are closed with the query. */
    public WorkerAccounts divide(MemoryAccount operatorAccount) {
        var divided = new WorkerAccounts(operatorAccount, workers);
        closeLater(() -> {
            leakedBytes.addAndGet(divided.reservedBytes());
            divided.close();
        });
        return divided;
    }

    /**
     * Gives each operator a share of the grant that nobody else can take, once all accounts are open and before rows come:
     * large enough to work in, and small enough that the one operator that needs it may have most of the grant.
     */
    public void guaranteeMemory() {
        var shares = 2 + operators.size() + SHARES_OF_PARTS * partOperators.size();
        var each = Math.min(Math.max(LEAST_GUARANTEED_BYTES, budgetBytes / 16), budgetBytes / shares);
        operators.forEach(operator -> operator.guarantee(each));
        partOperators.forEach(operator -> operator.guarantee(SHARES_OF_PARTS * each));
    }

    /** Makes a heap that is closed with the query if not before. */
    public RowHeap openHeap(RowLayout layout, MemoryAccount operatorAccount) {
        return closeLater(new RowHeap(layout, operatorAccount));
    }

    /** Makes a spill file that is deleted with the query if not before. */
    public SpillFile openSpillFile(PlanNode node) {
        var counted = counters(node);
        return closeLater(spill.open(counted.spilledBytes(), counted.unspilledBytes()));
    }

    /** Has {@code resource}, which bears being closed twice, closed at the end of the query. */
    public <T extends AutoCloseable> T closeLater(T resource) {
        synchronized (resources) {
            resources.add(resource);
        }
        return resource;
    }

    /** Ends all workers' parts because one has failed; the first failure counts. */
    public void fail(Throwable cause) {
        if (!(cause instanceof Stopped)) {
            failure.compareAndSet(null, cause);
        }
    }

    public @Nullable Throwable failureOrNull() {
        return failure.get();
    }

    /** Returns what operators had reserved and not released when they were closed. */
    public long leakedBytes() {
        return leakedBytes.get();
    }

    /** Throws if the query was cancelled or has failed. */
    public void throwIfStopped() {
        if (failure.get() != null) {
            throw new Stopped();
        }
        cancelCheck.run();
    }

    @Override
    public void close() {
        synchronized (resources) {
            for (var i = resources.size() - 1; i >= 0; i--) {
                try {
                    resources.get(i).close();
                } catch (Exception failed) {
                    fail(failed);
                }
            }
            resources.clear();
        }
    }
}
