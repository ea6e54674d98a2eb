package dev.slipher.compute.pipeline;

import dev.slipher.compute.fragment.PlanNode;
import java.util.List;

/**
 * What an execution did, in all and for each node of the plan.
 *
 * @param rows rows handed to the consumer
 * @param elapsedNanos wall-clock time
 * @param peakMemoryBytes the most that the query had reserved at once
 * @param spilledBytes bytes written to spill files
 * @param unspilledBytes bytes of spill files that were read back, each counted once
 * @param nodes one entry for each node of the plan, parents before their inputs
 */
public record QueryStatistics(
        long rows,
        long elapsedNanos,
        long peakMemoryBytes,
        long spilledBytes,
        long unspilledBytes,
        List<NodeStatistics> nodes) {
    public QueryStatistics {
        nodes = List.copyOf(nodes);
    }

    /** Returns whether any operator went to disk. */
    public boolean isDiskBased() {
        return spilledBytes > 0;
    }

    /**
     * What one plan node did, summed over the workers.
     *
     * @param rows rows that it put out
     * @param bytes bytes that its scan or spill moved; 0 for nodes that move none
     * @param busyNanos worker time spent in it, 0 unless statistics were asked for
     * @param memoryBytes the most that it had reserved at once
     * @param spilledBytes bytes it wrote to spill files
     * @param unspilledBytes bytes it read back
     * @param form which implementation served it, such as {@code dense join}; empty where there is but one
     */
    public record NodeStatistics(
            PlanNode node,
            long rows,
            long bytes,
            long busyNanos,
            long memoryBytes,
            long spilledBytes,
            long unspilledBytes,
            String form) {
        public boolean isDiskBased() {
            return spilledBytes > 0;
        }
    }
}
