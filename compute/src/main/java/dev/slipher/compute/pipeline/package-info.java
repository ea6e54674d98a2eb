/**
 * Runs plans: pipelines of worker-local steps over morsels, on as many threads as there are cores, in time slices
 * between queries, with cancellation and statistics. Read {@link dev.slipher.compute.pipeline.QueryEngine} first.
 */
@NullMarked
package dev.slipher.compute.pipeline;

import org.jspecify.annotations.NullMarked;
