/**
 * The engine that runs fragments: expressions and operators over batches, pipelines, memory and spill.
 *
 * <p>Nothing in this module knows of Calcite or of client sessions.
 */
@NullMarked
package dev.slipher.compute;

import org.jspecify.annotations.NullMarked;
