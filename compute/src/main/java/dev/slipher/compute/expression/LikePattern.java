package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.ByteSearch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A LIKE pattern taken apart at its percent signs: the parts must occur in order, the first at the start and the last at
 * the end unless a percent sign stands there.
 *
 * <p>An underscore matches one character, which may be several bytes. With {@code ignoreCase} pattern and string are
 * compared in lower case.
 */
final class LikePattern implements EntryTest {
    private final List<Part> parts;
    private final boolean anchoredStart;
    private final boolean anchoredEnd;
    private final boolean ignoreCase;
    /** The shortest string that can match, in bytes. */
    private final int minLength;

    /** A piece between percent signs: characters as bytes, and where underscores stand among them. */
    private record Part(byte[] bytes, boolean[] wildcards, boolean isPlain) {}

    private LikePattern(List<Part> parts, boolean anchoredStart, boolean anchoredEnd, boolean ignoreCase) {
        this.parts = List.copyOf(parts);
        this.anchoredStart = anchoredStart;
        this.anchoredEnd = anchoredEnd;
        this.ignoreCase = ignoreCase;
        this.minLength = parts.stream().mapToInt(part -> part.bytes().length).sum();
    }

    /**
     * Compiles a pattern.
     *
     * @param escape the character before a literal percent sign or underscore; empty for none
     */
    static LikePattern compile(String pattern, String escape, boolean ignoreCase) {
        if (escape.codePointCount(0, escape.length()) > 1) {
            throw new SlipherException(SqlState.INVALID_ESCAPE_SEQUENCE, "invalid escape string")
                    .withHint("Escape string must be empty or one character.");
        }
        int escapeCharacter = escape.isEmpty() ? -1 : escape.codePointAt(0);
        var parts = new ArrayList<Part>();
        var builder = new PartBuilder();
        boolean percentFirst = false;
        boolean percentLast = false;
        for (int at = 0; at < pattern.length(); ) {
            int character = pattern.codePointAt(at);
            at += Character.charCount(character);
            percentLast = false;
            if (character == escapeCharacter) {
                if (at == pattern.length()) {
                    throw new SlipherException(
                            SqlState.INVALID_ESCAPE_SEQUENCE, "LIKE pattern must not end with escape character");
                }
                int literal = pattern.codePointAt(at);
                at += Character.charCount(literal);
                builder.add(literal, ignoreCase);
            } else if (character == '%') {
                percentFirst |= parts.isEmpty() && builder.isEmpty();
                percentLast = true;
                if (!builder.isEmpty()) {
                    parts.add(builder.build());
                    builder = new PartBuilder();
                }
            } else if (character == '_') {
                builder.addWildcard();
            } else {
                builder.add(character, ignoreCase);
            }
        }
        if (!builder.isEmpty()) {
            parts.add(builder.build());
        }
        return new LikePattern(parts, !percentFirst, !percentLast, ignoreCase);
    }

    /** Gathers the bytes of a part; an underscore takes one place. */
    private static final class PartBuilder {
        private final List<Byte> bytes = new ArrayList<>();
        private final List<Boolean> wildcards = new ArrayList<>();

        boolean isEmpty() {
            return bytes.isEmpty();
        }

        void add(int character, boolean ignoreCase) {
            int folded = ignoreCase ? Character.toLowerCase(character) : character;
            for (byte value : Character.toString(folded).getBytes(StandardCharsets.UTF_8)) {
                bytes.add(value);
                wildcards.add(false);
            }
        }

        void addWildcard() {
            bytes.add((byte) 0);
            wildcards.add(true);
        }

        Part build() {
            var content = new byte[bytes.size()];
            var marks = new boolean[content.length];
            for (int i = 0; i < content.length; i++) {
                content[i] = bytes.get(i);
                marks[i] = wildcards.get(i);
            }
            return new Part(content, marks, !wildcards.contains(true));
        }
    }

    @Override
    public boolean test(byte[] bytes, int from, int to) {
        if (to - from < minLength && !ignoreCase) {
            return false;
        }
        if (ignoreCase) {
            byte[] lower = lowerCase(bytes, from, to);
            return matches(lower, 0, lower.length);
        }
        return matches(bytes, from, to);
    }

    @Override
    public void testRows(byte[] bytes, int[] offsets, int @Nullable [] selection, int count, long[] mask) {
        if (selection == null
                && !ignoreCase
                && !anchoredStart
                && !parts.isEmpty()
                && parts.getFirst().isPlain()) {
            searchBlock(bytes, offsets, count, mask);
        } else {
            EntryTest.super.testRows(bytes, offsets, selection, count, mask);
        }
    }

