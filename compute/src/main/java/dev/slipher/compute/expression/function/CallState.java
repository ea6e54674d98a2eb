package dev.slipher.compute.expression.function;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.SqlType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one call site of one worker keeps between rows: the argument types, the session, and whatever a function
 * prepared from an argument that seldom changes, such as a pattern.
 */
public final class CallState {
    private final EvaluationContext context;
    private final List<SqlType> argumentTypes;
    private final SqlType resultType;
    private final ByteSink scratch = new ByteSink(64);
    private @Nullable SplittableRandom random;
    private byte @Nullable [] preparedFrom;
    private @Nullable Object prepared;
    private boolean resultNull;
    private int row;
    private long @Nullable [] @Nullable [] argumentNulls;

    CallState(EvaluationContext context, List<SqlType> argumentTypes, SqlType resultType) {
        this.context = context;
        this.argumentTypes = argumentTypes;
        this.resultType = resultType;
    }

    EvaluationContext context() {
        return context;
    }

    SqlType argumentType(int index) {
        return argumentTypes.get(index);
    }

    SqlType resultType() {
        return resultType;
    }

    /** Returns the scale of a DECIMAL argument. */
    int scale(int index) {
        return ((SqlType.Decimal) argumentTypes.get(index)).scale();
    }

    int resultScale() {
        return ((SqlType.Decimal) resultType).scale();
    }

    /** Returns an empty sink that holds until the next call. */
    ByteSink scratch() {
        scratch.clear();
        return scratch;
    }

    /** Returns what {@code prepare} makes of {@code text}, made anew only when the text differs from the last. */
    @SuppressWarnings("unchecked")
    <T> T prepared(Text text, Function<String, T> prepare) {
        byte[] last = preparedFrom;
        if (last == null || !Arrays.equals(last, 0, last.length, text.bytes(), text.from(), text.to())) {
            prepared = prepare.apply(text.toString());
            preparedFrom = text.toByteArray();
        }
        // A call site prepares one argument with one function, so the kept value is a T.
        return (T) Objects.requireNonNull(prepared);
    }

    SplittableRandom random() {
        var current = random;
        if (current == null) {
            current = new SplittableRandom(context.randomSeed() ^ System.identityHashCode(this));
            random = current;
        }
        return current;
    }

    /** Makes the result of the current row null. */
    void setNull() {
        resultNull = true;
    }

    boolean takeNull() {
        boolean result = resultNull;
        resultNull = false;
        return result;
    }

    /** Returns whether an argument of the current row is null; for functions called on null only. */
    boolean isNull(int index) {
        var masks = argumentNulls;
        var mask = masks == null ? null : masks[index];
        return mask != null && (mask[row >>> 6] >>> row & 1) != 0;
    }

    void moveTo(int newRow, long[] @Nullable [] masks) {
        row = newRow;
        argumentNulls = masks;
    }
}
