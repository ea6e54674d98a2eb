package dev.slipher.compute.expression;

import dev.slipher.compute.expression.ColumnShape.Representation;
import dev.slipher.compute.expression.function.DecimalMath;
import dev.slipher.compute.fragment.Expression.ArithmeticOperator;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Int128;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.function.Supplier;

/** Chooses the loops of arithmetic: the narrowest arrays that ranges allow, with overflow checks only where needed. */
final class ArithmeticSteps {
    private ArithmeticSteps() {}

    static Step compile(ArithmeticOperator operator, Step left, Step right, SqlType type) {
        return switch (type) {
            case SqlType.Simple.REAL, SqlType.Simple.DOUBLE -> doubles(operator, left, right, type);
            case SqlType.Decimal decimal -> decimals(operator, left, right, decimal);
            case SqlType.Simple.SMALLINT, SqlType.Simple.INTEGER, SqlType.Simple.BIGINT ->
                switch (operator) {
                    case ADD, SUBTRACT, MULTIPLY ->
                        integral(operator, left, right, type, () -> NumericSteps.outOfRange(type));
                    case DIVIDE, MODULO -> integerDivision(operator, left, right, type);
                };
            default ->
                throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "arithmetic on type %s".formatted(type));
        };
    }

    private static Step doubles(ArithmeticOperator operator, Step left, Step right, SqlType type) {
        var leftDoubles = NumericSteps.toDouble(left, type);
        var rightDoubles = NumericSteps.toDouble(right, type);
        var shape = ColumnShape.unranged(type, Representation.DOUBLE, mayHaveNulls(left, right));
        return Step.of(
                shape,
                true,
                left.isStable() && right.isStable(),
                () -> new DoubleArithmeticNode(
                        operator,
                        leftDoubles.nodes().get(),
                        rightDoubles.nodes().get(),
                        type == SqlType.Simple.REAL));
    }

    private static boolean mayHaveNulls(Step left, Step right) {
        return left.shape().mayHaveNulls() || right.shape().mayHaveNulls();
    }

    /** Adds, subtracts or multiplies ints and longs whose result, if it is right, is one too. */
    private static Step integral(
            ArithmeticOperator operator, Step left, Step right, SqlType type, Supplier<SlipherException> overflow) {
        var range = range(operator, left.shape(), right.shape());
        var bounds = ColumnShape.of(type);
        boolean wideType = type.physicalKind() == PhysicalKind.INT128;
        var typeMin = BigInteger.valueOf(wideType ? Long.MIN_VALUE : bounds.min());
        var typeMax = BigInteger.valueOf(wideType ? Long.MAX_VALUE : bounds.max());
        boolean fits = range[0].compareTo(typeMin) >= 0 && range[1].compareTo(typeMax) <= 0;
        long min = clamp(range[0], typeMin, typeMax);
        long max = clamp(range[1], typeMin, typeMax);
        boolean ints = left.shape().representation() == Representation.INT
                && right.shape().representation() == Representation.INT;
        boolean fitsInt = min == (int) min && max == (int) max;
        var output = fitsInt && (ints || !fits || bounds.representation() == Representation.INT)
                ? Representation.INT
                : Representation.LONG;
        // Unchecked loops into ints take ints; the same values in longs are narrowed first.
        var l = output == Representation.INT && fits ? NumericSteps.toInt(left) : left;
        var r = output == Representation.INT && fits ? NumericSteps.toInt(right) : right;
        if (output == Representation.INT && fits && !isIntRange(left, right)) {
            return NumericSteps.toInt(integralAsLong(operator, left, right, type, min, max, overflow));
        }
        return integral(
                operator, l, r, new ColumnShape(type, output, min, max, mayHaveNulls(left, right)), fits, overflow);
    }

    private static boolean isIntRange(Step left, Step right) {
        return fitsInt(left.shape()) && fitsInt(right.shape());
    }

    private static boolean fitsInt(ColumnShape shape) {
        return shape.min() == (int) shape.min() && shape.max() == (int) shape.max();
    }

    private static Step integralAsLong(
            ArithmeticOperator operator,
            Step left,
            Step right,
            SqlType type,
            long min,
            long max,
            Supplier<SlipherException> overflow) {
        var shape = new ColumnShape(type, Representation.LONG, min, max, mayHaveNulls(left, right));
        return integral(operator, left, right, shape, true, overflow);
    }

    private static Step integral(
            ArithmeticOperator operator,
            Step left,
            Step right,
            ColumnShape shape,
            boolean fits,
            Supplier<SlipherException> overflow) {
        boolean leftConstant = left.isIntegralConstant() && fits;
        boolean rightConstant = right.isIntegralConstant() && fits && !leftConstant;
        long constant = leftConstant ? left.integralConstant() : rightConstant ? right.integralConstant() : 0;
        var bounds = ColumnShape.of(shape.type());
        var plan = new IntegerArithmeticNode.Plan(
                operator,
                left.shape().representation(),
                right.shape().representation(),
                shape.representation(),
                !fits,
                bounds.min(),
                bounds.max(),
                leftConstant,
                rightConstant,
                constant,
                overflow);
        return Step.of(
                shape,
                left.canFail() || right.canFail() || !fits,
                left.isStable() && right.isStable(),
                () -> new IntegerArithmeticNode(
                        plan, left.nodes().get(), right.nodes().get()));
    }

    private static long clamp(BigInteger value, BigInteger min, BigInteger max) {
        return value.max(min).min(max).longValue();
    }

    /** Returns the least and greatest result that the operands' ranges allow. */
    private static BigInteger[] range(ArithmeticOperator operator, ColumnShape left, ColumnShape right) {
        var leftMin = BigInteger.valueOf(left.min());
        var leftMax = BigInteger.valueOf(left.max());
        var rightMin = BigInteger.valueOf(right.min());
        var rightMax = BigInteger.valueOf(right.max());
        return switch (operator) {
            case ADD -> new BigInteger[] {leftMin.add(rightMin), leftMax.add(rightMax)};
            case SUBTRACT -> new BigInteger[] {leftMin.subtract(rightMax), leftMax.subtract(rightMin)};
            default -> {
                var a = leftMin.multiply(rightMin);
                var b = leftMin.multiply(rightMax);
                var c = leftMax.multiply(rightMin);
                var d = leftMax.multiply(rightMax);
                yield new BigInteger[] {a.min(b).min(c).min(d), a.max(b).max(c).max(d)};
            }
        };
    }

    private static Step integerDivision(ArithmeticOperator operator, Step left, Step right, SqlType type) {
        var bounds = ColumnShape.of(type);
        var l = NumericSteps.toLong(left);
        var r = NumericSteps.toLong(right);
        var shape = new ColumnShape(type, Representation.LONG, bounds.min(), bounds.max(), mayHaveNulls(left, right));
        var result = Step.of(
                shape,
                true,
                left.isStable() && right.isStable(),
                () -> new IntegerDivisionNode(
                        operator == ArithmeticOperator.MODULO,
                        l.nodes().get(),
                        r.nodes().get(),
                        bounds.max(),
                        () -> NumericSteps.outOfRange(type)));
        return bounds.representation() == Representation.INT ? NumericSteps.toInt(result) : result;
    }

    private static Step decimals(ArithmeticOperator operator, Step left, Step right, SqlType.Decimal type) {
        Supplier<SlipherException> overflow = () -> DecimalMath.overflow(type);
        int leftScale = NumericSteps.scaleOf(left.shape().type());
        int rightScale = NumericSteps.scaleOf(right.shape().type());
        return switch (operator) {
            case ADD, SUBTRACT -> {
                int scale = Math.max(leftScale, rightScale);
                var sum = exact(
                        operator,
                        NumericSteps.rescale(left, leftScale, scale),
                        NumericSteps.rescale(right, rightScale, scale),
                        type,
                        scale == type.scale());
                yield NumericSteps.checked(NumericSteps.rescale(sum, scale, type.scale()), type, overflow);
            }
            case MULTIPLY -> {
                int scale = leftScale + rightScale;
                if (scale > type.scale() && !productFitsLong(left.shape(), right.shape())) {
                    yield product(left, right, scale - type.scale(), type);
                }
                var product = exact(operator, left, right, type, scale == type.scale());
                yield NumericSteps.checked(NumericSteps.rescale(product, scale, type.scale()), type, overflow);
            }
            case DIVIDE -> division(left, leftScale, right, rightScale, type);
            case MODULO -> {
                int leftShift = type.scale() - leftScale;
                int rightShift = type.scale() - rightScale;
                yield checkedRowWise(left, right, type, (value, high, low) -> {
                    checkDivisor(high, low);
                    if (leftShift == 0 && rightShift == 0) {
                        value.remainder(high, low);
                    } else {
                        var dividend = value.toBigInteger().multiply(BigInteger.TEN.pow(leftShift));
                        var divisor = Int128.toBigInteger(high, low).multiply(BigInteger.TEN.pow(rightShift));
                        value.set(dividend.remainder(divisor));
                    }
                });
            }
        };
    }

    private static boolean productFitsLong(ColumnShape left, ColumnShape right) {
        if (!left.isIntegral() || !right.isIntegral()) {
            return false;
        }
        var range = range(ArithmeticOperator.MULTIPLY, left, right);
        return range[0].bitLength() <= 63 && range[1].bitLength() <= 63;
    }

    /** Multiplies where the exact product has more digits behind the point than any decimal can. */
    private static Step product(Step left, Step right, int excess, SqlType.Decimal type) {
        return checkedRowWise(left, right, type, (value, high, low) -> {
            long leftHigh = value.high();
            long leftLow = value.low();
            if (value.multiply(high, low)) {
                value.scaleDown(excess);
                return;
            }
            var exact = Int128.toBigInteger(leftHigh, leftLow).multiply(Int128.toBigInteger(high, low));
            var rounded = new BigDecimal(exact, excess)
                    .setScale(0, RoundingMode.HALF_UP)
                    .unscaledValue();
            if (rounded.bitLength() > 127) {
                throw DecimalMath.overflow(type);
            }
            value.set(rounded);
        });
    }

    /** Returns row-wise arithmetic whose results are checked against the digits of {@code type}. */
    private static Step checkedRowWise(Step left, Step right, SqlType.Decimal type, RowWise.Operation operation) {
        RowWise.Operation checked = (value, high, low) -> {
            operation.apply(value, high, low);
            if (!value.fitsPrecision(type.precision())) {
                throw DecimalMath.overflow(type);
            }
        };
        return rowWise(left, right, type, ColumnShape.of(type).representation(), checked);
    }

    /** Returns an exact sum, difference or product: in longs where ranges allow, else in 128 bits. */
    private static Step exact(
            ArithmeticOperator operator, Step left, Step right, SqlType.Decimal type, boolean finalScale) {
        if (left.shape().isIntegral() && right.shape().isIntegral()) {
            var range = range(operator, left.shape(), right.shape());
            if (range[0].bitLength() <= 63 && range[1].bitLength() <= 63) {
                // The precision is checked afterwards, unless this is the result already.
                var open = finalScale ? type : new SqlType.Decimal(SqlType.MAX_DECIMAL_PRECISION, type.scale());
                return integral(operator, left, right, open, () -> DecimalMath.overflow(type));
            }
        }
        return rowWise(left, right, type, Representation.WIDE, (value, high, low) -> {
            boolean fits = switch (operator) {
                case ADD -> value.add(high, low);
                case SUBTRACT -> value.subtract(high, low);
                default -> value.multiply(high, low);
            };
            if (!fits) {
                throw DecimalMath.overflow(type);
            }
        });
    }

    private static Step rowWise(
            Step left, Step right, SqlType type, Representation output, RowWise.Operation operation) {
        var bounds = ColumnShape.of(type);
        var shape = new ColumnShape(type, output, bounds.min(), bounds.max(), mayHaveNulls(left, right));
        return Step.of(
                shape,
                true,
                left.isStable() && right.isStable(),
                () -> new RowWise(left.nodes().get(), right.nodes().get(), operation, output));
    }

    private static Step division(Step left, int leftScale, Step right, int rightScale, SqlType.Decimal type) {
        int shift = type.scale() - leftScale + rightScale;
        return checkedRowWise(left, right, type, (value, high, low) -> {
            checkDivisor(high, low);
            divide(value, high, low, shift, type);
        });
    }

    private static void divide(Int128 value, long high, long low, int shift, SqlType.Decimal type) {
        long dividendHigh = value.high();
        long dividendLow = value.low();
        if (shift >= 0 && shift <= 38 && value.scaleUp(shift)) {
            value.divideRounded(high, low);
            return;
        }
        var dividend = Int128.toBigInteger(dividendHigh, dividendLow);
        var divisor = Int128.toBigInteger(high, low);
        if (shift >= 0) {
            dividend = dividend.multiply(BigInteger.TEN.pow(shift));
        } else {
            divisor = divisor.multiply(BigInteger.TEN.pow(-shift));
        }
        var parts = dividend.divideAndRemainder(divisor);
        var quotient = parts[0];
        if (parts[1].abs().shiftLeft(1).compareTo(divisor.abs()) >= 0) {
            quotient = quotient.add(BigInteger.valueOf((long) dividend.signum() * divisor.signum()));
        }
        if (quotient.bitLength() > 127) {
            throw DecimalMath.overflow(type);
        }
        value.set(quotient);
    }

    private static void checkDivisor(long high, long low) {
        if ((high | low) == 0) {
            throw new SlipherException(SqlState.DIVISION_BY_ZERO, "division by zero");
        }
    }
}
