package dev.slipher.compute.expression.function;

import org.jspecify.annotations.Nullable;

/**
 * A loop that calls one function for each selected row.
 *
 * <p>The classes named {@code …RowLoop} are moulds: {@link ScalarCall} defines a hidden copy of one for each function and
 * form of arguments, with the function's handle as a constant of the copy, so that the JIT inlines the function into
 * its own loop and no row pays for a call.
 */
interface RowLoop {
    void run(CallFrame frame, int @Nullable [] selection, int count);
}
