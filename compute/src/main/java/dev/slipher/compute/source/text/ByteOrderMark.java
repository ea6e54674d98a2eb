package dev.slipher.compute.source.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;

/** The three bytes by which some programs say at the start of a file that it is UTF-8; no part of its first field. */
final class ByteOrderMark {
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private ByteOrderMark() {}

    /** Returns the bytes of {@code in} after its mark, if it has one; closing them closes {@code in}. */
    static InputStream skip(InputStream in) throws IOException {
        try {
            var rest = new PushbackInputStream(in, MARK.length);
            var start = rest.readNBytes(MARK.length);
            if (!Arrays.equals(start, MARK)) {
                rest.unread(start);
            }
            return rest;
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** Returns how many bytes the mark takes, 0 if there is none. */
    static int length(TextFile.Addressable bytes) throws IOException {
        var start = new byte[MARK.length];
        return bytes.peek(0, start) == MARK.length && Arrays.equals(start, MARK) ? MARK.length : 0;
    }
}
