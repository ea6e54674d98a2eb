package dev.slipher.compute.pipeline;

import java.nio.file.Path;

/**
 * What an engine may use.
 *
 * @param workers queries' tasks that run at the same moment, one a core
 * @param memoryBytes what all queries together may reserve
 * @param spillDirectory where spill files go; made if missing, and emptied when the engine starts
 */
public record EngineOptions(int workers, long memoryBytes, Path spillDirectory) {
    public EngineOptions {
        if (workers < 1 || memoryBytes < 1) {
            throw new IllegalArgumentException("workers %d, memory %d".formatted(workers, memoryBytes));
        }
    }
}
