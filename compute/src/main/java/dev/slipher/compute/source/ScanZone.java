package dev.slipher.compute.source;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ColumnReference;
import dev.slipher.compute.fragment.Expression.Comparison;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.compute.fragment.Expression.Literal;
import dev.slipher.storage.encoding.StringComparison;
import dev.slipher.storage.segment.ZoneMaps;
import dev.slipher.storage.segment.ZoneMatch;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Bounds outside of which no value of a column satisfies a condition, so that blocks, chunks and whole segments without a
 * value between them are left out. Nulls never satisfy it. The condition itself is asked of what is left.
 */
sealed interface ScanZone {
    /** Returns the scan's column. */
    int column();

    /** Returns whether a chunk of the column has no value between the bounds. */
    boolean excludes(ZoneMaps chunk);

    /** Returns whether a block of a chunk of the column has none. */
    boolean excludes(ZoneMaps chunk, int block);

    /** Returns whether values of which none is below {@code min} and none above {@code max} have none between the bounds. */
    boolean excludes(Datum min, Datum max);

    /** Bounds of kind INT32 or INT64. */
    record Integers(int column, long low, long high) implements ScanZone {
        @Override
        public boolean excludes(ZoneMaps chunk) {
            return chunk.matchRange(low, high) == ZoneMatch.NONE;
        }

        @Override
        public boolean excludes(ZoneMaps chunk, int block) {
            return chunk.matchRange(block, low, high) == ZoneMatch.NONE;
        }

        @Override
        public boolean excludes(Datum min, Datum max) {
            return min instanceof Datum.Integral(var least)
                    && max instanceof Datum.Integral(var greatest)
                    && (greatest < low || least > high);
        }
    }

    /** Bounds of kind DOUBLE, NaN being the greatest value. */
    record Doubles(int column, double low, double high) implements ScanZone {
        @Override
        public boolean excludes(ZoneMaps chunk) {
            return excludes(chunk.min(), chunk.max());
        }

        @Override
        public boolean excludes(ZoneMaps chunk, int block) {
            return chunk.matchDoubles(block, low, high) == ZoneMatch.NONE;
        }

        @Override
        public boolean excludes(Datum min, Datum max) {
            return min instanceof Datum.Floating(var least)
                    && max instanceof Datum.Floating(var greatest)
                    && (compare(greatest, low) < 0 || compare(least, high) > 0);
        }

        /** Compares with one zero, not two. */
        private static int compare(double left, double right) {
            return Double.compare(left + 0.0, right + 0.0);
        }
    }

    /**
     * Bounds of kind BYTES; a missing one bounds nothing. Trailing blanks that do not count are cut off.
     */
    record Strings(int column, Optional<byte[]> low, Optional<byte[]> high) implements ScanZone {
        @Override
        public boolean excludes(ZoneMaps chunk) {
            return chunk.matchBytes(low, high) == ZoneMatch.NONE;
        }

        @Override
        public boolean excludes(ZoneMaps chunk, int block) {
            return chunk.matchBytes(block, low, high) == ZoneMatch.NONE;
        }

        @Override
        public boolean excludes(Datum min, Datum max) {
            return min instanceof Datum.Bytes(var least)
                    && max instanceof Datum.Bytes(var greatest)
                    && (low.isPresent() && Arrays.compareUnsigned(greatest, low.get()) < 0
                            || high.isPresent() && Arrays.compareUnsigned(least, high.get()) > 0);
        }
    }

    /** Returns the bounds that a condition sets to one column, if it does. */
    static Optional<ScanZone> of(Expression condition, List<ColumnShape> columns) {
        return switch (condition) {
            case Comparison(var operator, ColumnReference(var column, var _), Literal(var value, var _)) ->
                compared(columns.get(column), column, operator, value);
            case Comparison(var operator, Literal(var value, var _), ColumnReference(var column, var _)) ->
                compared(columns.get(column), column, operator.mirrored(), value);
            case Expression.In(ColumnReference(var column, var _), var values) ->
                between(columns.get(column), column, values);
            case Expression.Like(
                    ColumnReference(var column, var _),
                    Literal(Datum.Bytes(var pattern), var _),
                    var escape,
                    var ignoreCase)
            when escape.isEmpty() && !ignoreCase -> beginning(columns.get(column), column, pattern);
            default -> Optional.empty();
        };
    }

