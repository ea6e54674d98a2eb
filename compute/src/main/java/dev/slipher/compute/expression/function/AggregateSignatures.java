package dev.slipher.compute.expression.function;

import java.util.ArrayList;
import java.util.List;

/** The types of aggregate and window functions; their code is in the operators. */
final class AggregateSignatures {
    private AggregateSignatures() {}

    static List<FunctionSignature> all() {
        var list = new ArrayList<FunctionSignature>();
        list.add(declared("count", TypeFamily.BIGINT));
        list.add(declared("count", TypeFamily.BIGINT, TypeFamily.ANY));
        list.add(declared("sum", TypeFamily.BIGINT, TypeFamily.SMALLINT));
        list.add(declared("sum", TypeFamily.BIGINT, TypeFamily.INTEGER));
        list.add(ruled("sum", TypeFamily.DECIMAL, ResultRule.SUM_DECIMAL, TypeFamily.BIGINT));
        list.add(ruled("sum", TypeFamily.DECIMAL, ResultRule.SUM_DECIMAL, TypeFamily.DECIMAL));
        list.add(declared("sum", TypeFamily.DOUBLE, TypeFamily.DOUBLE));
        list.add(declared("sum", TypeFamily.INTERVAL, TypeFamily.INTERVAL));
        list.add(declared("avg", TypeFamily.BIGINT, TypeFamily.BIGINT));
        list.add(ruled("avg", TypeFamily.DECIMAL, ResultRule.AVERAGE_DECIMAL, TypeFamily.DECIMAL));
        list.add(declared("avg", TypeFamily.DOUBLE, TypeFamily.DOUBLE));
        list.add(declared("avg", TypeFamily.INTERVAL, TypeFamily.INTERVAL));
        for (var name : List.of("min", "max", "any_value")) {
            list.add(ruled(name, TypeFamily.ANY, ResultRule.FIRST_ARGUMENT, TypeFamily.ANY));
        }
        for (var name : List.of("stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop")) {
            list.add(declared(name, TypeFamily.DOUBLE, TypeFamily.DOUBLE));
        }
        for (var name : List.of("bool_and", "bool_or", "every")) {
            list.add(declared(name, TypeFamily.BOOLEAN, TypeFamily.BOOLEAN));
        }
        for (var name : List.of("bit_and", "bit_or")) {
            list.add(ruled(name, TypeFamily.INTEGER, ResultRule.FIRST_ARGUMENT, TypeFamily.SMALLINT));
            list.add(ruled(name, TypeFamily.INTEGER, ResultRule.FIRST_ARGUMENT, TypeFamily.INTEGER));
            list.add(ruled(name, TypeFamily.BIGINT, ResultRule.FIRST_ARGUMENT, TypeFamily.BIGINT));
            list.add(declared(name, TypeFamily.BOOLEAN, TypeFamily.BOOLEAN));
        }
        list.add(declared("listagg", TypeFamily.TEXT, TypeFamily.TEXT));
        list.add(declared("listagg", TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT));
        list.add(declared("string_agg", TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT));
        list.add(ruled("array_agg", TypeFamily.ARRAY, ResultRule.ARRAY_OF_FIRST, TypeFamily.ANY));
        addPercentiles(list);
        addWindows(list);
        return list;
    }

    /** The column of WITHIN GROUP is the second argument of the percentiles. */
    private static void addPercentiles(List<FunctionSignature> list) {
        for (var family : List.of(TypeFamily.DATE, TypeFamily.TIMESTAMP, TypeFamily.TIMESTAMPTZ)) {
            list.add(declared("median", family, family));
            list.add(declared("percentile_cont", family, TypeFamily.DOUBLE, family));
        }
        list.add(declared("median", TypeFamily.DOUBLE, TypeFamily.BIGINT));
        list.add(ruled("median", TypeFamily.DECIMAL, ResultRule.AVERAGE_DECIMAL, TypeFamily.DECIMAL));
        list.add(declared("median", TypeFamily.DOUBLE, TypeFamily.DOUBLE));
        list.add(declared("percentile_cont", TypeFamily.DOUBLE, TypeFamily.DOUBLE, TypeFamily.DOUBLE));
        for (var name : List.of("percentile_disc", "approximate_percentile_disc")) {
            list.add(ruled(name, TypeFamily.ANY, ResultRule.SECOND_ARGUMENT, TypeFamily.DOUBLE, TypeFamily.ANY));
        }
    }

    private static void addWindows(List<FunctionSignature> list) {
        for (var name : List.of("row_number", "rank", "dense_rank")) {
            list.add(window(name, TypeFamily.BIGINT, ResultRule.DECLARED));
        }
        for (var name : List.of("percent_rank", "cume_dist")) {
            list.add(window(name, TypeFamily.DOUBLE, ResultRule.DECLARED));
        }
        list.add(window("ntile", TypeFamily.BIGINT, ResultRule.DECLARED, TypeFamily.BIGINT));
        list.add(window("ratio_to_report", TypeFamily.DOUBLE, ResultRule.DECLARED, TypeFamily.DOUBLE));
        for (var name : List.of("first_value", "last_value", "lag", "lead")) {
            list.add(window(name, TypeFamily.ANY, ResultRule.FIRST_ARGUMENT, TypeFamily.ANY));
        }
        for (var name : List.of("lag", "lead", "nth_value")) {
            list.add(window(name, TypeFamily.ANY, ResultRule.FIRST_ARGUMENT, TypeFamily.ANY, TypeFamily.BIGINT));
        }
        for (var name : List.of("lag", "lead")) {
            list.add(window(
                    name,
                    TypeFamily.ANY,
                    ResultRule.FIRST_ARGUMENT,
                    TypeFamily.ANY,
                    TypeFamily.BIGINT,
                    TypeFamily.ANY));
        }
    }

    private static FunctionSignature declared(String name, TypeFamily result, TypeFamily... parameters) {
        return ruled(name, result, ResultRule.DECLARED, parameters);
    }

    private static FunctionSignature ruled(String name, TypeFamily result, ResultRule rule, TypeFamily... parameters) {
        return signature(name, FunctionKind.AGGREGATE, result, rule, parameters);
    }

    private static FunctionSignature window(String name, TypeFamily result, ResultRule rule, TypeFamily... parameters) {
        return signature(name, FunctionKind.WINDOW, result, rule, parameters);
    }

    private static FunctionSignature signature(
            String name, FunctionKind kind, TypeFamily result, ResultRule rule, TypeFamily... parameters) {
        return new FunctionSignature(
                name, kind, List.of(parameters), false, result, rule, 0, Volatility.IMMUTABLE, false);
    }
}
