package dev.slipher.leader.load;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

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
            return new GZIPInputStream(in, BUFFER_BYTES);
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
