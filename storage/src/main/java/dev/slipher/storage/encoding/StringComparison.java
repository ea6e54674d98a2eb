package dev.slipher.storage.encoding;

import dev.slipher.storage.type.SqlType;
import java.util.Arrays;

/** SQL's comparison of strings: as unsigned bytes, with blanks at the end ignored. */
public final class StringComparison {
    private StringComparison() {}

    /** Returns whether values of {@code type} are compared without their trailing blanks. */
    public static boolean ignoresBlanks(SqlType type) {
        return switch (type) {
            case SqlType.Char _, SqlType.Varchar _, SqlType.Simple _ -> true;
            case SqlType.Varbyte _, SqlType.Array _, SqlType.Decimal _ -> false;
        };
    }

    /** Returns where {@code bytes[from] .. bytes[to - 1]} ends without its trailing blanks. */
    public static int strippedEnd(byte[] bytes, int from, int to) {
        var end = to;
        while (end > from && bytes[end - 1] == ' ') {
            end--;
        }
        return end;
    }

    /** Compares two strings whose trailing blanks, where they do not count, are cut off already. */
    public static int compare(byte[] left, int leftFrom, int leftTo, byte[] right, int rightFrom, int rightTo) {
        return Arrays.compareUnsigned(left, leftFrom, leftTo, right, rightFrom, rightTo);
    }
}
