package dev.slipher.compute.expression.function;

import java.util.Set;

/** What planning and execution may rely on of aggregate functions; of one that no trait names they assume nothing. */
public enum AggregateTrait {
    /** It needs its rows in an order, and is computed as a window function of each whole group. */
    ORDERED(
            "listagg",
            "string_agg",
            "array_agg",
            "median",
            "percentile_cont",
            "percentile_disc",
            "approximate_percentile_disc"),

    /** Of the same rows in another order it may give something else, whatever their type. */
    BY_ARRIVAL("listagg", "string_agg", "array_agg", "any_value"),

    /** Of the same rows it gives the same in any order, also of floating-point numbers. */
    EXACT("min", "max", "single_value", "count", "grouping"),

    /** It is all the same whether a value comes more than once. */
    IDEMPOTENT("min", "max", "any_value", "bool_and", "bool_or", "every", "bit_and", "bit_or"),

    /** It gives a number where there are no rows; all others give null. */
    NUMBER_WITHOUT_ROWS("count", "grouping");

    private final Set<String> functions;

    AggregateTrait(String... functions) {
        this.functions = Set.of(functions);
    }

    Set<String> functions() {
        return functions;
    }

    /** Returns whether an aggregate function has the trait. */
    public boolean holdsFor(String function) {
        return functions.contains(function);
    }
}
