package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.CastMode;
import dev.slipher.compute.fragment.Frame;
import dev.slipher.leader.bind.Clause.SortKey;
import dev.slipher.leader.calcite.Unsupported;
import dev.slipher.leader.optimize.ExpressionTree;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.Int128;
import dev.slipher.storage.type.Interval;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.ZoneTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWindow;

/** Binds the frame of a window: checks it as PostgreSQL does, and brings offsets into the form that execution takes. */
final class FrameBinder {
    private final QueryBinder queries;
    private final ExpressionBinder expressions;
    private final Coercion coercion;
    private final SqlWindow window;
    private final List<SortKey> orderBy;
    private final Frame.Unit unit;

    FrameBinder(QueryBinder queries, ExpressionBinder expressions, SqlWindow window, List<SortKey> orderBy) {
        this.queries = queries;
        this.expressions = expressions;
        this.coercion = new Coercion(queries.context());
        this.window = window;
        this.orderBy = orderBy;
        boolean groups = queries.notes().groupFrames().contains(unitPosition(window));
        unit = groups ? Frame.Unit.GROUPS : window.isRows() ? Frame.Unit.ROWS : Frame.Unit.RANGE;
    }

    private static int unitPosition(SqlWindow window) {
        return ExpressionBinder.position(window.getOperandList().get(4));
    }

    Frame bind() {
        SqlNode lower = window.getLowerBound();
        SqlNode upper = window.getUpperBound();
        if (lower == null && upper == null) {
            return orderBy.isEmpty()
                    ? new Frame(
                            Frame.Unit.ROWS,
                            Frame.Bound.Fixed.UNBOUNDED_PRECEDING,
                            Frame.Bound.Fixed.UNBOUNDED_FOLLOWING)
                    : new Frame(Frame.Unit.RANGE, Frame.Bound.Fixed.UNBOUNDED_PRECEDING, Frame.Bound.Fixed.CURRENT_ROW);
        }
        if (lower == null) {
            // The parser takes a frame of one bound that follows for its end.
            throw error(
                    SqlWindow.isUnboundedFollowing(upper)
                            ? "frame start cannot be UNBOUNDED FOLLOWING"
                            : "frame starting from following row cannot end with current row",
                    upper);
        }
        requireOrder(lower, upper);
        if (unit == Frame.Unit.GROUPS && orderBy.isEmpty()) {
            throw error("GROUPS mode requires an ORDER BY clause", window);
        }
        return new Frame(unit, bound(lower, true), upper == null ? Frame.Bound.Fixed.CURRENT_ROW : bound(upper, false));
    }

    private static SlipherException error(String message, SqlNode at) {
        return new SlipherException(SqlState.WINDOWING_ERROR, message).withPosition(ExpressionBinder.position(at));
    }

    private static void requireOrder(SqlNode lower, SqlNode upper) {
        if (SqlWindow.isUnboundedFollowing(lower)) {
            throw error("frame start cannot be UNBOUNDED FOLLOWING", lower);
        }
        if (upper == null) {
            return;
        }
        boolean fromFollowing = lower.getKind() == SqlKind.FOLLOWING;
        if (SqlWindow.isUnboundedPreceding(upper)) {
            throw error("frame end cannot be UNBOUNDED PRECEDING", upper);
        }
        boolean toPreceding = upper.getKind() == SqlKind.PRECEDING;
        if (SqlWindow.isCurrentRow(lower) && toPreceding) {
            throw error("frame starting from current row cannot have preceding rows", upper);
        }
        if (fromFollowing && (toPreceding || SqlWindow.isCurrentRow(upper))) {
            throw error("frame starting from following row cannot have preceding rows", upper);
        }
    }

