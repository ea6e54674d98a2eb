package dev.slipher.compute.operator.window;

import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * MEDIAN, PERCENTILE_CONT and PERCENTILE_DISC of a whole partition, which is ordered by the value that the last argument
 * is. Nulls do not count. Between two values, numbers and times are interpolated; a day is that in which the time lies.
 */
final class PartitionPercentile implements WindowFunction {
    private final WindowCall window;
    private final int column;

    PartitionPercentile(WindowCall window) {
        this.window = window;
        this.column = window.call().arguments().getLast();
    }

    @Override
    public Evaluation over(PartitionRows partition) {
        var count = 0L;
        for (var row = 0L; row < partition.size(); row++) {
            if (counts(partition, row)) {
                count++;
            }
        }
        var result = percentile(partition, count);
        return _ -> result;
    }

    private boolean counts(PartitionRows partition, long row) {
        return !partition.value(row, column).isNull() && PartitionText.counts(window, partition, row);
    }

    /** Returns the first row that counts, {@code number} of them being before it, of rows from {@code from} on. */
    private long skip(PartitionRows partition, long from, long number) {
        var left = number;
        var row = from;
        while (!counts(partition, row) || left-- > 0) {
            row++;
        }
        return row;
    }

    private Datum percentile(PartitionRows partition, long count) {
        var fraction = 0.5;
        if (window.call().arguments().size() > 1) {
            if (!(partition.value(0, window.call().arguments().getFirst()) instanceof Datum.Floating(var given))) {
                return Datum.Null.NULL;
            }
            if (!(given >= 0 && given <= 1)) {
                throw new SlipherException(
                        SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
                        "percentile value %s is not between 0 and 1".formatted(given));
            }
            fraction = given;
        }
        if (count == 0) {
            return Datum.Null.NULL;
        }
        if (window.call().function().endsWith("percentile_disc")) {
            var index = (long) Math.ceil(fraction * count) - 1;
            return partition.value(skip(partition, 0, Math.max(0, index)), column);
        }
        var place = fraction * (count - 1);
        var below = (long) Math.floor(place);
        var low = skip(partition, 0, below);
        var high = skip(partition, low, (long) Math.ceil(place) - below);
        return between(partition.value(low, column), partition.value(high, column), place - below);
    }

    private Datum between(Datum low, Datum high, double fraction) {
        var type = window.call().type();
        return switch (low) {
            case Datum.Floating(var value) -> {
                var other = ((Datum.Floating) high).value();
                yield new Datum.Floating(value == other ? value : value + fraction * (other - value));
            }
            case Datum.Integral(var value)
            when type == SqlType.Simple.DOUBLE -> {
                var other = ((Datum.Integral) high).value();
                yield new Datum.Floating(value + fraction * ((double) other - value));
            }
            default ->
                FrameAggregate.datum(
                        exact(low)
                                .add(exact(high).subtract(exact(low)).multiply(BigDecimal.valueOf(fraction)))
                                .setScale(0, type == SqlType.Simple.DATE ? RoundingMode.FLOOR : RoundingMode.HALF_UP)
                                .unscaledValue(),
                        type);
        };
    }

    private static BigDecimal exact(Datum value) {
        return switch (value) {
            case Datum.Integral(var v) -> BigDecimal.valueOf(v);
            case Datum.Wide(var high, var low) ->
                new BigDecimal(BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low))));
            default -> throw new IllegalStateException("nothing lies between two of " + value);
        };
    }
}
