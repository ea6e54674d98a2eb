/**
 * What each plan node becomes: steps of one worker that push batches to the next step, and breakers that hold all rows
 * before they pass any on. Read {@link dev.slipher.compute.operator.Step} and
 * {@link dev.slipher.compute.operator.Phase} first.
 */
@NullMarked
package dev.slipher.compute.operator;

import org.jspecify.annotations.NullMarked;
