package dev.slipher.storage.type;

import dev.slipher.storage.error.SlipherException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An array of one dimension as its text says it: {@code {1,NULL,"a b"}} or, where numbering does not begin with 1, {@code
 * [0:1]={7,8}} (PostgreSQL's manual, "Array Input and Output Syntax").
 *
 * @param lowerBound the number of the first element
 * @param elements the text of each, empty for NULL
 */
public record ArrayText(int lowerBound, List<Optional<String>> elements) {
    private static final String NULL = "NULL";

    public ArrayText {
        elements = List.copyOf(elements);
    }

    /**
     * Reads {@code bytes[from..to-1]}.
     *
     * @throws SlipherException 22P02 if it is no array, 0A000 if it has several dimensions
     */
    public static ArrayText parse(byte[] bytes, int from, int to) {
        return parse(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    /** Reads a string as {@link #parse(byte[], int, int)} does. */
    public static ArrayText parse(String text) {
        var reader = new ArrayReader(text);
        var array = new ArrayText(reader.lowerBound(), reader.elements());
        if (!reader.hasLength(array.elements().size())) {
            throw reader.malformed();
        }
        return array;
    }

    /** Reads the text of an {@code int2vector} or {@code oidvector}: numbers with blanks between. */
    public static ArrayText parseVector(byte[] bytes, int from, int to) {
        var words = new String(bytes, from, to - from, StandardCharsets.UTF_8).strip();
        return new ArrayText(
                0,
                words.isEmpty()
                        ? List.of()
                        : Arrays.stream(words.split("\\s+")).map(Optional::of).toList());
    }

    /** Returns the text that a vector has. */
    public String vectorText() {
        return elements.stream().flatMap(Optional::stream).collect(Collectors.joining(" "));
    }

    /** Appends an element as it stands between the braces, quoted if it must be. */
    public static void appendElement(byte[] element, ByteSink out) {
        var text = new StringBuilder();
        appendQuoted(new String(element, StandardCharsets.UTF_8), text);
        out.append(text.toString());
    }

    /** Appends a null element. */
    public static void appendNull(ByteSink out) {
        out.append(NULL);
    }

    /**
     * Returns the array with its elements written as their type writes them.
     *
     * @throws SlipherException if an element is no value of the type
     */
    public ArrayText converted(SqlType type, SessionTime time) {
        var written = new ArrayList<Optional<String>>();
        for (var element : elements) {
            written.add(element.map(text -> {
                var sink = new ByteSink(text.length());
                TypeText.format(type, TypeText.parse(type, text, time), time, sink);
                return sink.toString();
            }));
        }
        return with(written);
    }

    /** Returns the same array with these elements. */
    public ArrayText with(List<Optional<String>> others) {
        return new ArrayText(lowerBound, others);
    }

    /** Returns the element of a number, empty for NULL and for a number that no element has. */
    public Optional<String> element(long number) {
        long index = number - lowerBound;
        return index < 0 || index >= elements.size() ? Optional.empty() : elements.get((int) index);
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        if (lowerBound != 1 && !elements.isEmpty()) {
            text.append('[').append(lowerBound).append(':');
            text.append(lowerBound + elements.size() - 1).append("]=");
        }
        text.append('{');
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            elements.get(i).ifPresentOrElse(element -> appendQuoted(element, text), () -> text.append(NULL));
        }
        return text.append('}').toString();
    }

    private static void appendQuoted(String element, StringBuilder out) {
        boolean plain = !element.isEmpty()
                && !element.equalsIgnoreCase(NULL)
                && element.chars().noneMatch(c -> c <= ' ' || "{},\"\\".indexOf(c) >= 0);
        if (plain) {
            out.append(element);
            return;
        }
        out.append('"')
                .append(element.replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
    }
}
