/**
 * The one off-heap cache of column chunks, filled by positional reads and bounded by a byte budget.
 * Read {@link dev.slipher.storage.cache.ChunkCache} first.
 */
@NullMarked
package dev.slipher.storage.cache;

import org.jspecify.annotations.NullMarked;
