package dev.slipher.wire.codec;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the fields of a message's body from front to end, throwing 08P01 where they pass it. */
public final class BodyReader {
    private static final char REPLACEMENT = '\ufffd';

    private final byte[] body;
    private final Charset charset;
    private int position;

    /**
     * @param charset of the strings in the body
     */
    public BodyReader(byte[] body, Charset charset) {
        this.body = body;
        this.charset = charset;
    }

    int int8() {
        return body[advance(1)];
    }

    int int16() {
        var at = advance(Short.BYTES);
        return (short) (body[at] << 8 | body[at + 1] & 0xff);
    }

    /** Reads a four-byte integer. */
    public int int32() {
        var at = advance(Integer.BYTES);
        return body[at] << 24 | (body[at + 1] & 0xff) << 16 | (body[at + 2] & 0xff) << 8 | body[at + 3] & 0xff;
    }

    /** Reads an unsigned two-byte integer. */
    int count() {
        return int16() & 0xffff;
    }

    /** Reads {@code length} bytes. */
    public byte[] bytes(int length) {
        var at = advance(length);
        return Arrays.copyOfRange(body, at, at + length);
    }

    /** Reads what is left. */
    public byte[] rest() {
        return bytes(body.length - position);
    }

    /** Reads text that a zero byte ends. */
    public String string() {
        var end = position;
        while (end < body.length && body[end] != 0) {
            end++;
        }
        if (end == body.length) {
            throw new SlipherException(SqlState.PROTOCOL_VIOLATION, "invalid string in message");
        }
        var text = decode(body, position, end - position, charset);
        position = end + 1;
        return text;
    }

    /** Returns whether anything is left. */
    public boolean hasMore() {
        return position < body.length;
    }

    /** Checks that nothing is left. */
    public void end() {
        if (position != body.length) {
            throw new SlipherException(SqlState.PROTOCOL_VIOLATION, "invalid message format");
        }
    }

    private int advance(int bytes) {
        if (bytes < 0 || bytes > body.length - position) {
            throw new SlipherException(SqlState.PROTOCOL_VIOLATION, "insufficient data left in message");
        }
        var at = position;
        position += bytes;
        return at;
    }

    /**
     * Returns bytes as text.
     *
     * @throws SlipherException 22021 if they are not legal in {@code charset}
     */
    public static String decode(byte[] bytes, int offset, int length, Charset charset) {
        // The lenient way takes no memory beside the text, but what is illegal gives a replacement character.
        var text = new String(bytes, offset, length, charset);
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeStrictly(bytes, offset, length, charset);
    }

    private static String decodeStrictly(byte[] bytes, int offset, int length, Charset charset) {
        try {
            return charset.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new SlipherException(
                    SqlState.CHARACTER_NOT_IN_REPERTOIRE,
                    "invalid byte sequence for encoding \"%s\"%s"
                            .formatted(
                                    charset.equals(StandardCharsets.UTF_8) ? "UTF8" : charset.name(),
                                    firstIllegal(bytes, offset, length, charset)));
        }
    }

    private static String firstIllegal(byte[] bytes, int offset, int length, Charset charset) {
        var in = ByteBuffer.wrap(bytes, offset, length);
        var result = charset.newDecoder().decode(in, CharBuffer.allocate(length + 1), true);
        if (!result.isError()) {
            return "";
        }
        var text = new StringBuilder(":");
        for (var i = 0; i < result.length(); i++) {
            text.append(" 0x%02x".formatted(bytes[in.position() + i]));
        }
        return text.toString();
    }
}
