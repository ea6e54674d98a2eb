package dev.slipher.wire.format;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Turns our UTF-8 into a client's encoding; for one thread. */
public final class Transcoder {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withPrefix("0x");

    private final CharsetEncoder encoder;

    public Transcoder(Charset charset) {
        encoder = charset.newEncoder();
    }

    /**
     * Appends {@code length} bytes of UTF-8 in the client's encoding.
     *
     * @throws SlipherException 22P05 for a character that the encoding has not; {@code target} is as before then
     */
    public void append(byte[] source, int offset, int length, ByteSink target) {
        var text = CharBuffer.wrap(new String(source, offset, length, StandardCharsets.UTF_8));
        try {
            var encoded = encoder.encode(text);
            target.append(encoded.array(), encoded.arrayOffset(), encoded.arrayOffset() + encoded.limit());
        } catch (CharacterCodingException e) {
            throw untranslatable(text, e);
        }
    }

    /** @param rest begins with the character */
    private SlipherException untranslatable(CharBuffer rest, CharacterCodingException cause) {
        int character = Character.codePointAt(rest, 0);
        var bytes = Character.toString(character).getBytes(StandardCharsets.UTF_8);
        return new SlipherException(
                SqlState.UNTRANSLATABLE_CHARACTER,
                "character with byte sequence %s in encoding \"UTF8\" has no equivalent in encoding \"%s\""
                        .formatted(HEX.formatHex(bytes), ClientEncoding.nameOf(encoder.charset())),
                cause);
    }
}
