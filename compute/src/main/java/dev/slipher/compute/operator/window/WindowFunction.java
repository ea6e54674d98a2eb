package dev.slipher.compute.operator.window;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.fragment.PlanNode.Window;
import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import java.util.List;

/** Computes one window call for the rows of a partition; stateless, so that all partitions share it. */
@FunctionalInterface
interface WindowFunction {
    /** Fills {@code results} with a value for each row of the partition. */
    void compute(WindowPartition partition, Datum[] results);

    /** Returns the function of a call. */
    static WindowFunction of(WindowCall window, Window node, List<ColumnShape> input) {
        var call = window.call();
        var arguments = call.arguments();
        return switch (call.function()) {
            case "row_number" ->
                (partition, results) -> {
                    for (var i = 0; i < results.length; i++) {
                        results[i] = new Datum.Integral(i + 1L);
                    }
                };
            case "rank" ->
                (partition, results) -> {
                    for (var i = 0; i < results.length; i++) {
                        results[i] = new Datum.Integral(partition.peerStart(i) + 1L);
                    }
                };
            case "dense_rank" ->
                (partition, results) -> {
                    for (var i = 0; i < results.length; i++) {
                        results[i] = new Datum.Integral(partition.peerGroup(i) + 1L);
                    }
                };
            case "percent_rank" ->
                (partition, results) -> {
                    for (var i = 0; i < results.length; i++) {
                        results[i] = new Datum.Floating(
                                results.length == 1 ? 0.0 : (double) partition.peerStart(i) / (results.length - 1));
                    }
                };
            case "cume_dist" ->
                (partition, results) -> {
                    for (var i = 0; i < results.length; i++) {
                        results[i] = new Datum.Floating((double) partition.peerEnd(i) / results.length);
                    }
                };
            case "ntile" -> ntile(arguments.getFirst());
            case "lag" -> shift(window, -1);
            case "lead" -> shift(window, 1);
            case "first_value", "last_value", "nth_value" -> new FrameValue(window, node);
            case "median", "percentile_cont", "percentile_disc", "approximate_percentile_disc" ->
                new PartitionPercentile(window);
            case "listagg", "string_agg", "array_agg" -> new PartitionText(window);
            case "sum", "avg", "count", "min", "max", "bool_and", "bool_or", "every", "any_value" ->
                new FrameAggregate(window, node, input);
            case "stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop" ->
                new FrameVariance(window, node);
            case "ratio_to_report" -> ratioToReport(arguments.getFirst());
            default ->
                throw new SlipherException(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "window function %s is not supported".formatted(call.function()));
        };
    }

    private static WindowFunction ntile(int column) {
        return (partition, results) -> {
            for (var i = 0; i < results.length; i++) {
                if (!(partition.value(i, column) instanceof Datum.Integral(var buckets))) {
                    results[i] = Datum.Null.NULL;
                    continue;
                }
                if (buckets <= 0) {
                    throw new SlipherException(
                            SqlState.INVALID_PARAMETER_VALUE, "argument of ntile must be greater than zero");
                }
                var small = results.length / buckets;
                var larger = results.length % buckets;
                var inLarger = larger * (small + 1);
                results[i] =
                        new Datum.Integral(i < inLarger ? i / (small + 1) + 1 : larger + (i - inLarger) / small + 1);
            }
        };
    }

    /** The value's part of the sum of its partition; null where that sum is 0. */
    private static WindowFunction ratioToReport(int column) {
        return (partition, results) -> {
            var total = 0.0;
            for (var i = 0; i < results.length; i++) {
                total += partition.value(i, column) instanceof Datum.Floating(var value) ? value : 0;
            }
            for (var i = 0; i < results.length; i++) {
                results[i] = partition.value(i, column) instanceof Datum.Floating(var value) && total != 0
                        ? new Datum.Floating(value / total)
                        : Datum.Null.NULL;
            }
        };
    }

    private static WindowFunction shift(WindowCall window, int direction) {
        var arguments = window.call().arguments();
        return (partition, results) -> {
            for (var i = 0; i < results.length; i++) {
                var distance = arguments.size() > 1 ? partition.value(i, arguments.get(1)) : new Datum.Integral(1);
                if (!(distance instanceof Datum.Integral(var rows))) {
                    results[i] = Datum.Null.NULL;
                    continue;
                }
                var target = window.ignoreNulls()
                        ? valueThatIsNotNull(partition, i, rows * direction, arguments.getFirst())
                        : i + rows * direction;
                if (target >= 0 && target < results.length) {
                    results[i] = partition.value((int) target, arguments.getFirst());
                } else {
                    results[i] = arguments.size() > 2 ? partition.value(i, arguments.get(2)) : Datum.Null.NULL;
                }
            }
        };
    }

    /** Returns the row as many values away, nulls not counted; -1 if there is none. */
    private static long valueThatIsNotNull(WindowPartition partition, int row, long distance, int column) {
        var step = distance < 0 ? -1 : 1;
        var left = Math.abs(distance);
        var at = row;
        while (left > 0) {
            at += step;
            if (at < 0 || at >= partition.size()) {
                return -1;
            }
            if (!partition.value(at, column).isNull()) {
                left--;
            }
        }
        return at;
    }
}
