package dev.slipher.compute.expression;

import dev.slipher.compute.expression.ColumnShape.Representation;
import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Constants as steps and as vectors that hold one value in every row. */
final class Constants {
    private Constants() {}

    static Step step(Datum value, SqlType type) {
        var shape = shape(value, type);
        return new Step(shape, false, true, Optional.of(value), () -> {
            var vector = vector(value, shape.representation());
            return (_, _, _) -> vector;
        });
    }

    private static ColumnShape shape(Datum value, SqlType type) {
        return switch (value) {
            case Datum.Integral(var number) -> ColumnShape.integral(type, number, number, false);
            // A wide decimal that fits a long travels as one.
            case Datum.Wide(var high, var low)
            when type instanceof SqlType.Decimal && high == low >> 63 -> ColumnShape.integral(type, low, low, false);
            case Datum.Null _ -> {
                var shape = ColumnShape.of(type);
                yield shape.isIntegral() ? ColumnShape.integral(type, 0, 0, true) : shape;
            }
            default -> ColumnShape.of(type).withNulls(false);
        };
    }

    /** Returns a vector of {@code value} in every row of the largest batch; strings become a dictionary of one entry. */
    static Vector vector(Datum value, Representation representation) {
        int size = Batch.CAPACITY + Batch.SLACK;
        long @Nullable [] nulls = value.isNull() ? allNull() : null;
        return switch (representation) {
            case INT -> {
                var values = new int[size];
                Arrays.fill(values, (int) integral(value));
                yield new IntVector(values, nulls);
            }
            case LONG -> {
                var values = new long[size];
                Arrays.fill(values, integral(value));
                yield new LongVector(values, nulls);
            }
            case DOUBLE -> {
                var values = new double[size];
                Arrays.fill(values, value instanceof Datum.Floating(var number) ? number : 0);
                yield new DoubleVector(values, nulls);
            }
            case WIDE -> {
                var high = new long[size];
                var low = new long[size];
                if (value instanceof Datum.Wide(var upper, var lower)) {
                    Arrays.fill(high, upper);
                    Arrays.fill(low, lower);
                } else {
                    Arrays.fill(high, integral(value) >> 63);
                    Arrays.fill(low, integral(value));
                }
                yield new Int128Vector(high, low, nulls);
            }
            case BYTES -> {
                byte[] bytes = value instanceof Datum.Bytes(var content) ? content : new byte[0];
                var dictionary = new Dictionary(bytes, new int[] {0, bytes.length}, 1, true, true);
                yield new DictionaryVector(new int[size], dictionary, nulls);
            }
        };
    }

    private static long integral(Datum value) {
        return switch (value) {
            case Datum.Integral(var number) -> number;
            case Datum.Wide(var _, var low) -> low;
            default -> 0;
        };
    }

    private static long[] allNull() {
        var mask = new long[BitMask.WORDS];
        Arrays.fill(mask, -1L);
        return mask;
    }

    /**
     * Returns the step as a constant if all it needs is known; one that raises an error is left for run time, where the
     * row may not be reached.
     */
    static Step fold(Step step, boolean constantInputs) {
        if (!constantInputs || !step.isStable() || step.constant().isPresent()) {
            return step;
        }
        try {
            var vector = step.nodes().get().evaluate(new Batch(new Vector[0], 1), null, 1);
            return step(
                    vector.datum(0).as(step.shape().type().physicalKind()),
                    step.shape().type());
        } catch (SlipherException _) {
            return step;
        }
    }
}
