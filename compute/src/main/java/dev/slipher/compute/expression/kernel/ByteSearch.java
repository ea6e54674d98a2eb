package dev.slipher.compute.expression.kernel;

import java.util.Arrays;

/** Looking for bytes inside bytes, and comparing strings as SQL does. */
public final class ByteSearch {
    /** Below this many bytes the plain loop is as fast. */
    private static final int MIN_SIMD_LENGTH = 64;

    private ByteSearch() {}

    /** Returns where {@code needle} first lies inside {@code bytes[from..to-1]}, or -1. */
    public static int indexOf(byte[] bytes, int from, int to, byte[] needle) {
        if (needle.length == 0) {
            return from;
        }
        if (to - from >= MIN_SIMD_LENGTH && Simd.isOn()) {
            return SimdSearch.indexOf(bytes, from, to, needle);
        }
        return indexOfPlain(bytes, from, to, needle);
    }

    static int indexOfPlain(byte[] bytes, int from, int to, byte[] needle) {
        byte first = needle[0];
        int bound = to - needle.length;
        for (int at = from; at <= bound; at++) {
            if (bytes[at] == first && matches(bytes, at, needle)) {
                return at;
            }
        }
        return -1;
    }

    /** Returns whether {@code needle} lies at {@code at}, which must leave room for it. */
    public static boolean matches(byte[] bytes, int at, byte[] needle) {
        for (int i = 0; i < needle.length; i++) {
            if (bytes[at + i] != needle[i]) {
                return false;
            }
        }
        return true;
    }

    /** Compares two strings as unsigned bytes without their trailing blanks. */
    public static int compare(byte[] left, int leftFrom, int leftTo, byte[] right, int rightFrom, int rightTo) {
        int leftEnd = leftTo;
        while (leftEnd > leftFrom && left[leftEnd - 1] == ' ') {
            leftEnd--;
        }
        int rightEnd = rightTo;
        while (rightEnd > rightFrom && right[rightEnd - 1] == ' ') {
            rightEnd--;
        }
        return Arrays.compareUnsigned(left, leftFrom, leftEnd, right, rightFrom, rightEnd);
    }

    /** Returns whether two strings are equal but for trailing blanks. */
    public static boolean equal(byte[] left, int leftFrom, int leftTo, byte[] right, int rightFrom, int rightTo) {
        int shared = Math.min(leftTo - leftFrom, rightTo - rightFrom);
        return Arrays.equals(left, leftFrom, leftFrom + shared, right, rightFrom, rightFrom + shared)
                && isBlank(left, leftFrom + shared, leftTo)
                && isBlank(right, rightFrom + shared, rightTo);
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] != ' ') {
                return false;
            }
        }
        return true;
    }
}