    private Frame.Bound bound(SqlNode node, boolean isStart) {
        if (SqlWindow.isCurrentRow(node)) {
            return Frame.Bound.Fixed.CURRENT_ROW;
        }
        if (SqlWindow.isUnboundedPreceding(node)) {
            return Frame.Bound.Fixed.UNBOUNDED_PRECEDING;
        }
        if (SqlWindow.isUnboundedFollowing(node)) {
            return Frame.Bound.Fixed.UNBOUNDED_FOLLOWING;
        }
        SqlNode offset = ((SqlCall) node).operand(0);
        boolean following = node.getKind() == SqlKind.FOLLOWING;
        Datum distance = unit == Frame.Unit.RANGE
                ? range(offset, node, isStart, following)
                : count(offset, isStart ? "starting" : "ending");
        return new Frame.Bound.Offset(distance, following);
    }

    /** Returns a number of rows or groups. */
    private Datum count(SqlNode node, String end) {
        Expression offset = expressions.bind(node);
        if (!Types.isUnknown(offset.type()) && !Types.isInteger(offset.type())) {
            throw new SlipherException(
                            SqlState.DATATYPE_MISMATCH,
                            "argument of %s must be type bigint, not type %s"
                                    .formatted(unit, Types.name(offset.type())))
                    .withPosition(ExpressionBinder.position(node));
        }
        Datum count = constant(offset, SqlType.Simple.BIGINT, node, end);
        if (count instanceof Datum.Integral(long rows) && rows < 0) {
            throw new SlipherException(
                            SqlState.INVALID_PRECEDING_OR_FOLLOWING_SIZE,
                            "frame %s offset must not be negative".formatted(end))
                    .withPosition(ExpressionBinder.position(node));
        }
        return count;
    }

    /** Returns the value of an offset, converted; what a parameter's is before it has a value means nothing. */
    private Datum constant(Expression offset, SqlType type, SqlNode node, String end) {
        int position = ExpressionBinder.position(node);
        if (!ExpressionTree.columns(offset).isEmpty()) {
            throw new SlipherException(
                            SqlState.INVALID_COLUMN_REFERENCE,
                            "argument of %s must not contain variables".formatted(unit))
                    .withPosition(position);
        }
        Expression value = ExpressionBinder.folded(withValue(coercion.cast(offset, type, CastMode.IMPLICIT)), position);
        Optional<Datum> known = switch (value) {
            case Expression.Literal(var datum, var _) -> Optional.of(datum);
            case Expression.Parameter(int index, var _) -> queries.context().planningValue(index);
            default -> throw Unsupported.feature("a frame bound that is not a constant", position);
        };
        if (known.isPresent() && known.get().isNull()) {
            throw new SlipherException(
                            SqlState.NULL_VALUE_NOT_ALLOWED, "frame %s offset must not be null".formatted(end))
                    .withPosition(position);
        }
        return known.orElseGet(() -> zero(type));
    }

    /** Converts the value of a parameter whose type is another, as that of a number of many digits is. */
    private Expression withValue(Expression offset) {
        return offset instanceof Expression.Cast(Expression.Parameter(int index, var from), var to, var mode)
                ? queries.context()
                        .planningValue(index)
                        .<Expression>map(value -> new Expression.Cast(new Expression.Literal(value, from), to, mode))
                        .orElseGet(() -> new Expression.Literal(zero(to), to))
                : offset;
    }

    private static Datum zero(SqlType type) {
        return switch (type.physicalKind()) {
            case DOUBLE -> new Datum.Floating(0);
            case INT128 -> new Datum.Wide(0, 0);
            default -> new Datum.Integral(0);
        };
    }

