/**
 * The plan language that compute understands: immutable records of {@link dev.slipher.compute.fragment.PlanNode}s over
 * {@link dev.slipher.compute.fragment.Expression}s, free of names, Calcite and client sessions.
 * Read {@link dev.slipher.compute.fragment.PlanNode} first.
 */
@NullMarked
package dev.slipher.compute.fragment;

import org.jspecify.annotations.NullMarked;
