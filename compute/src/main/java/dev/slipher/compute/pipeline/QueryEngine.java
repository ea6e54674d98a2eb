package dev.slipher.compute.pipeline;

import dev.slipher.compute.fragment.FragmentCodec;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.MemoryPool;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.compute.operator.StepFactory;
import dev.slipher.compute.operator.WideningStep;
import dev.slipher.compute.operator.recursion.PartRunner;
import dev.slipher.compute.pipeline.QueryStatistics.NodeStatistics;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.TableScans;
import dev.slipher.compute.spill.SpillSpace;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.error.SlipherException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs plans on this process's cores: owns the worker threads, the memory that operators share, and the spill directory.
 *
 * <p>Queries run side by side in time slices; however many there are, only as many workers as cores run at once.
 */
public final class QueryEngine implements AutoCloseable {
    private final EngineOptions options;
    private final ChunkCache cache;
    private final MemoryPool pool;
    private final SpillSpace spill;
    private final WorkerSlots slots;
    private final ExecutorService threads;

    /**
     * Makes an engine.
     *
     * @param cache what segments are read through; stays the caller's
     */
    public QueryEngine(EngineOptions options, ChunkCache cache) {
        this(options, cache, new SpillSpace(options.spillDirectory()));
    }

    QueryEngine(EngineOptions options, ChunkCache cache, SpillSpace spill) {
        this.options = options;
        this.cache = cache;
        this.spill = spill;
        pool = new MemoryPool(options.memoryBytes());
        slots = new WorkerSlots(options.workers());
        threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("query-worker-", 0).factory());
    }

    public EngineOptions options() {
        return options;
    }

    public ChunkCache cache() {
        return cache;
    }

    /** Returns the memory that queries share, for views of what is in use. */
    public MemoryPool pool() {
        return pool;
    }

    /**
     * Runs a plan and returns when its last row was taken, or when it has failed and let go of everything.
     *
     * @param handle new, for this execution
     * @param consumer called on the calling thread only
     * @throws SlipherException the first error of any part, 57014 if it was cancelled
     */
    public QueryStatistics execute(
            QueryHandle handle, PlanNode plan, BoundInputs inputs, QueryOptions queryOptions, BatchConsumer consumer) {
        try (var account = pool.openAccount(queryOptions.grantBytes())) {
            return execute(handle, plan, inputs, queryOptions, account, consumer);
        }
    }

    /**
     * Runs a plan likewise, in memory that the caller has kept for it.
     *
     * @param account of this engine's pool, new, with the grant of the options; stays the caller's to close
     */
    public QueryStatistics execute(
            QueryHandle handle,
            PlanNode plan,
            BoundInputs inputs,
            QueryOptions queryOptions,
            MemoryAccount account,
            BatchConsumer consumer) {
        var start = System.nanoTime();
        handle.throwIfCancelled();
        assert isData(plan) : "a plan is more than its bytes say";
        var query = new QueryContext(
                options.workers(), account, queryOptions.evaluation(), spill, handle::throwIfCancelled);
        long rows;
        try (query) {
            var results = new ResultQueue(query);
            var scans = new TableScans(inputs.scans(), cache, query::throwIfStopped);
            run(query, plan, inputs, scans, queryOptions, results, _ -> results::step);
            rows = drain(query, results, consumer);
        }
        checkEnded(query);
        return statistics(query, plan, rows, System.nanoTime() - start, account.peakBytes());
    }

    /** Whether a plan would reach another node as it is; tests run every plan past this. */
    private static boolean isData(PlanNode plan) {
        return FragmentCodec.decode(FragmentCodec.encode(plan)).equals(plan);
    }

    private static void checkEnded(QueryContext query) {
        rethrow(query.failureOrNull());
        if (query.leakedBytes() != 0) {
            throw new IllegalStateException("the query ended with %d bytes reserved".formatted(query.leakedBytes()));
        }
    }

    private void run(
            QueryContext query,
            PlanNode plan,
            BoundInputs inputs,
            TableScans scans,
            QueryOptions queryOptions,
            ResultQueue results,
            Function<Shapes, StepFactory> target) {
        var shapes = new Shapes(queryOptions.evaluation(), scans::shapes);
        PartRunner parts =
                (part, bound, account, consumer) -> runPart(query, account, part, bound, scans, queryOptions, consumer);
        var compiler = new QueryCompiler(query, plan, shapes, inputs, scans, queryOptions.collectStatistics(), parts);
        compiler.compile(plan, target.apply(shapes));
        query.guaranteeMemory();
        new QueryRun(query, compiler.phases(), slots, threads, results, queryOptions.collectStatistics()).start();
    }

    /** Runs a part of a query's plan to its end, within the query. */
    private void runPart(
            QueryContext whole,
            MemoryAccount operatorAccount,
            PlanNode plan,
            BoundInputs inputs,
            TableScans scans,
            QueryOptions queryOptions,
            Consumer<Batch> consumer) {
        try (var account = operatorAccount.openChild()) {
            var query = whole.openPart(operatorAccount, account);
            try (query) {
                var results = new ResultQueue(query);
                run(
                        query,
                        plan,
                        inputs,
                        scans,
                        queryOptions,
                        results,
                        shapes -> WideningStep.before(results::step, shapes.of(plan), Shapes.general(plan.types())));
                drain(query, results, consumer::accept);
            }
            checkEnded(query);
        }
    }

    /**
     * Hands results on until all workers are done, also after a failure, since they may wait for room; lets other sessions
     * on after each, since virtual threads are not preempted.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private static long drain(QueryContext query, ResultQueue results, BatchConsumer consumer) {
        var rows = 0L;
        for (var batch = results.take(); batch != null; batch = results.take()) {
            if (query.failureOrNull() == null) {
                rows += batch.rowCount();
                try {
                    consumer.accept(batch);
                } catch (Throwable failed) {
                    query.fail(failed);
                }
            }
            Thread.yield();
        }
        return rows;
    }

    private static void rethrow(@Nullable Throwable failure) {
        switch (failure) {
            case null -> {}
            case RuntimeException runtime -> throw runtime;
            case Error error -> throw error;
            default -> throw new IllegalStateException(failure);
        }
    }

    private static QueryStatistics statistics(
            QueryContext query, PlanNode plan, long rows, long elapsedNanos, long peakBytes) {
        var nodes = new ArrayList<NodeStatistics>();
        addStatistics(query, plan, nodes);
        return new QueryStatistics(
                rows,
                elapsedNanos,
                peakBytes,
                nodes.stream().mapToLong(NodeStatistics::spilledBytes).sum(),
                nodes.stream().mapToLong(NodeStatistics::unspilledBytes).sum(),
                nodes);
    }

    private static void addStatistics(QueryContext query, PlanNode node, List<NodeStatistics> nodes) {
        var counted = query.counters(node);
        nodes.add(new NodeStatistics(
                node,
                counted.rows().sum(),
                counted.bytes().sum(),
                counted.busyNanos().sum(),
                counted.memoryBytes(),
                counted.spilledBytes().sum(),
                counted.unspilledBytes().sum(),
                counted.form()));
        node.inputs().forEach(input -> addStatistics(query, input, nodes));
    }

    /** Ends the worker threads; no query may be running. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
