package dev.slipher.compute.source.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches for single bytes, eight at a time in a long (the zero-byte test of Mycroft, in its exact form). */
final class ByteSearch {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

    private ByteSearch() {}

    /** Returns eight copies of {@code b}. */
    static long repeat(byte b) {
        return (b & 0xffL) * ONES;
    }

    /** Returns the eight bytes at {@code position}, the first in the lowest bits. */
    static long word(byte[] bytes, int position) {
        return (long) LONGS.get(bytes, position);
    }

    /** Returns the top bit of every byte of {@code word} that is zero, and no other bit. */
    static long zeroBytes(long word) {
        return ~((word & LOW_BITS) + LOW_BITS | word | LOW_BITS);
    }

    /** Returns how often {@code wanted} stands in {@code bytes[from .. to - 1]}. */
    static int count(byte[] bytes, int from, int to, byte wanted) {
        var pattern = repeat(wanted);
        var count = 0;
        var i = from;
        for (; i + 8 <= to; i += 8) {
            count += Long.bitCount(zeroBytes(word(bytes, i) ^ pattern));
        }
        for (; i < to; i++) {
            count += bytes[i] == wanted ? 1 : 0;
        }
        return count;
    }

    /** Returns the last position below {@code to} of {@code wanted}, or -1. */
    static int lastIndexOf(byte[] bytes, int to, byte wanted) {
        for (var i = to - 1; i >= 0; i--) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** Returns whether any of {@code bytes[from .. to - 1]} is not ASCII. */
    static boolean hasNonAscii(byte[] bytes, int from, int to) {
        var i = from;
        for (; i + 8 <= to; i += 8) {
            if ((word(bytes, i) & ~LOW_BITS) != 0) {
                return true;
            }
        }
        var any = 0;
        for (; i < to; i++) {
            any |= bytes[i];
        }
        return any < 0;
    }
}
