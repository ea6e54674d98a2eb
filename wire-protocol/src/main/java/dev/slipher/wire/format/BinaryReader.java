package dev.slipher.wire.format;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.Arrays;

/** Reads a value in binary form from front to end, throwing 22P03 where it has the wrong length. */
final class BinaryReader {
    private final Object type;
    private final byte[] bytes;
    private int position;

    /**
     * @param type named in errors
     */
    BinaryReader(Object type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    int int32() {
        return (int) integer(Integer.BYTES);
    }

    /** Reads a signed integer of {@code count} bytes. */
    long integer(int count) {
        if (count > bytes.length - position) {
            throw malformed();
        }
        long value = bytes[position];
        for (var i = 1; i < count; i++) {
            value = value << Byte.SIZE | bytes[position + i] & 0xff;
        }
        position += count;
        return value;
    }

    byte[] bytes(int count) {
        if (count < 0 || count > bytes.length - position) {
            throw malformed();
        }
        position += count;
        return Arrays.copyOfRange(bytes, position - count, position);
    }

    void end() {
        if (position != bytes.length) {
            throw malformed();
        }
    }

    SlipherException malformed() {
        return malformed(type, bytes.length);
    }

    /** Returns the error of a value of so many bytes. */
    static SlipherException malformed(Object type, int byteCount) {
        return new SlipherException(
                SqlState.INVALID_BINARY_REPRESENTATION,
                "incorrect binary data format for type %s: %d bytes".formatted(type, byteCount));
    }
}
