package dev.slipher.leader.load;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Text in another encoding as UTF-8. */
final class TranscodingStream extends InputStream {
    private final Charset charset;
    private final Reader reader;
    private final char[] chars = new char[1 << 14];
    private int carried;
    private byte[] bytes = new byte[0];
    private int position;

    TranscodingStream(InputStream in, Charset charset) {
        this.charset = charset;
        reader = new InputStreamReader(
                in,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    @Override
    public int read() throws IOException {
        return fill() ? bytes[position++] & 0xff : -1;
    }

    /**
     * @throws SlipherException with 22021 if the text is not in the encoding
     */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, bytes.length - position);
        System.arraycopy(bytes, position, target, offset, count);
        position += count;
        return count;
    }

    /** Makes sure that there are bytes to take; returns false at the end. */
    private boolean fill() throws IOException {
        while (position == bytes.length) {
            int read = readChars();
            if (read < 0) {
                return false;
            }
            int end = carried + read;
            // The second half of a surrogate pair comes with the next characters.
            int whole = Character.isHighSurrogate(chars[end - 1]) ? end - 1 : end;
            bytes = new String(chars, 0, whole).getBytes(StandardCharsets.UTF_8);
            position = 0;
            chars[0] = chars[end - 1];
            carried = end - whole;
        }
        return true;
    }

    private int readChars() throws IOException {
        try {
            return reader.read(chars, carried, chars.length - carried);
        } catch (CharacterCodingException e) {
            throw new SlipherException(
                            SqlState.CHARACTER_NOT_IN_REPERTOIRE,
                            "the file is not in encoding %s".formatted(charset),
                            e)
                    .withHint("Name the file's encoding with ENCODING.");
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
