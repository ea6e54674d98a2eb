package dev.slipher.compute.source.text;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of another stream, which has at least so many. */
final class BoundedStream extends FilterInputStream {
    private long left;

    BoundedStream(InputStream in, long length) {
        super(in);
        left = length;
    }

    @Override
    public int read() throws IOException {
        if (left == 0) {
            return -1;
        }
        var read = super.read();
        requireMore(read);
        left--;
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0 && length > 0) {
            return -1;
        }
        var read = super.read(bytes, offset, (int) Math.min(length, left));
        requireMore(read);
        left -= read;
        return read;
    }

    private void requireMore(int read) throws IOException {
        if (read < 0) {
            throw new EOFException("the file has become shorter by %d bytes at least".formatted(left));
        }
    }
}
