/**
 * All functions that SQL can call. A scalar function is one static method with a
 * {@link dev.slipher.compute.expression.function.ScalarFunction} annotation; aggregate and window functions have their
 * types here and their code in the operators. Read {@link dev.slipher.compute.expression.function.FunctionRegistry}
 * first.
 */
@NullMarked
package dev.slipher.compute.expression.function;

import org.jspecify.annotations.NullMarked;
