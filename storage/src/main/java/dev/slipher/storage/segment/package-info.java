/**
 * Segments: immutable objects that hold rows of one table as row groups of column chunks of blocks.
 *
 * <p>The layout is written out byte by byte in {@code docs/segment-format.md}.
 * Read {@link dev.slipher.storage.segment.SegmentWriter} first, then {@link dev.slipher.storage.segment.SegmentReader}.
 */
@NullMarked
package dev.slipher.storage.segment;

import org.jspecify.annotations.NullMarked;
