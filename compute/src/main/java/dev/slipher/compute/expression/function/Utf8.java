package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.ByteSink;
import java.util.Arrays;

/** Characters inside UTF-8 bytes; malformed bytes count as one character each. */
final class Utf8 {
    private Utf8() {}

    /** Returns the number of characters. */
    static int count(byte[] bytes, int from, int to) {
        int count = 0;
        for (int at = from; at < to; at++) {
            // Every byte but continuation bytes (10xxxxxx) starts a character.
            count += bytes[at] < -64 ? 0 : 1;
        }
        return count;
    }

    /** Returns the length of the character at {@code at}, which never reaches past {@code to}. */
    static int width(byte[] bytes, int at, int to) {
        int first = bytes[at];
        int width = first >= 0 ? 1 : first < -64 ? 1 : first < -32 ? 2 : first < -16 ? 3 : 4;
        return Math.min(width, to - at);
    }

    /** Returns where the character after {@code count} characters starts, at most {@code to}. */
    static int skip(byte[] bytes, int from, int to, long count) {
        int at = from;
        for (long left = count; left > 0 && at < to; left--) {
            at += width(bytes, at, to);
        }
        return at;
    }

    /** Returns where the last {@code count} characters start, at least {@code from}. */
    static int skipBack(byte[] bytes, int from, int to, long count) {
        int at = to;
        for (long left = count; left > 0 && at > from; left--) {
            at--;
            while (at > from && bytes[at] < -64) {
                at--;
            }
        }
        return at;
    }

    /** Returns the code point at {@code at}. */
    static int codePoint(byte[] bytes, int at, int to) {
        int first = bytes[at];
        return switch (width(bytes, at, to)) {
            case 2 -> (first & 0x1F) << 6 | bytes[at + 1] & 0x3F;
            case 3 -> (first & 0x0F) << 12 | (bytes[at + 1] & 0x3F) << 6 | bytes[at + 2] & 0x3F;
            case 4 ->
                (first & 0x07) << 18
                        | (bytes[at + 1] & 0x3F) << 12
                        | (bytes[at + 2] & 0x3F) << 6
                        | bytes[at + 3] & 0x3F;
            default -> first & 0xFF;
        };
    }

    /** Returns the index in characters of the character {@code bytes[at..at+width-1]} in {@code characters}, or -1. */
    static int indexOf(Text characters, byte[] bytes, int at, int width) {
        byte[] set = characters.bytes();
        int index = 0;
        for (int place = characters.from(); place < characters.to(); index++) {
            int length = width(set, place, characters.to());
            if (Arrays.equals(set, place, place + length, bytes, at, at + width)) {
                return index;
            }
            place += length;
        }
        return -1;
    }

    static void lower(byte[] bytes, int from, int to, ByteSink out) {
        byte[] target = out.reserve(to - from);
        int start = out.length();
        for (int i = 0; i < to - from; i++) {
            int value = bytes[from + i];
            if (value < 0) {
                out.setLength(start + i);
                lowerUnicode(bytes, from + i, to, out);
                return;
            }
            target[start + i] = (byte) (value >= 'A' && value <= 'Z' ? value + 32 : value);
        }
        out.setLength(start + to - from);
    }

    static void upper(byte[] bytes, int from, int to, ByteSink out) {
        byte[] target = out.reserve(to - from);
        int start = out.length();
        for (int i = 0; i < to - from; i++) {
            int value = bytes[from + i];
            if (value < 0) {
                out.setLength(start + i);
                upperUnicode(bytes, from + i, to, out);
                return;
            }
            target[start + i] = (byte) (value >= 'a' && value <= 'z' ? value - 32 : value);
        }
        out.setLength(start + to - from);
    }

    private static void lowerUnicode(byte[] bytes, int from, int to, ByteSink out) {
        for (int at = from; at < to; at += width(bytes, at, to)) {
            out.appendCodePoint(Character.toLowerCase(codePoint(bytes, at, to)));
        }
    }

    private static void upperUnicode(byte[] bytes, int from, int to, ByteSink out) {
        for (int at = from; at < to; at += width(bytes, at, to)) {
            out.appendCodePoint(Character.toUpperCase(codePoint(bytes, at, to)));
        }
    }
}
