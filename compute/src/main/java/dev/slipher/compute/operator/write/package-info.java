/**
 * Writing: rows are selected, completed and put into new segments by all workers at once, and what was written is reported.
 * Read {@link dev.slipher.compute.operator.write.WriteCompiler} first.
 */
@NullMarked
package dev.slipher.compute.operator.write;

import org.jspecify.annotations.NullMarked;
