package dev.slipher.leader.load;

import com.github.luben.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** How a file that COPY reads is compressed. */
public enum Compression {
    NONE {
        @Override
        InputStream decompress(InputStream in) {
            return in;
        }
    },
    GZIP {
        @Override
        InputStream decompress(InputStream in) throws IOException {
            try {
                return new WholeGzipStream(in, BUFFER_BYTES);
            } catch (EOFException e) {
                throw new ZipException("it ends within its header");
            }
        }
    },
    ZSTD {
        @Override
        InputStream decompress(InputStream in) throws IOException {
            return new ZstdInputStream(in).setContinuous(false);
        }
    };

    private static final int BUFFER_BYTES = 1 << 16;

    /** Returns the uncompressed bytes of {@code in}, which is closed with it. */
    abstract InputStream decompress(InputStream in) throws IOException;
}
