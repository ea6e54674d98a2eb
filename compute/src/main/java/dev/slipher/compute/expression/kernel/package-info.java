/**
 * The loops that expressions are made of: static methods over primitive arrays, one type each. Where the Vector API
 * gains, a plain twin stands beside it. Read {@link dev.slipher.compute.expression.kernel.BitMask} first.
 */
@NullMarked
package dev.slipher.compute.expression.kernel;

import org.jspecify.annotations.NullMarked;
