package dev.slipher.leader.load;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.ZipException;

/** The uncompressed bytes of a file; what is wrong with the compressed ones is said with the file's name. */
final class DecompressedStream extends FilterInputStream {
    private final Compression compression;
    private final String file;

    private DecompressedStream(InputStream uncompressed, Compression compression, String file) {
        super(uncompressed);
        this.compression = compression;
        this.file = file;
    }

    /**
     * Opens the uncompressed bytes of {@code in}, which is closed with them, or if this fails.
     *
     * @param file the name of the file
     * @throws SlipherException 22P04 if the file is not compressed as COPY says
     */
    static InputStream open(InputStream in, Compression compression, String file) throws IOException {
        try {
            var stored = new PushbackInputStream(in, Compression.START_BYTES);
            var start = stored.readNBytes(Compression.START_BYTES);
            stored.unread(start);
            if (!compression.begins(start)) {
                throw compressedOtherwise(compression, file, start);
            }
            return decompress(stored, compression, file);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static InputStream decompress(InputStream stored, Compression compression, String file) throws IOException {
        try {
            return new DecompressedStream(compression.decompress(stored), compression, file);
        } catch (ZipException e) {
            throw damaged(compression, file, String.valueOf(e.getMessage()), e);
        }
    }

    private static SlipherException compressedOtherwise(Compression said, String file, byte[] start) {
        var hint = Arrays.stream(Compression.values())
                .filter(other -> other.begins(start))
                .findFirst()
                .map(other -> "It begins as %s files do: say %s in place of %s.".formatted(other, other, said))
                .orElse("Leave %s out if the file is not compressed.".formatted(said));
        return new SlipherException(
                        SqlState.BAD_COPY_FILE_FORMAT, "file \"%s\" is not in %s format".formatted(file, said))
                .withHint(hint);
    }

    private static SlipherException damaged(Compression compression, String file, String why, IOException cause) {
        return new SlipherException(
                        SqlState.BAD_COPY_FILE_FORMAT,
                        "%s file \"%s\" is damaged: %s".formatted(compression, file, why),
                        cause)
                .withHint("Make the file again, or leave it out of the load.");
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (EOFException | ZipException | ZstdIOException e) {
            throw damaged(compression, file, reason(e), e);
        }
    }

    /**
     * @throws SlipherException 22P04 if the bytes are not what the compression makes
     */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return super.read(target, offset, length);
        } catch (EOFException | ZipException | ZstdIOException e) {
            throw damaged(compression, file, reason(e), e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof EOFException) {
            return "it ends too early";
        }
        // Where a file begins was looked at before.
        if (e instanceof ZstdIOException zstd && zstd.getErrorCode() == Zstd.errPrefixUnknown()) {
            return "data that is not Zstandard follows its last frame";
        }
        return String.valueOf(e.getMessage());
    }
}
