package dev.slipher.compute.source.text;

/** Checks of UTF-8 as PostgreSQL makes them: no overlong forms, no surrogates, nothing past U+10FFFF, no NUL. */
final class Utf8 {
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Returns whether all bytes are ASCII and none is NUL. */
    static boolean isPlain(byte[] bytes, int start, int end) {
        var i = start;
        for (; i + 8 <= end; i += 8) {
            var word = ByteSearch.word(bytes, i);
            if ((word & HIGH_BITS | ByteSearch.zeroBytes(word)) != 0) {
                return false;
            }
        }
        for (; i < end; i++) {
            if (bytes[i] <= 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the position of the first byte that belongs to no valid character, or -1. */
    static int firstInvalid(byte[] bytes, int start, int end) {
        var i = start;
        while (i < end) {
            var length = characterLength(bytes, i, end);
            if (length == 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    /** Returns the length of the valid character at {@code i}, or 0 if there is none. */
    static int characterLength(byte[] bytes, int i, int end) {
        var b = bytes[i];
        if (b > 0) {
            return 1;
        }
        if (b >= (byte) 0xc2 && b <= (byte) 0xdf) {
            return isContinuation(bytes, i + 1, end) ? 2 : 0;
        }
        if ((b & 0xf0) == 0xe0) {
            return isThreeBytes(bytes, i, end) ? 3 : 0;
        }
        return b >= (byte) 0xf0 && b <= (byte) 0xf4 && isFourBytes(bytes, i, end) ? 4 : 0;
    }

    private static boolean isThreeBytes(byte[] bytes, int i, int end) {
        if (!isContinuation(bytes, i + 1, end) || !isContinuation(bytes, i + 2, end)) {
            return false;
        }
        var second = bytes[i + 1] & 0xff;
        return (bytes[i] != (byte) 0xe0 || second >= 0xa0) && (bytes[i] != (byte) 0xed || second < 0xa0);
    }

    private static boolean isFourBytes(byte[] bytes, int i, int end) {
        if (!isContinuation(bytes, i + 1, end)
                || !isContinuation(bytes, i + 2, end)
                || !isContinuation(bytes, i + 3, end)) {
            return false;
        }
        var second = bytes[i + 1] & 0xff;
        return (bytes[i] != (byte) 0xf0 || second >= 0x90) && (bytes[i] != (byte) 0xf4 || second < 0x90);
    }

    private static boolean isContinuation(byte[] bytes, int i, int end) {
        return i < end && (bytes[i] & 0xc0) == 0x80;
    }

    /** Returns the last position up to {@code end} at which a character begins, so that a cut there is clean. */
    static int characterStart(byte[] bytes, int start, int end) {
        var cut = end;
        while (cut > start && cut < bytes.length && (bytes[cut] & 0xc0) == 0x80) {
            cut--;
        }
        return cut;
    }

    /**
     * Overwrites every byte that belongs to no valid character.
     *
     * @param asciiOnly whether all bytes that are not ASCII count as invalid
     */
    static void replaceInvalid(byte[] bytes, byte replacement, boolean asciiOnly) {
        var i = 0;
        while (i < bytes.length) {
            var length = characterLength(bytes, i, bytes.length);
            if (length == 0 || asciiOnly && length > 1) {
                bytes[i++] = replacement;
            } else {
                i += length;
            }
        }
    }
}
