package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Int128;
import dev.slipher.storage.type.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Mathematical functions. */
final class MathFunctions {
    private MathFunctions() {}

    @ScalarFunction(
            name = {"abs", "@"},
            arguments = TypeFamily.INTEGER,
            result = TypeFamily.INTEGER)
    static int abs(int value) {
        if (value == Integer.MIN_VALUE) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "integer out of range");
        }
        return Math.abs(value);
    }

    @ScalarFunction(
            name = {"abs", "@"},
            arguments = TypeFamily.BIGINT,
            result = TypeFamily.BIGINT)
    static long abs(long value) {
        if (value == Long.MIN_VALUE) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "bigint out of range");
        }
        return Math.abs(value);
    }

    @ScalarFunction(
            name = {"abs", "@"},
            arguments = TypeFamily.DECIMAL,
            result = TypeFamily.DECIMAL,
            rule = ResultRule.FIRST_ARGUMENT)
    static void abs(Int128 value, Int128 out) {
        out.set(value.high(), value.low());
        if (out.signum() < 0) {
            out.negate();
        }
    }

    @ScalarFunction(
            name = {"abs", "@"},
            arguments = TypeFamily.DOUBLE,
            result = TypeFamily.DOUBLE)
    static double abs(double value) {
        return Math.abs(value);
    }

    @ScalarFunction(
            name = "sign",
            arguments = TypeFamily.DECIMAL,
            result = TypeFamily.DECIMAL,
            rule = ResultRule.WHOLE_DECIMAL)
    static void sign(Int128 value, Int128 out) {
        out.set(value.signum());
    }

    @ScalarFunction(name = "sign", arguments = TypeFamily.DOUBLE, result = TypeFamily.DOUBLE)
    static double sign(double value) {
        return Math.signum(value) + 0.0;
    }

    @ScalarFunction(
            name = {"ceil", "ceiling"},
            arguments = TypeFamily.DECIMAL,
            result = TypeFamily.DECIMAL,
            rule = ResultRule.WHOLE_DECIMAL)
    static void ceil(Int128 value, CallState state, Int128 out) {
        toWhole(value, state.scale(0), 1, out);
    }

    @ScalarFunction(
            name = "floor",
            arguments = TypeFamily.DECIMAL,
            result = TypeFamily.DECIMAL,
            rule = ResultRule.WHOLE_DECIMAL)
    static void floor(Int128 value, CallState state, Int128 out) {
        toWhole(value, state.scale(0), -1, out);
    }

    /** Drops the fraction, away from zero if the value has this sign. */
    private static void toWhole(Int128 value, int scale, int awaySign, Int128 out) {
        out.set(value.high(), value.low());
        out.truncate(scale);
        long high = out.high();
        long low = out.low();
        out.scaleUp(scale);
        boolean exact = out.high() == value.high() && out.low() == value.low();
        out.set(high, low);
        if (!exact && value.signum() == awaySign) {
            out.add((long) awaySign >> 63, awaySign);
        }
    }

    @ScalarFunction(
            name = {"ceil", "ceiling"},
            arguments = TypeFamily.DOUBLE,
            result = TypeFamily.DOUBLE)
    static double ceil(double value) {
        return Math.ceil(value) + 0.0;
    }

    @ScalarFunction(name = "floor", arguments = TypeFamily.DOUBLE, result = TypeFamily.DOUBLE)
    static double floor(double value) {
        return Math.floor(value) + 0.0;
    }

    @ScalarFunction(
            name = "round",
            arguments = TypeFamily.DECIMAL,
            result = TypeFamily.DECIMAL,
            rule = ResultRule.WHOLE_DECIMAL)
    static void round(Int128 value, CallState state, Int128 out) {
        out.set(value.high(), value.low());
        out.scaleDown(state.scale(0));
    }

    @ScalarFunction(
            name = "round",
            arguments = {TypeFamily.DECIMAL, TypeFamily.INTEGER},
            result = TypeFamily.DECIMAL,
            rule = ResultRule.FIRST_ARGUMENT)
    static void round(Int128 value, long digits, CallState state, Int128 out) {
        out.set(value.high(), value.low());
        int cut = Math.clamp(state.scale(0) - digits, 0, 39);
        out.scaleDown(cut);
        if (!out.scaleUp(Math.min(cut, 38))) {
            throw DecimalMath.overflow((SqlType.Decimal) state.resultType());
        }
        DecimalMath.checkPrecision(out, (SqlType.Decimal) state.resultType());
    }

    @ScalarFunction(
            name = "trunc",
            arguments = TypeFamily.DECIMAL,
            result = TypeFamily.DECIMAL,
            rule = ResultRule.WHOLE_DECIMAL)
    static void trunc(Int128 value, CallState state, Int128 out) {
        out.set(value.high(), value.low());
        out.truncate(state.scale(0));
    }

    @ScalarFunction(
            name = "trunc",
            arguments = {TypeFamily.DECIMAL, TypeFamily.INTEGER},
            result = TypeFamily.DECIMAL,
            rule = ResultRule.FIRST_ARGUMENT)
    static void trunc(Int128 value, long digits, CallState state, Int128 out) {
        out.set(value.high(), value.low());
        int cut = Math.clamp(state.scale(0) - digits, 0, 38);
        out.truncate(cut);
        out.scaleUp(cut);
    }

    @ScalarFunction(
            name = {"round", "dround"},
            arguments = TypeFamily.DOUBLE,
            result = TypeFamily.DOUBLE)
    static double round(double value) {
        return Math.rint(value) + 0.0;
    }

    @ScalarFunction(
            name = "round",
            arguments = {TypeFamily.DOUBLE, TypeFamily.INTEGER},
            result = TypeFamily.DOUBLE)
    static double round(double value, long digits) {
        if (!Double.isFinite(value) || digits > 300) {
            return value;
        }
        return BigDecimal.valueOf(value)
                .setScale((int) Math.max(digits, -310), RoundingMode.HALF_UP)
                .doubleValue();
    }

    @ScalarFunction(name = "trunc", arguments = TypeFamily.DOUBLE, result = TypeFamily.DOUBLE)
    static double trunc(double value) {
        return (value < 0 ? Math.ceil(value) : Math.floor(value)) + 0.0;
    }

    @ScalarFunction(
            name = "trunc",
            arguments = {TypeFamily.DOUBLE, TypeFamily.INTEGER},
            result = TypeFamily.DOUBLE)
    static double trunc(double value, long digits) {
        if (!Double.isFinite(value) || digits > 300) {
            return value;
        }
        return BigDecimal.valueOf(value)
                .setScale((int) Math.max(digits, -310), RoundingMode.DOWN)
                .doubleValue();
    }

    @ScalarFunction(
            name = "mod",
            arguments = {TypeFamily.INTEGER, TypeFamily.INTEGER},
            result = TypeFamily.INTEGER)
    static int mod(int left, int right) {
        return (int) mod((long) left, right);
    }

    @ScalarFunction(
            name = "mod",
            arguments = {TypeFamily.BIGINT, TypeFamily.BIGINT},
            result = TypeFamily.BIGINT)
    static long mod(long left, long right) {
        if (right == 0) {
            throw new SlipherException(SqlState.DIVISION_BY_ZERO, "division by zero");
        }
        return left % right;
    }

    @ScalarFunction(
            name = "mod",
            arguments = {TypeFamily.DECIMAL, TypeFamily.DECIMAL},
            result = TypeFamily.DECIMAL,
            rule = ResultRule.MODULO_DECIMAL)
    static void mod(Int128 left, Int128 right, CallState state, Int128 out) {
        if (right.signum() == 0) {
            throw new SlipherException(SqlState.DIVISION_BY_ZERO, "division by zero");
        }
        int scale = state.resultScale();
        if (!left.scaleUp(scale - state.scale(0)) || !right.scaleUp(scale - state.scale(1))) {
            throw DecimalMath.overflow((SqlType.Decimal) state.resultType());
        }
        out.set(left.high(), left.low());
        out.remainder(right.high(), right.low());
        DecimalMath.checkPrecision(out, (SqlType.Decimal) state.resultType());
    }

    @ScalarFunction(
            name = {"sqrt", "dsqrt", "|/"},
            arguments = TypeFamily.DOUBLE,
            result = TypeFamily.DOUBLE)
    static double sqrt(double value) {
        if (value < 0) {
            throw new SlipherException(
                    SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION, "cannot take square root of a negative number");
        }
        return Math.sqrt(value);
    }

    @ScalarFunction(
            name = {"cbrt", "dcbrt", "||/"},
            arguments = TypeFamily.DOUBLE,
            result = TypeFamily.DOUBLE)
    static double cbrt(double value) {
        return Math.cbrt(value);
    }

    @ScalarFunction(
            name = {"exp", "dexp"},
            arguments = TypeFamily.DOUBLE,
            result = TypeFamily.DOUBLE)
    static double exp(double value) {
        return finite(Math.exp(value), Double.isInfinite(value));
    }

    @ScalarFunction(
            name = {"ln", "dlog1"},
            arguments = TypeFamily.DOUBLE,
            result = TypeFamily.DOUBLE)
    static double ln(double value) {
        checkLogarithm(value);
        return Math.log(value) + 0.0;
    }

    @ScalarFunction(
            name = {"log", "log10", "dlog10"},
            arguments = TypeFamily.DOUBLE,
            result = TypeFamily.DOUBLE)
    static double log(double value) {
        checkLogarithm(value);
        return Math.log10(value) + 0.0;
    }

    @ScalarFunction(
            name = "log",
            arguments = {TypeFamily.DOUBLE, TypeFamily.DOUBLE},
            result = TypeFamily.DOUBLE)
    static double log(double base, double value) {
        checkLogarithm(base);
        checkLogarithm(value);
        double divisor = Math.log(base);
        if (divisor == 0) {
            throw new SlipherException(SqlState.DIVISION_BY_ZERO, "division by zero");
        }
        return Math.log(value) / divisor + 0.0;
    }

    private static void checkLogarithm(double value) {
        if (value <= 0) {
            throw new SlipherException(
                    SqlState.INVALID_ARGUMENT_FOR_LOGARITHM,
                    "cannot take logarithm of %s".formatted(value == 0 ? "zero" : "a negative number"));
        }
    }

    @ScalarFunction(
            name = {"power", "pow", "dpow", "^"},
            arguments = {TypeFamily.DOUBLE, TypeFamily.DOUBLE},
            result = TypeFamily.DOUBLE)
    static double power(double base, double exponent) {
        if (base == 0 && exponent < 0) {
            throw new SlipherException(
                    SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION, "zero raised to a negative power is undefined");
        }
        if (base < 0 && Double.isFinite(exponent) && exponent != Math.rint(exponent)) {
            throw new SlipherException(
                    SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
                    "a negative number raised to a non-integer power yields a complex result");
        }
        if (base == 1 || exponent == 0) {
            return 1;
        }
        return finite(Math.pow(base, exponent), Double.isInfinite(base) || Double.isInfinite(exponent)) + 0.0;
    }

    private static double finite(double result, boolean infiniteInput) {
        if (Double.isInfinite(result) && !infiniteInput) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
        }
        return result;
    }

    @ScalarFunction(name = "sin", arguments = TypeFamily.DOUBLE, result = TypeFamily.DOUBLE)
    static double sin(double value) {
        return Math.sin(checkAngle(value)) + 0.0;
    }

    @ScalarFunction(name = "cos", arguments = TypeFamily.DOUBLE, result = TypeFamily.DOUBLE)
    static double cos(double value) {
        return Math.cos(checkAngle(value)) + 0.0;
    }

    @ScalarFunction(name = "tan", arguments = TypeFamily.DOUBLE, result = TypeFamily.DOUBLE)
    static double tan(double value) {
        return Math.tan(checkAngle(value)) + 0.0;
    }

    @ScalarFunction(name = "cot", arguments = TypeFamily.DOUBLE, result = TypeFamily.DOUBLE)
    static double cot(double value) {
        double tangent = Math.tan(checkAngle(value));
        if (tangent == 0) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
        }
        return 1 / tangent;
    }

    private static double checkAngle(double value) {
        if (Double.isInfinite(value)) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "input is out of range");
        }
        return value;
    }

    @ScalarFunction(name = "asin", arguments = TypeFamily.DOUBLE, result = TypeFamily.DOUBLE)
    static double asin(double value) {
        return Math.asin(checkSine(value)) + 0.0;
    }

    @ScalarFunction(name = "acos", arguments = TypeFamily.DOUBLE, result = TypeFamily.DOUBLE)
    static double acos(double value) {
        return Math.acos(checkSine(value));
    }

    private static double checkSine(double value) {
        if (Math.abs(value) > 1) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "input is out of range");
        }
        return value;
    }

    @ScalarFunction(name = "atan", arguments = TypeFamily.DOUBLE, result = TypeFamily.DOUBLE)
    static double atan(double value) {
        return Math.atan(value) + 0.0;
    }

    @ScalarFunction(
            name = "atan2",
            arguments = {TypeFamily.DOUBLE, TypeFamily.DOUBLE},
            result = TypeFamily.DOUBLE)
    static double atan2(double y, double x) {
        return Math.atan2(y, x) + 0.0;
    }

    @ScalarFunction(name = "degrees", arguments = TypeFamily.DOUBLE, result = TypeFamily.DOUBLE)
    static double degrees(double radians) {
        return finite(radians * (180 / Math.PI), Double.isInfinite(radians)) + 0.0;
    }

    @ScalarFunction(name = "radians", arguments = TypeFamily.DOUBLE, result = TypeFamily.DOUBLE)
    static double radians(double degrees) {
        return degrees / (180 / Math.PI) + 0.0;
    }

    @ScalarFunction(name = "pi", result = TypeFamily.DOUBLE)
    static double pi() {
        return Math.PI;
    }

    @ScalarFunction(name = "random", result = TypeFamily.DOUBLE, volatility = Volatility.VOLATILE)
    static double random(CallState state) {
        return state.random().nextDouble();
    }

    @ScalarFunction(
            name = "div",
            arguments = {TypeFamily.BIGINT, TypeFamily.BIGINT},
            result = TypeFamily.BIGINT)
    static long div(long left, long right) {
        if (right == 0) {
            throw new SlipherException(SqlState.DIVISION_BY_ZERO, "division by zero");
        }
        if (left == Long.MIN_VALUE && right == -1) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "bigint out of range");
        }
        return left / right;
    }

    @ScalarFunction(
            name = {"&", "int4and"},
            arguments = {TypeFamily.INTEGER, TypeFamily.INTEGER},
            result = TypeFamily.INTEGER)
    static int bitAnd(int left, int right) {
        return left & right;
    }

    @ScalarFunction(
            name = {"|", "int4or"},
            arguments = {TypeFamily.INTEGER, TypeFamily.INTEGER},
            result = TypeFamily.INTEGER)
    static int bitOr(int left, int right) {
        return left | right;
    }

    @ScalarFunction(
            name = {"#", "int4xor"},
            arguments = {TypeFamily.INTEGER, TypeFamily.INTEGER},
            result = TypeFamily.INTEGER)
    static int bitXor(int left, int right) {
        return left ^ right;
    }

    @ScalarFunction(
            name = {"~", "int4not"},
            arguments = TypeFamily.INTEGER,
            result = TypeFamily.INTEGER)
    static int bitNot(int value) {
        return ~value;
    }

    @ScalarFunction(
            name = {"&", "int8and"},
            arguments = {TypeFamily.BIGINT, TypeFamily.BIGINT},
            result = TypeFamily.BIGINT)
    static long bitAnd(long left, long right) {
        return left & right;
    }

    @ScalarFunction(
            name = {"|", "int8or"},
            arguments = {TypeFamily.BIGINT, TypeFamily.BIGINT},
            result = TypeFamily.BIGINT)
    static long bitOr(long left, long right) {
        return left | right;
    }

    @ScalarFunction(
            name = {"#", "int8xor"},
            arguments = {TypeFamily.BIGINT, TypeFamily.BIGINT},
            result = TypeFamily.BIGINT)
    static long bitXor(long left, long right) {
        return left ^ right;
    }

    @ScalarFunction(
            name = {"~", "int8not"},
            arguments = TypeFamily.BIGINT,
            result = TypeFamily.BIGINT)
    static long bitNot(long value) {
        return ~value;
    }

    @ScalarFunction(
            name = {"<<", "int4shl"},
            arguments = {TypeFamily.INTEGER, TypeFamily.INTEGER},
            result = TypeFamily.INTEGER)
    static int shiftLeft(int value, int count) {
        return value << count;
    }

    @ScalarFunction(
            name = {">>", "int4shr"},
            arguments = {TypeFamily.INTEGER, TypeFamily.INTEGER},
            result = TypeFamily.INTEGER)
    static int shiftRight(int value, int count) {
        return value >> count;
    }

    @ScalarFunction(
            name = {"<<", "int8shl"},
            arguments = {TypeFamily.BIGINT, TypeFamily.INTEGER},
            result = TypeFamily.BIGINT)
    static long shiftLeft(long value, int count) {
        return value << count;
    }

    @ScalarFunction(
            name = {">>", "int8shr"},
            arguments = {TypeFamily.BIGINT, TypeFamily.INTEGER},
            result = TypeFamily.BIGINT)
    static long shiftRight(long value, int count) {
        return value >> count;
    }
}
