package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.SqlType;

/** Parts and sums of binary values; positions and lengths count bytes. */
final class BinaryFunctions {
    private BinaryFunctions() {}

    @ScalarFunction(
            name = {"substring", "substr"},
            arguments = {TypeFamily.VARBYTE, TypeFamily.INTEGER},
            result = TypeFamily.VARBYTE,
            rule = ResultRule.FIRST_LENGTH)
    static void substring(Text bytes, long start, ByteSink out) {
        append(bytes, start, Long.MAX_VALUE, out);
    }

    @ScalarFunction(
            name = {"substring", "substr"},
            arguments = {TypeFamily.VARBYTE, TypeFamily.INTEGER, TypeFamily.INTEGER},
            result = TypeFamily.VARBYTE,
            rule = ResultRule.FIRST_LENGTH)
    static void substring(Text bytes, long start, long count, ByteSink out) {
        if (count < 0) {
            throw new SlipherException(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
        }
        append(bytes, start, start + count, out);
    }

    /** Appends the bytes from {@code start} to before {@code end}, both from 1; there are none outside the value. */
    private static void append(Text bytes, long start, long end, ByteSink out) {
        int length = bytes.length();
        int from = Math.clamp(start - 1, 0, length);
        int to = Math.clamp(end - 1, from, length);
        out.append(bytes.bytes(), bytes.from() + from, bytes.from() + to);
    }

    @ScalarFunction(
            name = {"concat", "||"},
            arguments = {TypeFamily.VARBYTE, TypeFamily.VARBYTE},
            result = TypeFamily.VARBYTE,
            rule = ResultRule.SUM_OF_LENGTHS)
    static void concat(Text left, Text right, ByteSink out) {
        if (left.length() + right.length() > SqlType.MAX_VARBYTE_LENGTH) {
            throw new SlipherException(SqlState.PROGRAM_LIMIT_EXCEEDED, "requested length too large");
        }
        left.appendTo(out);
        right.appendTo(out);
    }
}