    /** Searches all rows' bytes at once for the first part, and looks closer at the rows where it occurs. */
    private void searchBlock(byte[] bytes, int[] offsets, int rows, long[] mask) {
        Arrays.fill(mask, 0, rows + 63 >>> 6, 0);
        byte[] needle = parts.getFirst().bytes();
        int end = offsets[rows];
        int row = 0;
        int at = offsets[0];
        while (at < end) {
            int hit = ByteSearch.indexOf(bytes, at, end, needle);
            if (hit < 0) {
                return;
            }
            while (offsets[row + 1] <= hit) {
                row++;
            }
            if (hit + needle.length > offsets[row + 1]) {
                // It reaches into the next row; a real occurrence may begin behind.
                at = hit + 1;
                continue;
            }
            if (matchesRest(bytes, hit + needle.length, offsets[row + 1])) {
                mask[row >>> 6] |= 1L << row;
                at = offsets[row + 1];
            } else {
                // Behind a single part only the anchored end can fail, and a later occurrence may meet it. Several
                // parts that do not follow the first occurrence do not follow a later one either.
                at = parts.size() == 1 ? hit + 1 : offsets[row + 1];
            }
        }
    }

    private boolean matchesRest(byte[] bytes, int from, int to) {
        return matchesParts(bytes, from, to, 1);
    }

    private boolean matches(byte[] bytes, int from, int to) {
        if (parts.isEmpty()) {
            return !anchoredStart || from == to;
        }
        if (!anchoredStart) {
            return matchesParts(bytes, from, to, 0);
        }
        int end = matchAt(bytes, from, to, parts.getFirst());
        if (end < 0) {
            return false;
        }
        if (parts.size() == 1 && anchoredEnd) {
            return end == to;
        }
        return matchesParts(bytes, end, to, 1);
    }

    /** Matches the parts from {@code index} on, each as early as possible, the last at the end if that is anchored. */
    private boolean matchesParts(byte[] bytes, int from, int to, int index) {
        int at = from;
        for (int i = index; i < parts.size(); i++) {
            var part = parts.get(i);
            if (i == parts.size() - 1 && anchoredEnd) {
                return endsWith(bytes, at, to, part);
            }
            at = find(bytes, at, to, part);
            if (at < 0) {
                return false;
            }
        }
        return index < parts.size() || !anchoredEnd || from == to;
    }

    private static boolean endsWith(byte[] bytes, int from, int to, Part part) {
        if (part.isPlain()) {
            int start = to - part.bytes().length;
            return start >= from && ByteSearch.matches(bytes, start, part.bytes());
        }
        for (int at = from; at <= to; at++) {
            if ((at == to || bytes[at] >= -64) && matchAt(bytes, at, to, part) == to) {
                return true;
            }
        }
        return false;
    }

    /** Returns where the first occurrence of a part ends, or -1. */
    private static int find(byte[] bytes, int from, int to, Part part) {
        if (part.isPlain()) {
            int hit = ByteSearch.indexOf(bytes, from, to, part.bytes());
            return hit < 0 ? -1 : hit + part.bytes().length;
        }
        for (int at = from; at < to; at++) {
            if (bytes[at] >= -64) {
                int end = matchAt(bytes, at, to, part);
                if (end >= 0) {
                    return end;
                }
            }
        }
        return -1;
    }

    /** Returns where a part that starts at {@code at} ends, or -1 if it does not match there. */
    private static int matchAt(byte[] bytes, int at, int to, Part part) {
        byte[] wanted = part.bytes();
        if (part.isPlain()) {
            boolean fits = to - at >= wanted.length && ByteSearch.matches(bytes, at, wanted);
            return fits ? at + wanted.length : -1;
        }
        int place = at;
        for (int i = 0; i < wanted.length; i++) {
            if (place >= to) {
                return -1;
            }
            if (part.wildcards()[i]) {
                place++;
                while (place < to && bytes[place] < -64) {
                    place++;
                }
            } else if (bytes[place] == wanted[i]) {
                place++;
            } else {
                return -1;
            }
        }
        return place;
    }

    private static byte[] lowerCase(byte[] bytes, int from, int to) {
        var lower = Arrays.copyOfRange(bytes, from, to);
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] < 0) {
                return unicodeLowerCase(bytes, from, to);
            }
            if (lower[i] >= 'A' && lower[i] <= 'Z') {
                lower[i] = (byte) (lower[i] + 32);
            }
        }
        return lower;
    }

    private static byte[] unicodeLowerCase(byte[] bytes, int from, int to) {
        var text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        var lower = new StringBuilder();
        text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
        return lower.toString().getBytes(StandardCharsets.UTF_8);
    }
}
