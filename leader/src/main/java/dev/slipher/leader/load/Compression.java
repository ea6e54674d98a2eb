package dev.slipher.leader.load;

import com.github.luben.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;

/** How a file that COPY reads is compressed. */
public enum Compression {
    NONE {
        @Override
        boolean begins(byte[] start) {
            return false;
        }

        @Override
        InputStream decompress(InputStream in) {
            return in;
        }
    },
    GZIP {
        @Override
        boolean begins(byte[] start) {
            return start.length >= 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
        }

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
        boolean begins(byte[] start) {
            return Arrays.equals(start, FRAME) || start.length == START_BYTES && isSkippable(start);
        }

        @Override
        InputStream decompress(InputStream in) throws IOException {
            return new ZstdInputStream(in).setContinuous(false);
        }
    };

    /** So many bytes tell how a file is compressed. */
    static final int START_BYTES = 4;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final byte[] FRAME = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    /** Returns whether the first bytes of a file are those of one that is compressed in this way. */
    abstract boolean begins(byte[] start);

    /** Returns the uncompressed bytes of {@code in}, which is closed with it. */
    abstract InputStream decompress(InputStream in) throws IOException;

    /** Returns whether a Zstandard frame begins that holds no data, as some programs write before those that do. */
    private static boolean isSkippable(byte[] start) {
        return (start[0] & 0xf0) == 0x50 && start[1] == 0x2a && start[2] == 0x4d && start[3] == 0x18;
    }
}
