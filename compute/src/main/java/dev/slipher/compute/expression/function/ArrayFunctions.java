package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.ArrayText;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.Equality;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PostgreSQL's functions over arrays, which catalog relations have and clients send as parameters. An array is its text; its
 * elements are taken and given as text too, and a call converts them from and to the array's element type.
 */
final class ArrayFunctions {
    private ArrayFunctions() {}

    private static ArrayText parse(Text array) {
        return ArrayText.parse(array.bytes(), array.from(), array.to());
    }

    private static ArrayText kept(Text array, CallState state) {
        return state.prepared(array, ArrayText::parse);
    }

    private static void write(Optional<String> text, CallState state, ByteSink out) {
        if (text.isPresent()) {
            out.append(text.get());
        } else {
            state.setNull();
        }
    }

    private static Optional<String> element(Text text, CallState state, int argument) {
        return state.isNull(argument) ? Optional.empty() : Optional.of(text.toString());
    }

    private static List<Optional<String>> joined(List<Optional<String>> left, List<Optional<String>> right) {
        return Stream.concat(left.stream(), right.stream()).toList();
    }

    @ScalarFunction(
            name = "array_element",
            arguments = {TypeFamily.ARRAY, TypeFamily.INTEGER},
            result = TypeFamily.TEXT)
    static void element(Text array, int number, CallState state, ByteSink out) {
        write(kept(array, state).element(number), state, out);
    }

    @ScalarFunction(
            name = "array_upper",
            arguments = {TypeFamily.ARRAY, TypeFamily.INTEGER},
            result = TypeFamily.INTEGER)
    static int upper(Text array, int dimension, CallState state) {
        var parsed = kept(array, state);
        return parsed.lowerBound() - 1 + length(array, dimension, state);
    }

    @ScalarFunction(
            name = "array_lower",
            arguments = {TypeFamily.ARRAY, TypeFamily.INTEGER},
            result = TypeFamily.INTEGER)
    static int lower(Text array, int dimension, CallState state) {
        length(array, dimension, state);
        return kept(array, state).lowerBound();
    }

    @ScalarFunction(
            name = "array_length",
            arguments = {TypeFamily.ARRAY, TypeFamily.INTEGER},
            result = TypeFamily.INTEGER)
    static int length(Text array, int dimension, CallState state) {
        int length = kept(array, state).elements().size();
        if (dimension != 1 || length == 0) {
            state.setNull();
        }
        return length;
    }

    @ScalarFunction(name = "cardinality", arguments = TypeFamily.ARRAY, result = TypeFamily.INTEGER)
    static int cardinality(Text array, CallState state) {
        return kept(array, state).elements().size();
    }

    /** What {@code array_contains} looks for: the elements as values of the element type. */
    private record Elements(Set<Datum> values, boolean hasNull) {
        static Elements of(String array, SqlType type, CallState state) {
            var elements = ArrayText.parse(array).elements();
            var values = new HashSet<Datum>();
            for (var element : elements) {
                element.ifPresent(text -> values.add(Equality.canonical(
                        type, TypeText.parse(type, text, state.context().time()))));
            }
            return new Elements(values, elements.contains(Optional.<String>empty()));
        }
    }

