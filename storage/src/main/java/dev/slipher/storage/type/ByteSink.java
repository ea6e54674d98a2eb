package dev.slipher.storage.type;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing byte array that texts are appended to; the first {@link #length()} of {@link #bytes()} are valid.
 *
 * <p>Cleared and reused rather than made anew, so that formatting allocates nothing once it has grown.
 */
public final class ByteSink {
    private static final byte[] DIGIT_PAIRS = digitPairs();

    private byte[] bytes;
    private int length;

    public ByteSink(int capacity) {
        bytes = new byte[Math.max(capacity, 16)];
    }

    /** Returns the array behind, not a copy; replaced when it grows. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    /** Cuts off what lies beyond {@code newLength}, or takes over bytes written straight into {@link #bytes()}. */
    public void setLength(int newLength) {
        length = newLength;
    }

    /** Makes room for {@code extra} more bytes, and returns the array with it. */
    public byte[] reserve(int extra) {
        int needed = Math.addExact(length, extra);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
        return bytes;
    }

    public void append(int value) {
        reserve(1)[length++] = (byte) value;
    }

    public void append(byte[] source, int from, int to) {
        System.arraycopy(source, from, reserve(to - from), length, to - from);
        length += to - from;
    }

    public void append(byte[] source) {
        append(source, 0, source.length);
    }

    /** Appends {@code text}, each of whose characters is below 128. */
    public void appendAscii(String text) {
        byte[] target = reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            target[length + i] = (byte) text.charAt(i);
        }
        length += text.length();
    }

    public void append(String text) {
        append(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends {@code count} times {@code value}. */
    public void fill(int value, int count) {
        if (count > 0) {
            reserve(count);
            Arrays.fill(bytes, length, length + count, (byte) value);
            length += count;
        }
    }

    /** Appends a code point as UTF-8. */
    public void appendCodePoint(int codePoint) {
        byte[] target = reserve(4);
        if (codePoint < 0x80) {
            target[length++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            target[length++] = (byte) (0xC0 | codePoint >> 6);
            target[length++] = (byte) (0x80 | codePoint & 0x3F);
        } else if (codePoint < 0x10000) {
            target[length++] = (byte) (0xE0 | codePoint >> 12);
            target[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
            target[length++] = (byte) (0x80 | codePoint & 0x3F);
        } else {
            target[length++] = (byte) (0xF0 | codePoint >> 18);
            target[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
            target[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
            target[length++] = (byte) (0x80 | codePoint & 0x3F);
        }
    }

    /** Appends a number in decimal. */
    public void appendLong(long value) {
        if (value < 0) {
            append('-');
            appendUnsigned(-value);
        } else {
            appendUnsigned(value);
        }
    }

    /** Appends a number, taken as unsigned, in decimal. */
    public void appendUnsigned(long value) {
        if (value < 0) {
            appendUnsigned(Long.divideUnsigned(value, 10));
            append('0' + (int) Long.remainderUnsigned(value, 10));
            return;
        }
        appendPadded(value, digitCount(value));
    }

    /** Appends a number that is not negative with leading zeros up to {@code digits}; more digits are all written. */
    public void appendPadded(long value, int digits) {
        int width = Math.max(digits, digitCount(value));
        byte[] target = reserve(width);
        int at = length + width;
        length = at;
        long rest = value;
        while (width >= 2) {
            int pair = (int) (rest % 100) * 2;
            rest /= 100;
            target[--at] = DIGIT_PAIRS[pair + 1];
            target[--at] = DIGIT_PAIRS[pair];
            width -= 2;
        }
        if (width == 1) {
            target[--at] = (byte) ('0' + rest % 10);
        }
    }

    /** Returns a copy of the valid bytes. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Returns the valid bytes as a string. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static int digitCount(long value) {
        int digits = 1;
        long bound = 10;
        while (digits < 19 && value >= bound) {
            digits++;
            bound *= 10;
        }
        return digits;
    }

    private static byte[] digitPairs() {
        var pairs = new byte[200];
        for (int i = 0; i < 100; i++) {
            pairs[2 * i] = (byte) ('0' + i / 10);
            pairs[2 * i + 1] = (byte) ('0' + i % 10);
        }
        return pairs;
    }
}
