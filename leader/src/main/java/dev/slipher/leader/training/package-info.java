/**
 * Makes a fresh process fast: runs synthetic statements in the background until the JIT has compiled what queries run.
 *
 * <p>{@link dev.slipher.leader.training.Training} is the type to read first; the statements are resources beside it and
 * know nothing of anybody's tables.
 */
@NullMarked
package dev.slipher.leader.training;

import org.jspecify.annotations.NullMarked;
