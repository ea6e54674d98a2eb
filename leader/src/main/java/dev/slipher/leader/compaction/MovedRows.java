package dev.slipher.leader.compaction;

import dev.slipher.storage.error.FileErrors;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where it is written down whither rows were moved, for as long as a version from before the move is open, which may be
 * hours: {@value #MEMORY_BYTES} bytes of all moves in memory, the rest in files, one a move. Used by many threads.
 */
public final class MovedRows {
    private static final Logger LOGGER = LoggerFactory.getLogger(MovedRows.class);
    private static final long MEMORY_BYTES = 16L << 20;

    /** Numbers that lie together in a file, before their CRC32C. */
    private static final int BLOCK_NUMBERS = 16 << 10;

    private static final int BLOCK_BYTES = (BLOCK_NUMBERS + 1) * Integer.BYTES;

    private final Path directory;
    private final long memoryBytes;
    private final AtomicLong usedMemoryBytes = new AtomicLong();
    private final AtomicLong nextFile = new AtomicLong();

    /** Opens the directory of the files, making it if needed and deleting what an earlier process left in it. */
    public MovedRows(Path directory) {
        this(directory, MEMORY_BYTES);
    }

    MovedRows(Path directory, long memoryBytes) {
        this.directory = directory;
        this.memoryBytes = memoryBytes;
        try {
            Files.createDirectories(directory);
            try (var leftovers = Files.newDirectoryStream(directory, "*.rows")) {
                for (var file : leftovers) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw FileErrors.of("open", directory, e);
        }
    }

    /** Numbers that are kept, each under its index. */
    interface Numbers {
        /** Returns a reader for one thread, which is quick at reading in ascending order. */
        Reader reader();

        /** Lets go of them; may be done again. */
        void release();
    }

    /** Reads numbers by their index. */
    @FunctionalInterface
    interface Reader {
        /**
         * Returns a number.
         *
         * @throws SlipherException 58030 or XX001 if it cannot be read
         */
        int at(long index);
    }

    /** Keeps the numbers in {@code parts}, one part after the other; the arrays are not to be changed any more. */
    Numbers keep(int[][] parts) {
        var bytes = 0L;
        for (var part : parts) {
            bytes += (long) Integer.BYTES * part.length;
        }
        if (usedMemoryBytes.addAndGet(bytes) <= memoryBytes) {
            return new Held(parts, bytes);
        }
        usedMemoryBytes.addAndGet(-bytes);
        var path = directory.resolve(nextFile.getAndIncrement() + ".rows");
        try {
            write(path, parts);
        } catch (IOException e) {
            delete(path);
            throw FileErrors.of("write", path, e);
        }
        return new Stored(path);
    }

    private static void write(Path path, int[][] parts) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var block = ByteBuffer.allocate(BLOCK_BYTES);
            for (var part : parts) {
                for (int number : part) {
                    block.putInt(number);
                    if (block.position() == BLOCK_BYTES - Integer.BYTES) {
                        write(channel, block);
                    }
                }
            }
            if (block.position() > 0) {
                write(channel, block);
            }
        }
    }

    private static void write(FileChannel channel, ByteBuffer block) throws IOException {
        block.putInt(checksum(block, block.position()));
        block.flip();
        while (block.hasRemaining()) {
            channel.write(block);
        }
        block.clear();
    }

    private static int checksum(ByteBuffer block, int byteCount) {
        var crc = new CRC32C();
        crc.update(block.slice(0, byteCount));
        return (int) crc.getValue();
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOGGER.warn("{} stays until the next start", path, e);
        }
    }

    private final class Held implements Numbers {
        private final int[][] parts;
        private final AtomicLong bytes;

        private Held(int[][] parts, long bytes) {
            this.parts = parts;
            this.bytes = new AtomicLong(bytes);
        }

        @Override
        public Reader reader() {
            return index -> {
                long rest = index;
                for (var part : parts) {
                    if (rest < part.length) {
                        return part[(int) rest];
                    }
                    rest -= part.length;
                }
                throw new IndexOutOfBoundsException(index);
            };
        }

        @Override
        public void release() {
            usedMemoryBytes.addAndGet(-bytes.getAndSet(0));
        }
    }

    private record Stored(Path path) implements Numbers {
        @Override
        public Reader reader() {
            return new BlockReader(path);
        }

        @Override
        public void release() {
            delete(path);
        }
    }

    /** Keeps the block that was read last, and no file open, for there may be many. */
    private static final class BlockReader implements Reader {
        private final Path path;
        private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        private long blockIndex = -1;

        private BlockReader(Path path) {
            this.path = path;
        }

        @Override
        public int at(long index) {
            if (index / BLOCK_NUMBERS != blockIndex) {
                read(index / BLOCK_NUMBERS);
            }
            return block.getInt((int) (index % BLOCK_NUMBERS) * Integer.BYTES);
        }

        private void read(long wanted) {
            block.clear();
            long start = wanted * BLOCK_BYTES;
            try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
                while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {}
            } catch (IOException e) {
                throw FileErrors.of("read", path, e);
            }
            int numberBytes = block.position() - Integer.BYTES;
            if (numberBytes < 0 || block.getInt(numberBytes) != checksum(block, numberBytes)) {
                throw new SlipherException(
                        SqlState.DATA_CORRUPTED, "file \"%s\" is damaged at byte %d".formatted(path, start));
            }
            blockIndex = wanted;
        }
    }
}
