package dev.slipher.compute.expression;

import dev.slipher.compute.expression.ColumnShape.Representation;
import dev.slipher.compute.expression.function.DecimalMath;
import dev.slipher.compute.expression.kernel.IntegerArithmetic;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Int128;
import dev.slipher.storage.type.SqlType;
import java.math.BigInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Changes of array form, scale and numeric type. */
final class NumericSteps {
    private NumericSteps() {}

    /** Returns the step with values in longs; it must be integral. */
    static Step toLong(Step step) {
        if (step.shape().representation() == Representation.LONG) {
            return step;
        }
        var shape = step.shape();
        var widened =
                new ColumnShape(shape.type(), Representation.LONG, shape.min(), shape.max(), shape.mayHaveNulls());
        if (step.constant().isPresent()) {
            var value = step.constant().get();
            return new Step(widened, false, true, step.constant(), () -> {
                var vector = Constants.vector(value, Representation.LONG);
                return (_, _, _) -> vector;
            });
        }
        return Step.of(
                widened,
                step.canFail(),
                step.isStable(),
                () -> new UnaryNode(
                        step.nodes().get(),
                        Representation.LONG,
                        (input, output, rows, _, _) -> IntegerArithmetic.widen(
                                ((IntVector) input).values(), ((LongVector) output).values(), rows)));
    }

    /** Returns the step with values in 128 bits; it must be integral or wide. */
    static Step toWide(Step step) {
        if (step.shape().representation() == Representation.WIDE) {
            return step;
        }
        var longs = toLong(step);
        var shape = ColumnShape.unranged(
                step.shape().type(), Representation.WIDE, step.shape().mayHaveNulls());
        return Step.of(
                shape,
                step.canFail(),
                step.isStable(),
                () -> new UnaryNode(longs.nodes().get(), Representation.WIDE, (input, output, rows, _, _) -> {
                    var wide = (Int128Vector) output;
                    IntegerArithmetic.toWide(((LongVector) input).values(), wide.high(), wide.low(), rows);
                }));
    }

    /** Returns an integral step whose values are known to fit ints, in ints. */
    static Step toInt(Step step) {
        if (step.shape().representation() == Representation.INT) {
            return step;
        }
        var shape = step.shape();
        return Step.of(
                ColumnShape.integral(shape.type(), shape.min(), shape.max(), shape.mayHaveNulls()),
                step.canFail(),
                step.isStable(),
                () -> new UnaryNode(
                        step.nodes().get(),
                        Representation.INT,
                        (input, output, rows, _, _) -> IntegerArithmetic.narrow(
                                ((LongVector) input).values(), ((IntVector) output).values(), rows)));
    }

    /** Returns a number of any type as doubles. */
    static Step toDouble(Step step, SqlType target) {
        var shape =
                ColumnShape.unranged(target, Representation.DOUBLE, step.shape().mayHaveNulls());
        int scale = scaleOf(step.shape().type());
        Supplier<Node> nodes = switch (step.shape().representation()) {
            case INT, LONG ->
                () -> new UnaryNode(toLong(step).nodes().get(), Representation.DOUBLE, (input, output, rows, _, _) -> {
                    double[] out = ((DoubleVector) output).values();
                    toDoubles(((LongVector) input).values(), scale, isExact(step.shape()), out, rows);
                });
            case WIDE ->
                () -> new UnaryNode(step.nodes().get(), Representation.DOUBLE, (input, output, rows, _, _) -> {
                    var wide = (Int128Vector) input;
                    double[] out = ((DoubleVector) output).values();
                    var register = new Int128();
                    for (int i = 0; i < rows; i++) {
                        register.set(wide.high()[i], wide.low()[i]);
                        out[i] = register.toDouble(scale);
                    }
                });
            default -> step.nodes();
        };
        if (target == SqlType.Simple.REAL) {
            var inner = nodes;
            return Step.of(shape, step.canFail(), step.isStable(), () -> {
                var node = inner.get();
                return new UnaryNode(node, Representation.DOUBLE, NumericSteps::toReals);
            });
        }
        return Step.of(shape, step.canFail(), step.isStable(), nodes);
    }