    /** Returns a distance of values; see {@link Frame.Bound.Offset}. */
    private Datum range(SqlNode node, SqlNode bound, boolean isStart, boolean following) {
        if (orderBy.size() != 1) {
            throw error("RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column", window);
        }
        SqlType type = orderBy.getFirst().expression().type();
        Expression offset = expressions.bind(node);
        boolean untyped = Types.isUnknown(offset.type());
        String end = isStart ? "starting" : "ending";
        if (Types.isInteger(type) && (untyped || Types.isInteger(offset.type()))) {
            return notNegative(constant(offset, SqlType.Simple.BIGINT, node, end), node);
        }
        if (Types.isFloating(type) && (untyped || Types.isNumeric(offset.type()))) {
            return notNegative(constant(offset, SqlType.Simple.DOUBLE, node, end), node);
        }
        boolean exact = untyped || offset.type() instanceof SqlType.Decimal || Types.isInteger(offset.type());
        if (type instanceof SqlType.Decimal decimal && exact) {
            SqlType.Decimal own = untyped ? decimal : Types.asDecimal(offset.type());
            Datum distance = notNegative(constant(offset, own, node, end), node);
            return scaled(distance, own.scale(), decimal, isStart == following);
        }
        if (Types.isTemporal(type) && (untyped || offset.type() == SqlType.Simple.INTERVAL)) {
            return interval((Datum.Wide) constant(offset, SqlType.Simple.INTERVAL, node, end), type, node);
        }
        throw unsupported(type, offset.type(), bound);
    }

    private static SlipherException unsupported(SqlType type, SqlType offset, SqlNode at) {
        boolean known = Types.isNumeric(type) || Types.isTemporal(type);
        String message = "RANGE with offset PRECEDING/FOLLOWING is not supported for column type " + Types.name(type);
        return known
                ? new SlipherException(
                                SqlState.FEATURE_NOT_SUPPORTED, message + " and offset type " + Types.name(offset))
                        .withHint("Cast the offset value to an appropriate type.")
                        .withPosition(ExpressionBinder.position(at))
                : new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, message)
                        .withPosition(ExpressionBinder.position(at));
    }

    private static Datum notNegative(Datum distance, SqlNode node) {
        boolean negative = switch (distance) {
            case Datum.Integral(long value) -> value < 0;
            case Datum.Floating(double value) -> !(value >= 0);
            case Datum.Wide(long high, long _) -> high < 0;
            case Datum.Bytes _, Datum.Null _ -> false;
        };
        if (negative) {
            throw invalidSize(node);
        }
        return distance;
    }

    private static SlipherException invalidSize(SqlNode node) {
        return new SlipherException(
                        SqlState.INVALID_PRECEDING_OR_FOLLOWING_SIZE,
                        "invalid preceding or following size in window function")
                .withPosition(ExpressionBinder.position(node));
    }

    /**
     * Brings a distance to the scale of the column, whose values lie whole units apart.
     *
     * @param up whether a part of a unit counts as one, since values must be at least so far away
     */
    private static Datum scaled(Datum distance, int scale, SqlType.Decimal column, boolean up) {
        BigInteger unscaled = switch (distance) {
            case Datum.Integral(long value) -> BigInteger.valueOf(value);
            case Datum.Wide(long high, long low) ->
                BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)));
            default -> throw new IllegalStateException("not an exact number: " + distance);
        };
        BigInteger units = new BigDecimal(unscaled, scale)
                .setScale(column.scale(), up ? RoundingMode.CEILING : RoundingMode.FLOOR)
                .unscaledValue();
        return units.bitLength() < Long.SIZE
                ? new Datum.Integral(units.longValueExact())
                : new Datum.Wide(units.shiftRight(64).longValue(), units.longValue());
    }

    /** Intervals themselves are ordered by their length, times of a day by the clock alone. */
    private static Datum interval(Datum.Wide interval, SqlType type, SqlNode node) {
        boolean clock = type == SqlType.Simple.TIME || type == SqlType.Simple.TIMETZ;
        var length = new Int128();
        if (clock) {
            length.set(interval.low() >> 63, interval.low());
        } else {
            Interval.length(interval.high(), interval.low(), length);
        }
        if (length.signum() < 0) {
            throw invalidSize(node);
        }
        return switch (type) {
            case SqlType.Simple.TIME -> new Datum.Integral(interval.low());
            case SqlType.Simple.TIMETZ -> {
                // The key that zoned times are ordered by leaves so much room for the zone.
                length.multiply(0, ZoneTime.MICROS_PER_DAY);
                yield new Datum.Wide(length.high(), length.low());
            }
            case SqlType.Simple.INTERVAL -> new Datum.Wide(length.high(), length.low());
            default -> interval;
        };
    }
}
