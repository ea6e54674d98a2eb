package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * One reading of a string that should be a JSON object or array.
 *
 * <p>Every method reads to the end of the string, so that what is wrong behind the value that it looks for is found too.
 */
final class JsonDocument {
    /** A string has at most so many bytes, and none of its parts can have more. */
    private static final int LONGEST = 1 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(LONGEST)
                    .maxNumberLength(LONGEST)
                    .maxNameLength(LONGEST)
                    .build())
            .build();

    private static final int SHOWN_CHARACTERS = 200;

    private final Text text;
    private final JsonToken outermost;

    private JsonDocument(Text text, JsonToken outermost) {
        this.text = text;
        this.outermost = outermost;
    }

    static JsonDocument object(Text text) {
        return new JsonDocument(text, JsonToken.START_OBJECT);
    }

    static JsonDocument array(Text text) {
        return new JsonDocument(text, JsonToken.START_ARRAY);
    }

    boolean isValid() {
        return visit(parser -> parser.skipChildren());
    }

    /** Returns the elements of the array. */
    int length(CallState state, boolean nullIfInvalid) {
        var count = new int[1];
        require(state, nullIfInvalid, parser -> {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                parser.skipChildren();
                count[0]++;
            }
        });
        return count[0];
    }

    /** Writes the element at {@code index}, or makes the result null if there is none. */
    void element(int index, CallState state, boolean nullIfInvalid, ByteSink out) {
        extract(state, nullIfInvalid, out, parser -> {
            boolean found = false;
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                if (i == index) {
                    found = write(parser, out);
                } else {
                    parser.skipChildren();
                }
            }
            return found;
        });
    }

    /** Writes what is found by following {@code path} from key to key, or makes the result null if nothing is. */
    void value(List<Text> path, CallState state, boolean nullIfInvalid, ByteSink out) {
        var keys = path.stream().map(Text::toString).toList();
        extract(state, nullIfInvalid, out, parser -> follow(parser, keys, out));
    }

    /** Reads the object that {@code parser} stands at the start of, to its end; the first of equal keys counts. */
    private boolean follow(JsonParser parser, List<String> keys, ByteSink out) {
        boolean met = false;
        boolean found = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean here = !met && keys.getFirst().equals(parser.currentName());
            var value = parser.nextToken();
            if (!here) {
                parser.skipChildren();
                continue;
            }
            met = true;
            if (keys.size() == 1) {
                found = write(parser, out);
            } else if (value == JsonToken.START_OBJECT) {
                found = follow(parser, keys.subList(1, keys.size()), out);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    /** Writes the value that {@code parser} stands at: objects and arrays as they are in the text; null is no value. */
    private boolean write(JsonParser parser, ByteSink out) {
        switch (parser.currentToken()) {
            case START_OBJECT, START_ARRAY -> {
                int start = offset(parser);
                parser.skipChildren();
                out.append(text.bytes(), text.from() + start, text.from() + offset(parser) + 1);
            }
            case VALUE_NULL -> {
                return false;
            }
            default -> out.append(parser.getString());
        }
        return true;
    }

    private static int offset(JsonParser parser) {
        return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    }

    @FunctionalInterface
    private interface Extraction {
        boolean isFound(JsonParser parser);
    }

    private void extract(CallState state, boolean nullIfInvalid, ByteSink out, Extraction extraction) {
        int before = out.length();
        var found = new boolean[1];
        boolean valid = require(state, nullIfInvalid, parser -> found[0] = extraction.isFound(parser));
        if (!valid) {
            out.setLength(before);
        } else if (!found[0]) {
            state.setNull();
        }
    }

    /** Returns whether the document is valid; if not, the result is null or this throws 22P02. */
    private boolean require(CallState state, boolean nullIfInvalid, Visit visit) {
        boolean valid = visit(visit);
        if (!valid && !nullIfInvalid) {
            throw invalid();
        }
        if (!valid) {
            state.setNull();
        }
        return valid;
    }

    private SlipherException invalid() {
        var shown = text.toString();
        int end = shown.offsetByCodePoints(0, Math.min(SHOWN_CHARACTERS, shown.codePointCount(0, shown.length())));
        return new SlipherException(SqlState.INVALID_TEXT_REPRESENTATION, "JSON parsing error")
                .withDetail("invalid json %s %s"
                        .formatted(
                                outermost == JsonToken.START_OBJECT ? "object" : "array object",
                                end < shown.length() ? shown.substring(0, end) + "..." : shown));
    }

    /** What is done with the outermost object or array; it leaves the parser at its end. */
    @FunctionalInterface
    private interface Visit {
        void at(JsonParser parser);
    }

    private boolean visit(Visit visit) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text.bytes(), text.from(), text.length())) {
            if (parser.nextToken() != outermost) {
                return false;
            }
            visit.at(parser);
            return parser.nextToken() == null;
        } catch (JacksonException _) {
            return false;
        }
    }
}
