/**
 * Subplans that are computed once for several places of a plan: {@link dev.slipher.compute.operator.shared.SharedRows} keeps
 * their rows.
 */
@NullMarked
package dev.slipher.compute.operator.shared;

import org.jspecify.annotations.NullMarked;