    /** {@code value = ANY (array)}: null if no element equals it and one is null. */
    @ScalarFunction(
            name = "array_contains",
            arguments = {TypeFamily.ARRAY, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN)
    static boolean contains(Text array, Text value, CallState state) {
        var type = ((SqlType.Array) state.argumentType(0)).element();
        var elements = state.prepared(array, text -> Elements.of(text, type, state));
        var sought = TypeText.parse(
                type, value.bytes(), value.from(), value.to(), state.context().time());
        if (elements.values().contains(Equality.canonical(type, sought))) {
            return true;
        }
        if (elements.hasNull()) {
            state.setNull();
        }
        return false;
    }

    @ScalarFunction(
            name = "array_position",
            arguments = {TypeFamily.ARRAY, TypeFamily.TEXT},
            result = TypeFamily.INTEGER)
    static int position(Text array, Text value, CallState state) {
        var parsed = kept(array, state);
        int index = parsed.elements().indexOf(Optional.of(value.toString()));
        if (index < 0) {
            state.setNull();
        }
        return index + parsed.lowerBound();
    }

    @ScalarFunction(
            name = "array_append",
            arguments = {TypeFamily.ARRAY, TypeFamily.TEXT},
            result = TypeFamily.ARRAY,
            rule = ResultRule.FIRST_ARGUMENT,
            onNull = true)
    static void append(Text array, Text value, CallState state, ByteSink out) {
        var parsed = state.isNull(0) ? new ArrayText(1, List.of()) : parse(array);
        out.append(parsed.with(joined(parsed.elements(), List.of(element(value, state, 1))))
                .toString());
    }

    @ScalarFunction(
            name = "array_prepend",
            arguments = {TypeFamily.TEXT, TypeFamily.ARRAY},
            result = TypeFamily.ARRAY,
            rule = ResultRule.SECOND_ARGUMENT,
            onNull = true)
    static void prepend(Text value, Text array, CallState state, ByteSink out) {
        var parsed = state.isNull(1) ? new ArrayText(1, List.of()) : parse(array);
        out.append(parsed.with(joined(List.of(element(value, state, 0)), parsed.elements()))
                .toString());
    }

    @ScalarFunction(
            name = "array_cat",
            arguments = {TypeFamily.ARRAY, TypeFamily.ARRAY},
            result = TypeFamily.ARRAY,
            rule = ResultRule.FIRST_ARGUMENT,
            onNull = true)
    static void cat(Text left, Text right, CallState state, ByteSink out) {
        if (state.isNull(0) || state.isNull(1)) {
            if (state.isNull(0) && state.isNull(1)) {
                state.setNull();
            } else {
                (state.isNull(0) ? right : left).appendTo(out);
            }
            return;
        }
        var parsed = parse(left);
        out.append(
                parsed.with(joined(parsed.elements(), parse(right).elements())).toString());
    }

    @ScalarFunction(
            name = "array_remove",
            arguments = {TypeFamily.ARRAY, TypeFamily.TEXT},
            result = TypeFamily.ARRAY,
            rule = ResultRule.FIRST_ARGUMENT)
    static void remove(Text array, Text value, ByteSink out) {
        var parsed = parse(array);
        var removed = Optional.of(value.toString());
        out.append(parsed.with(parsed.elements().stream()
                        .filter(element -> !element.equals(removed))
                        .toList())
                .toString());
    }

    @ScalarFunction(
            name = "array_to_string",
            arguments = {TypeFamily.ARRAY, TypeFamily.TEXT},
            result = TypeFamily.TEXT)
    static void toString(Text array, Text separator, ByteSink out) {
        out.append(parse(array).elements().stream()
                .flatMap(Optional::stream)
                .collect(Collectors.joining(separator.toString())));
    }

    @ScalarFunction(
            name = "array_to_string",
            arguments = {TypeFamily.ARRAY, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT)
    static void toString(Text array, Text separator, Text nullText, ByteSink out) {
        out.append(parse(array).elements().stream()
                .map(element -> element.orElseGet(nullText::toString))
                .collect(Collectors.joining(separator.toString())));
    }

    /** A separator that is null is none: each character is an element. */
    @ScalarFunction(
            name = "string_to_array",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.ARRAY,
            onNull = true)
    static void ofString(Text text, Text separator, CallState state, ByteSink out) {
        split(text, separator, Optional.empty(), state, out);
    }

    /** Elements that are the null text are null. */
    @ScalarFunction(
            name = "string_to_array",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.ARRAY,
            onNull = true)
    static void ofString(Text text, Text separator, Text nullText, CallState state, ByteSink out) {
        split(text, separator, element(nullText, state, 2), state, out);
    }

    private static void split(Text text, Text separator, Optional<String> nullText, CallState state, ByteSink out) {
        if (state.isNull(0)) {
            state.setNull();
            return;
        }
        var parts = state.isNull(1)
                ? text.toString().codePoints().mapToObj(Character::toString).toList()
                : parts(text.toString(), separator.toString());
        var elements = parts.stream()
                .map(part -> nullText.filter(part::equals).isPresent() ? Optional.<String>empty() : Optional.of(part))
                .toList();
        out.append(new ArrayText(1, elements).toString());
    }

    private static List<String> parts(String text, String separator) {
        var parts = new ArrayList<String>();
        int from = 0;
        int at = separator.isEmpty() ? -1 : text.indexOf(separator);
        while (at >= 0) {
            parts.add(text.substring(from, at));
            from = at + separator.length();
            at = text.indexOf(separator, from);
        }
        if (!text.isEmpty()) {
            parts.add(text.substring(from));
        }
        return parts;
    }
}
