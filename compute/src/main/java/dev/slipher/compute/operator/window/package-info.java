/**
 * Window functions over rows that were sorted by partition and order.
 * Read {@link dev.slipher.compute.operator.window.WindowCompiler} first.
 */
@NullMarked
package dev.slipher.compute.operator.window;

import org.jspecify.annotations.NullMarked;
