package dev.slipher.compute.expression;

import dev.slipher.compute.expression.function.FunctionRegistry;
import dev.slipher.compute.expression.function.Volatility;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Subexpressions;
import java.util.Optional;

/** Which expressions may give another value each time. */
public final class VolatileCalls {
    private VolatileCalls() {}

    /** Returns whether an expression may give another value each time it is evaluated, so that it must not be copied. */
    public static boolean areIn(Expression expression) {
        return expression instanceof Expression.Call call && of(call) == Volatility.VOLATILE
                || Subexpressions.of(expression).stream().anyMatch(VolatileCalls::areIn);
    }

    /** Returns how long the value of a call, apart from its arguments, stays the same. */
    public static Volatility of(Expression.Call call) {
        var types = call.arguments().stream()
                .map(argument -> Optional.of(argument.type()))
                .toList();
        return FunctionRegistry.resolve(call.function(), types).signature().volatility();
    }
}