    private static Optional<ScanZone> compared(
            ColumnShape shape, int column, ComparisonOperator operator, Datum value) {
        var bound = Optional.of(withoutBlanks(shape, value));
        return switch (operator) {
            case EQUAL -> bounded(shape, column, bound, bound);
            case LESS, LESS_OR_EQUAL -> bounded(shape, column, Optional.empty(), bound);
            case GREATER, GREATER_OR_EQUAL -> bounded(shape, column, bound, Optional.empty());
            case NOT_EQUAL, DISTINCT, NOT_DISTINCT -> Optional.empty();
        };
    }

    private static Optional<ScanZone> between(ColumnShape shape, int column, List<Datum> values) {
        var known = values.stream()
                .filter(value -> !value.isNull())
                .map(value -> withoutBlanks(shape, value))
                .toList();
        var least = known.stream().min(ScanZone::compare);
        return least.isEmpty()
                ? Optional.empty()
                : bounded(shape, column, least, known.stream().max(ScanZone::compare));
    }

    private static Datum withoutBlanks(ColumnShape shape, Datum value) {
        return value instanceof Datum.Bytes(var bytes) && StringComparison.ignoresBlanks(shape.type())
                ? new Datum.Bytes(Arrays.copyOf(bytes, StringComparison.strippedEnd(bytes, 0, bytes.length)))
                : value;
    }

    private static int compare(Datum left, Datum right) {
        return switch (left) {
            case Datum.Integral(var value)
            when right instanceof Datum.Integral(var other) -> Long.compare(value, other);
            case Datum.Floating(var value)
            when right instanceof Datum.Floating(var other) -> Double.compare(value, other);
            case Datum.Bytes(var value)
            when right instanceof Datum.Bytes(var other) -> Arrays.compareUnsigned(value, other);
            default -> 0;
        };
    }

    /** Every string that begins so is at least the beginning, and below it with a byte that no string has. */
    private static Optional<ScanZone> beginning(ColumnShape shape, int column, byte[] pattern) {
        var length = 0;
        while (length < pattern.length && pattern[length] != '%' && pattern[length] != '_' && pattern[length] != '\\') {
            length++;
        }
        if (length == 0) {
            return Optional.empty();
        }
        var last = Arrays.copyOf(pattern, length + 1);
        last[length] = (byte) 0xFF;
        return bounded(
                shape,
                column,
                Optional.of(withoutBlanks(shape, new Datum.Bytes(Arrays.copyOf(pattern, length)))),
                Optional.of(new Datum.Bytes(last)));
    }

    private static Optional<ScanZone> bounded(
            ColumnShape shape, int column, Optional<Datum> low, Optional<Datum> high) {
        if (shape.isIntegral() && areAll(Datum.Integral.class, low, high)) {
            return Optional.of(new Integers(
                    column,
                    low.map(value -> ((Datum.Integral) value).value()).orElse(Long.MIN_VALUE),
                    high.map(value -> ((Datum.Integral) value).value()).orElse(Long.MAX_VALUE)));
        }
        if (areAll(Datum.Floating.class, low, high)) {
            return Optional.of(new Doubles(
                    column,
                    low.map(value -> ((Datum.Floating) value).value()).orElse(Double.NEGATIVE_INFINITY),
                    high.map(value -> ((Datum.Floating) value).value()).orElse(Double.NaN)));
        }
        if (areAll(Datum.Bytes.class, low, high) && !(shape.type() instanceof SqlType.Array)) {
            return Optional.of(new Strings(
                    column,
                    low.map(value -> ((Datum.Bytes) value).value()),
                    high.map(value -> ((Datum.Bytes) value).value())));
        }
        return Optional.empty();
    }

    private static boolean areAll(Class<? extends Datum> kind, Optional<Datum> low, Optional<Datum> high) {
        return low.stream().allMatch(kind::isInstance) && high.stream().allMatch(kind::isInstance);
    }
}
