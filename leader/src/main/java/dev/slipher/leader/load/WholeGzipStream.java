package dev.slipher.leader.load;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a gzip file, of one member or several. {@link GZIPInputStream} takes a member whose header is damaged or cut
 * for the end of the file; here whatever follows the last whole member is an error.
 */
final class WholeGzipStream extends GZIPInputStream {
    /** CRC32 and length, which end a member. */
    private static final int TRAILER_BYTES = 8;

    private final Counted file;
    private long countAtLastFill;

    WholeGzipStream(InputStream in, int bufferBytes) throws IOException {
        this(new Counted(in), bufferBytes);
    }

    private WholeGzipStream(Counted file, int bufferBytes) throws IOException {
        super(file, bufferBytes);
        this.file = file;
    }

    @Override
    protected void fill() throws IOException {
        super.fill();
        countAtLastFill = file.count;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        var read = super.read(bytes, offset, length);
        if (read < 0) {
            requireNothingMore();
        }
        return read;
    }

    private void requireNothingMore() throws IOException {
        // Of what the last fill brought, so much lies behind the last member's data.
        var filled = inf.getRemaining();
        var readSince = file.count - countAtLastFill;
        if (filled > TRAILER_BYTES || readSince > TRAILER_BYTES - filled || file.read() >= 0) {
            throw new ZipException("data that is not gzip follows its last member");
        }
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        private Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            var read = super.read(bytes, offset, length);
            count += Math.max(0, read);
            return read;
        }

        @Override
        public long skip(long wanted) throws IOException {
            var skipped = super.skip(wanted);
            count += skipped;
            return skipped;
        }
    }
}
