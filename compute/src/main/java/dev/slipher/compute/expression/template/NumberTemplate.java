package dev.slipher.compute.expression.template;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** A template of TO_CHAR and TO_NUMBER for numbers, with the patterns of {@link NumberSymbol} and literal text. */
public final class NumberTemplate {
    /** A DOUBLE has no more digits than these, so no more are shown of it. */
    private static final int DOUBLE_DIGITS = 15;

    private final List<NumberElement> elements;
    private final NumberShape shape;

    NumberTemplate(List<NumberElement> elements, NumberShape shape) {
        this.elements = elements;
        this.shape = shape;
    }

    /**
     * Takes a template apart; what is no pattern in it is literal text.
     *
     * @throws SlipherException with 42601 for patterns that exclude each other
     */
    public static NumberTemplate compile(String template) {
        return NumberTemplateParser.parse(template);
    }

    /**
     * Appends a number.
     *
     * @throws SlipherException with 22003 if V makes it too large for a BIGINT
     */
    public void format(long value, ByteSink out) {
        if (shape.has(NumberSymbol.EXPONENT)) {
            formatExponent((double) value, out);
            return;
        }
        var number = BigDecimal.valueOf(value);
        if (shape.shiftPlaces() > 0 && !shape.has(NumberSymbol.ROMAN)) {
            checkBigint(BigDecimal.ONE.movePointRight(shape.shiftPlaces()));
            checkBigint(number.movePointRight(shape.shiftPlaces()));
        }
        format(number, out);
    }

    /** Appends a number, {@code #} in the place of its digits if the template has too few places. */
    public void format(BigDecimal value, ByteSink out) {
        if (shape.has(NumberSymbol.ROMAN)) {
            NumberWriter.writeRoman(elements, shape, toInteger(value), out);
        } else if (shape.has(NumberSymbol.EXPONENT)) {
            int exponent = value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
            // The exponent is chosen before rounding, so that 9.99 may become 10.0e+00; PostgreSQL does so, too.
            var mantissa = value.movePointLeft(exponent).setScale(shape.fractionPlaces(), RoundingMode.HALF_UP);
            writeExponent(value.signum() < 0, mantissa.abs(), exponent, out);
        } else {
            var rounded =
                    value.movePointRight(shape.shiftPlaces()).setScale(shape.fractionPlaces(), RoundingMode.HALF_UP);
            write(rounded.signum() < 0, rounded.abs().toPlainString(), shape.fractionPlaces(), out);
        }
    }

    /** Appends a number, of which at most 15 digits count. */
    public void format(double value, ByteSink out) {
        if (shape.has(NumberSymbol.ROMAN)) {
            NumberWriter.writeRoman(elements, shape, (int) Math.rint(value), out);
        } else if (shape.has(NumberSymbol.EXPONENT)) {
            formatExponent(value, out);
        } else {
            double shifted = shape.shiftPlaces() == 0 ? value : value * Math.pow(10, shape.shiftPlaces());
            if (Double.isFinite(shifted)) {
                var exact = new BigDecimal(shifted).abs();
                int wholeDigits = exact.setScale(0, RoundingMode.HALF_EVEN).precision();
                int places = Math.min(shape.fractionPlaces(), Math.max(0, DOUBLE_DIGITS - wholeDigits));
                write(
                        isNegative(value),
                        exact.setScale(places, RoundingMode.HALF_EVEN).toPlainString(),
                        places,
                        out);
            } else {
                write(shifted < 0, Double.isNaN(shifted) ? "NaN" : "Infinity", shape.fractionPlaces(), out);
            }
        }
    }

    /** Tells -0 from 0, as printing does. */
    private static boolean isNegative(double value) {
        return Math.copySign(1, value) < 0;
    }

    private void formatExponent(double value, ByteSink out) {
        int places = shape.fractionPlaces();
        if (!Double.isFinite(value)) {
            // As wide as a number with a sign before it and two digits of exponent would be.
            out.append(' ');
            out.fill('#', shape.wholePlaces());
            out.append('.');
            out.fill('#', places + 4);
            return;
        }
        var rounded = new BigDecimal(value).abs().round(new MathContext(places + 1, RoundingMode.HALF_EVEN));
        int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        writeExponent(isNegative(value), rounded.movePointLeft(exponent).setScale(places), exponent, out);
    }

    /** Nothing else of the template counts here, not even its literal text. */
    private static void writeExponent(boolean negative, BigDecimal mantissa, int exponent, ByteSink out) {
        out.append(negative ? '-' : ' ');
        out.append(mantissa.toPlainString());
        out.append('e');
        out.append(exponent < 0 ? '-' : '+');
        out.appendPadded(Math.abs(exponent), 2);
    }

    private void write(boolean negative, String digits, int fractionPlaces, ByteSink out) {
        new NumberWriter(shape, NumberDigits.of(negative, digits, fractionPlaces, shape), out).write(elements);
    }

    private static int toInteger(BigDecimal value) {
        var rounded = value.setScale(0, RoundingMode.HALF_UP);
        if (rounded.compareTo(BigDecimal.valueOf(rounded.intValue())) != 0) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "integer out of range");
        }
        return rounded.intValue();
    }

    private static void checkBigint(BigDecimal value) {
        if (value.compareTo(BigDecimal.valueOf(value.longValue())) != 0) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "bigint out of range");
        }
    }

    /**
     * Returns the number in {@code text}.
     *
     * @throws SlipherException if it has none, or more digits than the template
     */
    public BigDecimal parse(String text) {
        return new NumberReader(shape, text).read(elements);
    }
}
