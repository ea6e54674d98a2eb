/**
 * Temporary local files of encoded batches, for operators whose reservation was refused.
 * Read {@link dev.slipher.compute.spill.SpillFile} first.
 */
@NullMarked
package dev.slipher.compute.spill;

import org.jspecify.annotations.NullMarked;
