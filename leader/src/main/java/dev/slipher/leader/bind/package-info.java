/**
 * Calcite's trees into logical plans: what names, types and functions mean. Read {@link dev.slipher.leader.bind.Binder}
 * first.
 */
@NullMarked
package dev.slipher.leader.bind;

import org.jspecify.annotations.NullMarked;
