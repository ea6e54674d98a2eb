package dev.slipher.storage.type;

import java.util.Arrays;

/** Which values of a type SQL calls equal although they are not the same. */
public final class Equality {
    private Equality() {}

    /**
     * Returns whether equal values are the same, so that all that is computed of them is equal too: not strings, which may
     * have blanks at the end, nor 0 and -0, nor intervals of a month and of 30 days. CHAR is kept without its blanks.
     */
    public static boolean isSameness(SqlType type) {
        return switch (type) {
            case SqlType.Varchar _ -> false;
            case SqlType.Simple simple ->
                simple != SqlType.Simple.NAME
                        && simple != SqlType.Simple.REAL
                        && simple != SqlType.Simple.DOUBLE
                        && simple != SqlType.Simple.INTERVAL;
            case SqlType.Char _, SqlType.Decimal _, SqlType.Varbyte _, SqlType.Array _ -> true;
        };
    }

    /** Returns a value of the same kind that is the same for all values that are equal to {@code value}. */
    public static Datum canonical(SqlType type, Datum value) {
        return switch (value) {
            case Datum.Floating(var number) -> new Datum.Floating(number + 0.0);
            case Datum.Bytes(var text)
            when !(type instanceof SqlType.Varbyte || type instanceof SqlType.Array) ->
                new Datum.Bytes(Arrays.copyOf(text, TypeText.dropTrailingBlanks(text, 0, text.length)));
            case Datum.Wide(var high, var low)
            when type == SqlType.Simple.INTERVAL -> {
                var length = new Int128();
                Interval.length(high, low, length);
                yield new Datum.Wide(length.high(), length.low());
            }
            case Datum.Bytes _, Datum.Wide _, Datum.Integral _, Datum.Null _ -> value;
        };
    }
}
