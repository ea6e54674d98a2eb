package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.ByteSink;
import java.util.List;

/** JSON that is kept in strings. What is not there, and JSON's null, is null. */
final class JsonFunctions {
    private JsonFunctions() {}

    @ScalarFunction(name = "is_valid_json", arguments = TypeFamily.TEXT, result = TypeFamily.BOOLEAN)
    static boolean isValidObject(Text json) {
        return JsonDocument.object(json).isValid();
    }

    @ScalarFunction(name = "is_valid_json_array", arguments = TypeFamily.TEXT, result = TypeFamily.BOOLEAN)
    static boolean isValidArray(Text json) {
        return JsonDocument.array(json).isValid();
    }

    @ScalarFunction(name = "json_array_length", arguments = TypeFamily.TEXT, result = TypeFamily.INTEGER)
    static int arrayLength(Text json, CallState state) {
        return JsonDocument.array(json).length(state, false);
    }

    @ScalarFunction(
            name = "json_array_length",
            arguments = {TypeFamily.TEXT, TypeFamily.BOOLEAN},
            result = TypeFamily.INTEGER)
    static int arrayLength(Text json, boolean nullIfInvalid, CallState state) {
        return JsonDocument.array(json).length(state, nullIfInvalid);
    }

    @ScalarFunction(
            name = "json_extract_array_element_text",
            arguments = {TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void element(Text json, int index, CallState state, ByteSink out) {
        JsonDocument.array(json).element(index, state, false, out);
    }

    @ScalarFunction(
            name = "json_extract_array_element_text",
            arguments = {TypeFamily.TEXT, TypeFamily.INTEGER, TypeFamily.BOOLEAN},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void element(Text json, int index, boolean nullIfInvalid, CallState state, ByteSink out) {
        JsonDocument.array(json).element(index, state, nullIfInvalid, out);
    }

    @ScalarFunction(
            name = "json_extract_path_text",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void value(Text json, Text a, CallState state, ByteSink out) {
        JsonDocument.object(json).value(List.of(a), state, false, out);
    }

    @ScalarFunction(
            name = "json_extract_path_text",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.BOOLEAN},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void value(Text json, Text a, boolean nullIfInvalid, CallState state, ByteSink out) {
        JsonDocument.object(json).value(List.of(a), state, nullIfInvalid, out);
    }

    @ScalarFunction(
            name = "json_extract_path_text",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void value(Text json, Text a, Text b, CallState state, ByteSink out) {
        JsonDocument.object(json).value(List.of(a, b), state, false, out);
    }

    @ScalarFunction(
            name = "json_extract_path_text",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.BOOLEAN},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void value(Text json, Text a, Text b, boolean nullIfInvalid, CallState state, ByteSink out) {
        JsonDocument.object(json).value(List.of(a, b), state, nullIfInvalid, out);
    }

    @ScalarFunction(
            name = "json_extract_path_text",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void value(Text json, Text a, Text b, Text c, CallState state, ByteSink out) {
        JsonDocument.object(json).value(List.of(a, b, c), state, false, out);
    }

    @ScalarFunction(
            name = "json_extract_path_text",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.BOOLEAN},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void value(Text json, Text a, Text b, Text c, boolean nullIfInvalid, CallState state, ByteSink out) {
        JsonDocument.object(json).value(List.of(a, b, c), state, nullIfInvalid, out);
    }

    @ScalarFunction(
            name = "json_extract_path_text",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void value(Text json, Text a, Text b, Text c, Text d, CallState state, ByteSink out) {
        JsonDocument.object(json).value(List.of(a, b, c, d), state, false, out);
    }

    @ScalarFunction(
            name = "json_extract_path_text",
            arguments = {
                TypeFamily.TEXT,
                TypeFamily.TEXT,
                TypeFamily.TEXT,
                TypeFamily.TEXT,
                TypeFamily.TEXT,
                TypeFamily.BOOLEAN
            },
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void value(Text json, Text a, Text b, Text c, Text d, boolean nullIfInvalid, CallState state, ByteSink out) {
        JsonDocument.object(json).value(List.of(a, b, c, d), state, nullIfInvalid, out);
    }

    @ScalarFunction(
            name = "json_extract_path_text",
            arguments = {
                TypeFamily.TEXT,
                TypeFamily.TEXT,
                TypeFamily.TEXT,
                TypeFamily.TEXT,
                TypeFamily.TEXT,
                TypeFamily.TEXT
            },
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void value(Text json, Text a, Text b, Text c, Text d, Text e, CallState state, ByteSink out) {
        JsonDocument.object(json).value(List.of(a, b, c, d, e), state, false, out);
    }

    @ScalarFunction(
            name = "json_extract_path_text",
            arguments = {
                TypeFamily.TEXT,
                TypeFamily.TEXT,
                TypeFamily.TEXT,
                TypeFamily.TEXT,
                TypeFamily.TEXT,
                TypeFamily.TEXT,
                TypeFamily.BOOLEAN
            },
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void value(
            Text json, Text a, Text b, Text c, Text d, Text e, boolean nullIfInvalid, CallState state, ByteSink out) {
        JsonDocument.object(json).value(List.of(a, b, c, d, e), state, nullIfInvalid, out);
    }
}
