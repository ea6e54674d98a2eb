package dev.slipher.compute.expression.function;

import dev.slipher.compute.expression.kernel.BitMask;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** The mould of loops over functions that return double; see {@link RowLoop}. */
final class DoubleRowLoop implements RowLoop {
    private static final MethodHandle FUNCTION = ScalarCall.handleOf(MethodHandles.lookup());

    @Override
    public void run(CallFrame frame, int @Nullable [] selection, int count) {
        try {
            double[] out = frame.doubles();
            boolean strict = frame.isStrict();
            for (int i = 0; i < count; i++) {
                int row = selection == null ? i : selection[i];
                var nulls = frame.nulls();
                if (strict && nulls != null && BitMask.get(nulls, row)) {
                    continue;
                }
                frame.moveTo(row);
                out[row] = (double) FUNCTION.invokeExact(frame, row);
                frame.finishRow(row);
            }
        } catch (Throwable e) {
            throw ScalarCall.unchecked(e);
        }
    }
}
