package dev.slipher.storage.codec;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes being read, each access checked against their end. */
final class ByteReader {
    private final ByteBuffer bytes;
    private int depth;

    ByteReader(ByteBuffer bytes) {
        this.bytes = bytes.slice();
    }

    boolean isAtEnd() {
        return !bytes.hasRemaining();
    }

    /** Counts a record that is entered. */
    void enter() {
        if (++depth > TaggedCodec.MAX_DEPTH) {
            throw TaggedCodec.tooDeep();
        }
    }

    void leave() {
        depth--;
    }

    int readByte() {
        require(1);
        return bytes.get() & 0xFF;
    }

    long readUnsigned() {
        var result = 0L;
        for (var shift = 0; shift < Long.SIZE; shift += 7) {
            var next = readByte();
            result |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return result;
            }
        }
        throw malformed("a number of more than 64 bits");
    }

    long readSigned() {
        var zigzag = readUnsigned();
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    int readInt() {
        var value = readSigned();
        if (value != (int) value) {
            throw malformed("%d is no 32-bit number".formatted(value));
        }
        return (int) value;
    }

    long readFixed() {
        require(Long.BYTES);
        var result = 0L;
        for (var i = 0; i < Long.BYTES; i++) {
            result |= (bytes.get() & 0xFFL) << (8 * i);
        }
        return result;
    }

    /** Reads how many values follow, each of one byte at least. */
    int readCount() {
        var count = readUnsigned();
        if (count < 0 || count > bytes.remaining()) {
            throw malformed("%s values in %d bytes".formatted(Long.toUnsignedString(count), bytes.remaining()));
        }
        return (int) count;
    }

    byte[] readBytes() {
        var result = new byte[readCount()];
        bytes.get(result);
        return result;
    }

    String readString() {
        var count = readCount();
        var slice = bytes.slice(bytes.position(), count);
        try {
            var result = StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
            bytes.position(bytes.position() + count);
            return result;
        } catch (CharacterCodingException e) {
            throw malformed("a string that is not UTF-8");
        }
    }

    SlipherException malformed(String what) {
        return new SlipherException(
                SqlState.DATA_CORRUPTED, "malformed record at byte %d: %s".formatted(bytes.position(), what));
    }

    private void require(int count) {
        if (bytes.remaining() < count) {
            throw malformed("the end, where %d more bytes were expected".formatted(count));
        }
    }
}
