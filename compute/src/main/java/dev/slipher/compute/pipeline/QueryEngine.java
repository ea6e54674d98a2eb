package dev.slipher.compute.pipeline;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;

/**
 * Runs plans on this process's cores: owns the worker threads, the memory that operators share, and the spill directory.
 *
 * <p>Queries run side by side in time slices; however many there are, only as many workers as cores run at once.
 */
public final class QueryEngine implements AutoCloseable {
    private final EngineOptions options;
    private final ChunkCache cache;

    /**
     * Makes an engine.
     *
     * @param cache what segments are read through; stays the caller's
     */
    public QueryEngine(EngineOptions options, ChunkCache cache) {
        this.options = options;
        this.cache = cache;
    }

    public EngineOptions options() {
        return options;
    }

    public ChunkCache cache() {
        return cache;
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
        handle.throwIfCancelled();
        throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "queries cannot be executed");
    }

    /** Ends the worker threads; no query may be running. */
    @Override
    public void close() {}
}
