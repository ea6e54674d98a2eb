package dev.slipher.compute.expression;

import dev.slipher.compute.expression.ColumnShape.Representation;
import dev.slipher.compute.expression.function.ScalarCall;
import dev.slipher.compute.expression.function.TypeFamily;
import dev.slipher.compute.expression.function.TypeRules;
import dev.slipher.compute.expression.function.Volatility;
import dev.slipher.compute.fragment.Expression.CastMode;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;

/** Chooses the loops of conversions between types. */
final class CastSteps {
    private CastSteps() {}

    static Step compile(Step operand, SqlType target, CastMode mode, EvaluationContext context) {
        var source = operand.shape().type();
        if (source.equals(target)) {
            return operand;
        }
        if (operand.isNullConstant()) {
            return Constants.step(Datum.Null.NULL, target);
        }
        var step = convert(operand, target, mode, context);
        // What a numeric loop refuses for a whole batch is tried again row by row.
        return mode == CastMode.TRY && step.canFail() && !isCall(source, target)
                ? Step.of(
                        step.shape().withNulls(true),
                        operand.canFail(),
                        step.isStable(),
                        () -> new TryNode(step.nodes().get(), step.shape().representation()))
                : step;
    }

    private static boolean isCall(SqlType source, SqlType target) {
        return !(TypeFamily.of(source).isNumeric() && TypeFamily.of(target).isNumeric());
    }

    private static Step convert(Step operand, SqlType target, CastMode mode, EvaluationContext context) {
        var source = operand.shape().type();
        var from = TypeFamily.of(source);
        var to = TypeFamily.of(target);
        if (from.isNumeric() && to.isNumeric()) {
            boolean fromFloat = from == TypeFamily.REAL || from == TypeFamily.DOUBLE;
            if (to == TypeFamily.REAL || to == TypeFamily.DOUBLE) {
                return NumericSteps.toDouble(operand, target);
            }
            if (!fromFloat) {
                return target instanceof SqlType.Decimal decimal
                        ? NumericSteps.toDecimal(operand, decimal)
                        : NumericSteps.toInteger(operand, target);
            }
            var doubles = from == TypeFamily.REAL && to != TypeFamily.DECIMAL
                    ? operand.withShape(ColumnShape.unranged(
                            SqlType.Simple.DOUBLE,
                            Representation.DOUBLE,
                            operand.shape().mayHaveNulls()))
                    : operand;
            return call(doubles, target, mode, context);
        }
        if (from == TypeFamily.BOOLEAN && to.isNumeric()) {
            var number = operand.withShape(retyped(operand.shape(), SqlType.Simple.INTEGER));
            return convert(number, target, mode, context);
        }
        if (to == TypeFamily.BOOLEAN && from.isInteger()) {
            return toBoolean(operand);
        }
        if (to == TypeFamily.OID && from.isInteger() || from == TypeFamily.OID && to.isInteger()) {
            return NumericSteps.checked(operand, target, () -> NumericSteps.outOfRange(target));
        }
        if (from == to && (to == TypeFamily.TEXT || to == TypeFamily.VARBYTE)) {
            return sized(operand, target, mode);
        }
        if (to == TypeFamily.TEXT) {
            var longest = new SqlType.Varchar(Math.min(TypeRules.length(source), SqlType.MAX_VARCHAR_LENGTH));
            return sized(call(operand, longest, mode, context), TypeRules.length(source), target, mode);
        }
        if (to == TypeFamily.VARBYTE) {
            return sized(call(operand, longestBytes(source), mode, context), target, mode);
        }
        return call(operand, target, mode, context);
    }

    private static ColumnShape retyped(ColumnShape shape, SqlType type) {
        return new ColumnShape(type, shape.representation(), shape.min(), shape.max(), shape.mayHaveNulls());
    }

    private static Step toBoolean(Step operand) {
        var longs = NumericSteps.toLong(operand);
        return Step.of(
                ColumnShape.integral(
                        SqlType.Simple.BOOLEAN, 0, 1, operand.shape().mayHaveNulls()),
                operand.canFail(),
                operand.isStable(),
                () -> new UnaryNode(longs.nodes().get(), Representation.INT, (input, output, rows, _, _) -> {
                    long[] values = ((LongVector) input).values();
                    int[] out = ((IntVector) output).values();
                    for (int i = 0; i < rows; i++) {
                        out[i] = values[i] != 0 ? 1 : 0;
                    }
                }));
    }

    private static Step call(Step operand, SqlType target, CastMode mode, EvaluationContext context) {
        var source = operand.shape().type();
        var call = ScalarCall.cast(source, operand.shape().representation(), target)
                .orElseThrow(() -> new SlipherException(
                        SqlState.CANNOT_COERCE, "cannot cast type %s to %s".formatted(source, target)));
        boolean lenient = mode == CastMode.TRY;
        // A cast may give null where it fails or, from infinite timestamps, has nothing to give.
        var shape = CallSteps.shape(call, target, true);
        var step = Step.of(
                shape,
                !lenient,
                operand.isStable() && call.volatility() != Volatility.VOLATILE,
                () -> new CallNode(
                        call,
                        context,
                        new Node[] {operand.nodes().get()},
                        shape.representation() == Representation.BYTES ? 0 : -1,
                        lenient));
        // Calls give decimals in 128 bits.
        return shape.representation() == Representation.WIDE
                        && target instanceof SqlType.Decimal
                        && ColumnShape.of(target).representation() == Representation.LONG
                ? NumericSteps.checked(step, target, () -> NumericSteps.outOfRange(target))
                : step;
    }

    /** Returns the type of the bytes of a text, a binary value or an integer; text that is still to be cut has any length. */
    private static SqlType longestBytes(SqlType source) {
        int length = TypeRules.length(source);
        return new SqlType.Varbyte(length == SqlType.MAX_VARCHAR_LENGTH ? SqlType.MAX_VARBYTE_LENGTH : length);
    }

    private static Step sized(Step operand, SqlType target, CastMode mode) {
        return sized(operand, TypeRules.length(operand.shape().type()), target, mode);
    }

    /**
     * Returns strings or binary values cut to the length of their new type, or refused if they are too long.
     *
     * @param longest how many bytes they may have
     */
    private static Step sized(Step operand, int longest, SqlType target, CastMode mode) {
        int length = TypeRules.length(target);
        boolean fixed = target instanceof SqlType.Char;
        if (!fixed && (longest <= length || mode == CastMode.IMPLICIT)) {
            return operand.withShape(retyped(operand.shape(), target));
        }
        boolean strict = mode == CastMode.ASSIGNMENT;
        return Step.of(
                ColumnShape.unranged(
                        target, Representation.BYTES, operand.shape().mayHaveNulls()),
                operand.canFail() || strict,
                operand.isStable(),
                () -> new SizeNode(operand.nodes().get(), target, length, strict));
    }
}
