package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.ByteSink;

/** Everyday string functions; positions and lengths count characters, not bytes, unless a name says otherwise. */
final class StringFunctions {
    private StringFunctions() {}

    @ScalarFunction(
            name = {"length", "len", "char_length", "character_length", "textlen"},
            arguments = TypeFamily.TEXT,
            result = TypeFamily.INTEGER)
    static int length(Text text) {
        return Utf8.count(text.bytes(), text.from(), text.to());
    }

    @ScalarFunction(
            name = "lower",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void lower(Text text, ByteSink out) {
        Utf8.lower(text.bytes(), text.from(), text.to(), out);
    }

    @ScalarFunction(
            name = "upper",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void upper(Text text, ByteSink out) {
        Utf8.upper(text.bytes(), text.from(), text.to(), out);
    }
}
