/**
 * Rows that are written anew, so that few segments lie in good order without deleted rows:
 * {@link dev.slipher.leader.compaction.CompactionPolicy} chooses, {@link dev.slipher.leader.compaction.Compaction} rewrites,
 * {@link dev.slipher.leader.compaction.BackgroundCompaction} does so unasked.
 */
@NullMarked
package dev.slipher.leader.compaction;

import org.jspecify.annotations.NullMarked;
