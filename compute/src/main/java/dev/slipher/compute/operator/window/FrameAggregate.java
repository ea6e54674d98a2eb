package dev.slipher.compute.operator.window;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.fragment.Frame;
import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/**
 * SUM, AVG, COUNT, MIN and MAX of a frame, and what is one of them under another name. Frames move forward only, so exact
 * sums and counts add what enters and take off what leaves, extremes keep a queue of rows, and sums of doubles, which
 * cannot be taken back, are a {@link SlidingFold}.
 */
final class FrameAggregate implements WindowFunction {
    private final WindowCall window;
    private final boolean startMoves;
    private final SqlType argumentType;

    FrameAggregate(WindowCall window, List<ColumnShape> input) {
        this.window = window;
        startMoves = window.frame().start() != Frame.Bound.Fixed.UNBOUNDED_PRECEDING;
        var arguments = window.call().arguments();
        argumentType = arguments.isEmpty()
                ? SqlType.Simple.BIGINT
                : input.get(arguments.getFirst()).type();
        if (window.call().distinct()) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED, "DISTINCT is not implemented for window functions");
        }
    }

    @Override
    public Evaluation over(PartitionRows partition) {
        return switch (window.call().function()) {
            case "min", "bool_and", "every", "any_value" -> new Extremes(partition, 1);
            case "max", "bool_or" -> new Extremes(partition, -1);
            default -> argumentType.physicalKind() == PhysicalKind.DOUBLE ? doubles(partition) : new Sums(partition);
        };
    }

    private Evaluation doubles(PartitionRows partition) {
        var bounds = new FrameBounds(window.frame(), partition);
        var fold = new SlidingFold<>(
                Doubles.NONE,
                row -> value(partition, row) instanceof Datum.Floating(var value)
                        ? new Doubles(1, value)
                        : Doubles.NONE,
                Doubles::plus);
        return row -> {
            var start = bounds.start(row);
            return result(fold.of(start, Math.max(start, bounds.end(row))));
        };
    }

    /** How many doubles there are, and their sum. */
    private record Doubles(long count, double sum) {
        private static final Doubles NONE = new Doubles(0, 0);

        private Doubles plus(Doubles other) {
            return new Doubles(count + other.count, sum + other.sum);
        }
    }

    private Datum result(Doubles doubles) {
        var function = window.call().function();
        if (function.equals("count")) {
            return new Datum.Integral(doubles.count());
        }
        if (doubles.count() == 0) {
            return Datum.Null.NULL;
        }
        var result = function.equals("avg") ? doubles.sum() / doubles.count() : doubles.sum();
        return new Datum.Floating(Double.isNaN(result) ? Double.NaN : result + 0.0);
    }

    /** Returns a row's value, the number 1 for COUNT(*), or null if the row does not count. */
    private Datum value(PartitionRows partition, long row) {
        var call = window.call();
        if (call.filter().isPresent()
                && !partition.value(row, call.filter().get()).equals(new Datum.Integral(1))) {
            return Datum.Null.NULL;
        }
        return call.arguments().isEmpty()
                ? new Datum.Integral(1)
                : partition.value(row, call.arguments().getFirst());
    }

    /**
     * MIN if {@code sign} is 1, MAX if it is -1.
     *
     * <p>The queue holds candidates: rows that are the extreme of the frame from themselves on, that of the whole frame
     * first. When it cannot grow, further ones are left out, all of which are worse than those it has, and looked at
     * again once those have left the frame.
     */
    private final class Extremes implements Evaluation {
        private static final long NONE = -1;

        private final PartitionRows partition;
        private final FrameBounds bounds;
        private final int sign;
        private final RowQueue candidates;
        private long added;
        /** The first row that was left out; the queue is not empty then. */
        private long leftOut = NONE;

        private long firstRow = NONE;
        private Datum firstValue = Datum.Null.NULL;
        private long lastRow = NONE;
        private Datum lastValue = Datum.Null.NULL;

        private Extremes(PartitionRows partition, int sign) {
            this.partition = partition;
            this.sign = sign;
            bounds = new FrameBounds(window.frame(), partition);
            candidates = new RowQueue(partition);
        }

        @Override
        public Datum next(long row) {
            var start = bounds.start(row);
            var end = bounds.end(row);
            for (; added < end; added++) {
                add(added);
            }
            while (!candidates.isEmpty() && candidates.first() < start) {
                candidates.removeFirst();
            }
            if (candidates.isEmpty() && leftOut != NONE) {
                addAgain(Math.max(start, leftOut));
            }
            return candidates.isEmpty() || start >= end ? Datum.Null.NULL : firstValue();
        }

        private void addAgain(long from) {
            leftOut = NONE;
            for (var row = from; row < added; row++) {
                add(row);
            }
        }

        private void add(long row) {
            var value = value(partition, row);
            if (value.isNull()) {
                return;
            }
            if (!startMoves && !candidates.isEmpty()) {
                // Nothing ever leaves the frame, so only the best counts.
                if (compareValues(firstValue(), value) * sign <= 0) {
                    return;
                }
                candidates.clear();
            }
            while (!candidates.isEmpty() && compareValues(lastValue(), value) * sign >= 0) {
                candidates.removeLast();
                // This row is better than one that was better than they are.
                leftOut = NONE;
            }
            if (leftOut != NONE) {
                return;
            }
            if (candidates.tryAdd(row)) {
                lastRow = row;
                lastValue = value;
            } else {
                leftOut = row;
            }
        }

        private Datum firstValue() {
            if (candidates.first() != firstRow) {
                firstRow = candidates.first();
                firstValue = argument(firstRow);
            }
            return firstValue;
        }

        private Datum lastValue() {
            if (candidates.last() != lastRow) {
                lastRow = candidates.last();
                lastValue = argument(lastRow);
            }
            return lastValue;
        }

        private Datum argument(long row) {
            return partition.value(row, window.call().arguments().getFirst());
        }

        @Override
        public void close() {
            candidates.close();
        }
    }

    /** Compares values of one type that are not null. */
    private static int compareValues(Datum left, Datum right) {
        return switch (left) {
            case Datum.Integral(var v) -> Long.compare(v, ((Datum.Integral) right).value());
            case Datum.Floating(var v) -> Double.compare(v, ((Datum.Floating) right).value());
            case Datum.Wide(var high, var low) -> {
                var other = (Datum.Wide) right;
                yield high != other.high() ? Long.compare(high, other.high()) : Long.compareUnsigned(low, other.low());
            }
            case Datum.Bytes(var v) -> {
                var other = ((Datum.Bytes) right).value();
                yield Arrays.compareUnsigned(v, 0, withoutBlanks(v), other, 0, withoutBlanks(other));
            }
            case Datum.Null.NULL -> throw new IllegalStateException("a null has no place in an order of values");
        };
    }

    private static int withoutBlanks(byte[] bytes) {
        var end = bytes.length;
        while (end > 0 && bytes[end - 1] == ' ') {
            end--;
        }
        return end;
    }

    /** SUM, AVG and COUNT of what is added exactly, and COUNT of anything else. */
    private final class Sums implements Evaluation {
        private final PartitionRows partition;
        private final FrameBounds bounds;
        private Sum sum = new Sum();
        private long from;
        private long to;

        private Sums(PartitionRows partition) {
            this.partition = partition;
            bounds = new FrameBounds(window.frame(), partition);
        }

        @Override
        public Datum next(long row) {
            var start = bounds.start(row);
            var end = Math.max(start, bounds.end(row));
            if (start > to) {
                sum = new Sum();
                from = start;
                to = start;
            }
            for (; to < end; to++) {
                sum.add(value(partition, to), 1);
            }
            for (; from < start; from++) {
                sum.add(value(partition, from), -1);
            }
            return sum.result();
        }
    }

    /** Returns an integral value of a type, scaled if it is a decimal; 22003 if it does not fit. */
    static Datum datum(BigInteger value, SqlType type) {
        var wide = type.physicalKind() == PhysicalKind.INT128;
        var fits = type instanceof SqlType.Decimal(var precision, var _)
                ? value.abs().compareTo(BigInteger.TEN.pow(precision)) < 0
                : value.bitLength() < Long.SIZE;
        if (!fits) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "%s out of range".formatted(type));
        }
        return wide
                ? new Datum.Wide(value.shiftRight(64).longValue(), value.longValue())
                : new Datum.Integral(value.longValue());
    }

    private final class Sum {
        private long count;
        private BigInteger exact = BigInteger.ZERO;

        private void add(Datum value, int sign) {
            switch (value) {
                case Datum.Integral(var v) -> {
                    var whole = BigInteger.valueOf(v);
                    exact = sign < 0 ? exact.subtract(whole) : exact.add(whole);
                }
                case Datum.Wide(var high, var low) -> {
                    var wide = BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)));
                    exact = sign < 0 ? exact.subtract(wide) : exact.add(wide);
                }
                case Datum.Floating _, Datum.Bytes _ -> {}
                case Datum.Null.NULL -> {
                    return;
                }
            }
            count += sign;
        }

        private Datum result() {
            var function = window.call().function();
            if (function.equals("count")) {
                return new Datum.Integral(count);
            }
            if (count == 0) {
                return Datum.Null.NULL;
            }
            var average = function.equals("avg");
            var type = window.call().type();
            if (type.physicalKind() == PhysicalKind.DOUBLE) {
                var total = new BigDecimal(exact, scale(argumentType)).doubleValue();
                return new Datum.Floating(average ? total / count : total);
            }
            var total = new BigDecimal(exact, scale(argumentType));
            var divided = average
                    ? total.divide(
                            BigDecimal.valueOf(count),
                            scale(type),
                            type instanceof SqlType.Decimal ? RoundingMode.HALF_UP : RoundingMode.DOWN)
                    : total;
            return datum(divided.setScale(scale(type), RoundingMode.HALF_UP).unscaledValue(), type);
        }

        private static int scale(SqlType type) {
            return type instanceof SqlType.Decimal(var _, var scale) ? scale : 0;
        }
    }
}