    private static void toReals(Vector input, Vector output, int rows, int @Nullable [] selection, int count) {
        double[] values = ((DoubleVector) input).values();
        double[] out = ((DoubleVector) output).values();
        for (int i = 0; i < rows; i++) {
            out[i] = (float) values[i] + 0.0;
        }
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            if (Double.isInfinite(out[row]) && !Double.isInfinite(values[row]) && !input.isNull(row)) {
                throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
            }
        }
    }

    private static boolean isExact(ColumnShape shape) {
        return shape.min() >= -(1L << 53) && shape.max() <= 1L << 53;
    }

    private static void toDoubles(long[] values, int scale, boolean exact, double[] out, int rows) {
        if (scale == 0) {
            IntegerArithmetic.toDouble(values, out, rows);
        } else if (exact && scale <= 15) {
            double divisor = Int128.powerOfTen(scale);
            for (int i = 0; i < rows; i++) {
                out[i] = values[i] / divisor;
            }
        } else {
            for (int i = 0; i < rows; i++) {
                out[i] = Int128.toDouble(values[i], scale);
            }
        }
    }

    static int scaleOf(SqlType type) {
        return type instanceof SqlType.Decimal(var _, var scale) ? scale : 0;
    }

    /** Returns an integer or decimal as {@code target}, rounding half away from zero; too many digits raise 22003. */
    static Step toDecimal(Step step, SqlType.Decimal target) {
        var scaled = rescale(step, scaleOf(step.shape().type()), target.scale());
        return checked(scaled, target, () -> DecimalMath.overflow(target));
    }

    /** Returns an integer or decimal as an integer type, rounding half away from zero. */
    static Step toInteger(Step step, SqlType target) {
        var scaled = rescale(step, scaleOf(step.shape().type()), 0);
        return checked(scaled, target, () -> outOfRange(target));
    }

    static SlipherException outOfRange(SqlType type) {
        return new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, type + " out of range");
    }

    /** Returns an integral or wide step's values multiplied by 10^(to - from). */
    static Step rescale(Step step, int from, int to) {
        if (from == to) {
            return step;
        }
        var shape = step.shape();
        if (to > from) {
            int digits = to - from;
            if (shape.isIntegral() && digits <= 18) {
                var power = BigInteger.TEN.pow(digits);
                var least = BigInteger.valueOf(shape.min()).multiply(power);
                var greatest = BigInteger.valueOf(shape.max()).multiply(power);
                if (least.bitLength() <= 63 && greatest.bitLength() <= 63) {
                    return scaledUp(step, Int128.powerOfTen(digits), least.longValue(), greatest.longValue());
                }
            }
            return wide(step, (value, _, _) -> {
                if (!value.scaleUp(digits)) {
                    throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow");
                }
            });
        }
        int digits = from - to;
        if (shape.isIntegral()) {
            if (digits > 18) {
                return rescale(scaledDown(step, 18), from - 18, to);
            }
            return scaledDown(step, digits);
        }
        return wide(step, (value, _, _) -> value.scaleDown(digits));
    }

    private static Step wide(Step step, RowWise.Operation operation) {
        var shape = ColumnShape.unranged(
                step.shape().type(), Representation.WIDE, step.shape().mayHaveNulls());
        return Step.of(shape, true, step.isStable(), () -> {
            var operand = new SharedNode(step.nodes().get());
            return new RowWise(operand, operand, operation, Representation.WIDE);
        });
    }

    private static Step scaledUp(Step step, long factor, long min, long max) {
        var longs = toLong(step);
        var shape = new ColumnShape(
                step.shape().type(), Representation.LONG, min, max, step.shape().mayHaveNulls());
        var result = Step.of(
                shape,
                step.canFail(),
                step.isStable(),
                () -> new UnaryNode(
                        longs.nodes().get(),
                        Representation.LONG,
                        (input, output, rows, _, _) -> IntegerArithmetic.multiply(
                                ((LongVector) input).values(), factor, ((LongVector) output).values(), rows)));
        return min == (int) min && max == (int) max ? toInt(result) : result;
    }

    private static Step scaledDown(Step step, int digits) {
        var longs = toLong(step);
        long divisor = Int128.powerOfTen(digits);
        var shape = new ColumnShape(
                step.shape().type(),
                Representation.LONG,
                divideRounded(step.shape().min(), divisor),
                divideRounded(step.shape().max(), divisor),
                step.shape().mayHaveNulls());
        return Step.of(
                shape,
                step.canFail(),
                step.isStable(),
                () -> new UnaryNode(longs.nodes().get(), Representation.LONG, (input, output, rows, _, _) -> {
                    long[] values = ((LongVector) input).values();
                    long[] out = ((LongVector) output).values();
                    for (int i = 0; i < rows; i++) {
                        out[i] = divideRounded(values[i], divisor);
                    }
                }));
    }

    /** Divides by a power of ten, rounding half away from zero. */
    static long divideRounded(long value, long divisor) {
        long quotient = value / divisor;
        long rest = value - quotient * divisor;
        if (Math.abs(rest) >= divisor - Math.abs(rest)) {
            quotient += value < 0 ? -1 : 1;
        }
        return quotient;
    }

    /** Returns a step as {@code target}, each value checked against the type's range unless the shape excludes it. */
    static Step checked(Step step, SqlType target, Supplier<SlipherException> overflow) {
        var shape = step.shape();
        if (!shape.isIntegral()) {
            return checkedWide(step, target, overflow);
        }
        // A decimal of 19 digits or more holds every long of the scale it was made for.
        if (target instanceof SqlType.Decimal(var precision, var _) && precision > 18) {
            return step.withShape(
                    new ColumnShape(target, shape.representation(), shape.min(), shape.max(), shape.mayHaveNulls()));
        }
        var bounds = ColumnShape.of(target);
        if (shape.min() >= bounds.min() && shape.max() <= bounds.max()) {
            var kept = step.withShape(
                    new ColumnShape(target, shape.representation(), shape.min(), shape.max(), shape.mayHaveNulls()));
            return bounds.representation() == Representation.INT ? toInt(kept) : kept;
        }
        var longs = toLong(step);
        long min = Math.max(shape.min(), bounds.min());
        long max = Math.min(shape.max(), bounds.max());
        if (min > max) {
            min = bounds.min();
            max = bounds.max();
        }
        long low = min;
        long high = max;
        var result = Step.of(
                new ColumnShape(target, Representation.LONG, low, high, shape.mayHaveNulls()),
                true,
                step.isStable(),
                () -> new RangeCheckNode(longs.nodes().get(), bounds.min(), bounds.max(), overflow));
        return bounds.representation() == Representation.INT ? toInt(result) : result;
    }

    private static Step checkedWide(Step step, SqlType target, Supplier<SlipherException> overflow) {
        var bounds = ColumnShape.of(target).withNulls(step.shape().mayHaveNulls());
        RowWise.Operation check = switch (target) {
            case SqlType.Decimal(var precision, var _) ->
                (value, _, _) -> {
                    if (!value.fitsPrecision(precision)) {
                        throw overflow.get();
                    }
                };
            default ->
                (value, _, _) -> {
                    if (!value.fitsLong() || value.low() < bounds.min() || value.low() > bounds.max()) {
                        throw overflow.get();
                    }
                };
        };
        return Step.of(bounds, true, step.isStable(), () -> {
            var operand = new SharedNode(step.nodes().get());
            return new RowWise(operand, operand, check, bounds.representation());
        });
    }
}
