package dev.slipher.leader.load;

import dev.slipher.compute.source.text.TextFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * A file of this machine that COPY reads.
 *
 * @param size in bytes, as stored
 * @param charset of the uncompressed bytes, which are read as UTF-8
 * @param bytesRead counts the stored bytes read so far
 */
public record LocalFile(Path path, long size, Compression compression, Charset charset, LongAdder bytesRead)
        implements TextFile {
    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public InputStream open() throws IOException {
        var stored = new CountingStream(Files.newInputStream(path), bytesRead);
        var bytes = compression == Compression.NONE ? stored : DecompressedStream.open(stored, compression, name());
        return charset.equals(StandardCharsets.UTF_8) ? bytes : new TranscodingStream(bytes, charset);
    }

    @Override
    public Optional<Addressable> addressable() {
        return compression == Compression.NONE && charset.equals(StandardCharsets.UTF_8)
                ? Optional.of(new Ranges())
                : Optional.empty();
    }

    private final class Ranges implements Addressable {
        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream openAt(long position) throws IOException {
            var channel = FileChannel.open(path);
            try {
                return new CountingStream(Channels.newInputStream(channel.position(position)), bytesRead);
            } catch (Throwable e) {
                channel.close();
                throw e;
            }
        }

        @Override
        public int peek(long position, byte[] target) throws IOException {
            try (var channel = FileChannel.open(path)) {
                return Channels.newInputStream(channel.position(position)).readNBytes(target, 0, target.length);
            }
        }
    }

    private static final class CountingStream extends FilterInputStream {
        private final LongAdder count;

        CountingStream(InputStream in, LongAdder count) {
            super(in);
            this.count = count;
        }

        @Override
        public int read() throws IOException {
            var b = super.read();
            if (b >= 0) {
                count.increment();
            }
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            var read = super.read(bytes, offset, length);
            if (read > 0) {
                count.add(read);
            }
            return read;
        }
    }
}
