/**
 * Joins: the build side's rows and the tables over them in their several forms, the probes, and the way over the disk.
 * Read {@link dev.slipher.compute.operator.join.JoinCompiler} first.
 */
@NullMarked
package dev.slipher.compute.operator.join;

import org.jspecify.annotations.NullMarked;
