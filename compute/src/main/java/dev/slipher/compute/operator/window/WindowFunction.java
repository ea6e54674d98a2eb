package dev.slipher.compute.operator.window;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import java.util.List;

/** One window call; stateless, so that all partitions share it. */
@FunctionalInterface
interface WindowFunction {
    /** Begins with a partition. */
    Evaluation over(PartitionRows partition);

    /** Computes a call for each row of a partition, in their order. */
    @FunctionalInterface
    interface Evaluation {
        Datum next(long row);

        /** Gives back what memory was reserved, before the partition's rows go. */
        default void close() {}
    }

    /** Returns the function of a call. */
    static WindowFunction of(WindowCall window, List<ColumnShape> input) {
        var function = ofAllRows(window, input);
        return window.firstRowOnly() ? ofFirstRow(function) : function;
    }

    private static WindowFunction ofFirstRow(WindowFunction function) {
        return partition -> {
            var evaluation = function.over(partition);
            var value = evaluation.next(0);
            evaluation.close();
            return row -> row == 0 ? value : Datum.Null.NULL;
        };
    }

    private static WindowFunction ofAllRows(WindowCall window, List<ColumnShape> input) {
        var call = window.call();
        var arguments = call.arguments();
        return switch (call.function()) {
            case "row_number" -> _ -> row -> new Datum.Integral(row + 1);
            case "rank" -> overPeers((_, _, peers) -> new Datum.Integral(peers.start() + 1));
            case "dense_rank" -> overPeers((_, _, peers) -> new Datum.Integral(peers.group() + 1));
            case "percent_rank" ->
                overPeers((partition, _, peers) -> new Datum.Floating(
                        partition.size() == 1 ? 0.0 : (double) peers.start() / (partition.size() - 1)));
            case "cume_dist" ->
                overPeers((partition, _, peers) -> new Datum.Floating((double) peers.end() / partition.size()));
            case "ntile" -> partition -> row -> ntile(partition, row, arguments.getFirst());
            case "lag" -> new Shift(window, -1);
            case "lead" -> new Shift(window, 1);
            case "first_value", "last_value", "nth_value" -> new FrameValue(window);
            case "median", "percentile_cont", "percentile_disc", "approximate_percentile_disc" ->
                new PartitionPercentile(window);
            case "listagg", "string_agg", "array_agg" -> new PartitionText(window);
            case "sum", "avg", "count", "min", "max", "bool_and", "bool_or", "every", "any_value" ->
                new FrameAggregate(window, input);
            case "stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop" -> new FrameVariance(window);
            case "ratio_to_report" -> ratioToReport(arguments.getFirst());
            default ->
                throw new SlipherException(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "window function %s is not supported".formatted(call.function()));
        };
    }

    /** Computes a value from the peers of a row. */
    @FunctionalInterface
    interface PeerValue {
        Datum of(PartitionRows partition, long row, PeerGroups peers);
    }

    private static WindowFunction overPeers(PeerValue value) {
        return partition -> {
            var peers = new PeerGroups(partition);
            return row -> {
                peers.moveTo(row);
                return value.of(partition, row, peers);
            };
        };
    }

    /** The value's part of the sum of its partition; null where that sum is 0. */
    private static WindowFunction ratioToReport(int column) {
        return partition -> {
            var sum = 0.0;
            for (var row = 0L; row < partition.size(); row++) {
                sum += partition.value(row, column) instanceof Datum.Floating(var value) ? value : 0;
            }
            var total = sum;
            return row -> partition.value(row, column) instanceof Datum.Floating(var value) && total != 0
                    ? new Datum.Floating(value / total)
                    : Datum.Null.NULL;
        };
    }

    private static Datum ntile(PartitionRows partition, long row, int column) {
        if (!(partition.value(row, column) instanceof Datum.Integral(var buckets))) {
            return Datum.Null.NULL;
        }
        if (buckets <= 0) {
            throw new SlipherException(
                    SqlState.INVALID_ARGUMENT_FOR_NTILE_FUNCTION, "argument of ntile must be greater than zero");
        }
        var small = partition.size() / buckets;
        var larger = partition.size() % buckets;
        var inLarger = larger * (small + 1);
        return new Datum.Integral(row < inLarger ? row / (small + 1) + 1 : larger + (row - inLarger) / small + 1);
    }
}
