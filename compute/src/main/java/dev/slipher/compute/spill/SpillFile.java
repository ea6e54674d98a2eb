package dev.slipher.compute.spill;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.encoding.BatchCodec;
import dev.slipher.storage.error.FileErrors;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Batches written one after the other by any thread, then read in any order by any thread; gone from disk when closed.
 *
 * <p>The file is the concatenation of what {@link BatchCodec} makes, which carries its own checksum; where each batch
 * lies is kept in memory.
 */
public final class SpillFile implements AutoCloseable {
    private final Path path;
    private final LongAdder writtenBytes;
    private final LongAdder readBytes;
    private @Nullable FileChannel channel;
    private long[] ends = new long[8];
    private long[] rowEnds = new long[8];
    private int batchCount;
    /** The batches that were read, of which the bytes count once however often they are needed. */
    private final BitSet wasRead = new BitSet();

    private boolean closed;

    SpillFile(Path path, LongAdder writtenBytes, LongAdder readBytes) {
        this.path = path;
        this.writtenBytes = writtenBytes;
        this.readBytes = readBytes;
    }

    public synchronized int batchCount() {
        return batchCount;
    }

    public synchronized long rowCount() {
        return batchCount == 0 ? 0 : rowEnds[batchCount - 1];
    }

    public synchronized long byteCount() {
        return batchCount == 0 ? 0 : ends[batchCount - 1];
    }

    /** Returns the rows before batch {@code index}. */
    public synchronized long firstRow(int index) {
        return index == 0 ? 0 : rowEnds[index - 1];
    }

    /** Returns the batch that holds row {@code row}. */
    public synchronized int batchOf(long row) {
        var found = Arrays.binarySearch(rowEnds, 0, batchCount, row);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** Writes the selected rows of a batch, of which there is at least one. */
    public void append(Batch batch, BatchCodec codec) {
        var bytes = codec.encode(batch);
        var length = bytes.remaining();
        synchronized (this) {
            var start = byteCount();
            try {
                var position = start;
                while (bytes.hasRemaining()) {
                    position += open().write(bytes, position);
                }
            } catch (IOException failed) {
                throw FileErrors.of("use spill", path, failed);
            }
            if (batchCount == ends.length) {
                ends = Arrays.copyOf(ends, 2 * batchCount);
                rowEnds = Arrays.copyOf(rowEnds, 2 * batchCount);
            }
            rowEnds[batchCount] = rowCount() + batch.selectedCount();
            ends[batchCount] = start + length;
            batchCount++;
        }
        writtenBytes.add(length);
    }

    /** Returns batch {@code index} over new arrays. */
    public Batch read(int index, BatchCodec codec) {
        long start;
        int length;
        FileChannel file;
        synchronized (this) {
            start = index == 0 ? 0 : ends[index - 1];
            length = (int) (ends[index] - start);
            try {
                file = open();
            } catch (IOException failed) {
                throw FileErrors.of("use spill", path, failed);
            }
        }
        var bytes = ByteBuffer.allocate(length);
        try {
            while (bytes.hasRemaining()) {
                if (file.read(bytes, start + bytes.position()) < 0) {
                    throw new SlipherException(
                            SqlState.DATA_CORRUPTED,
                            "spill file \"%s\" ends at byte %d, expected %d"
                                    .formatted(path, start + bytes.position(), start + length));
                }
            }
        } catch (IOException failed) {
            throw FileErrors.of("use spill", path, failed);
        }
        countRead(index, length);
        return codec.decode(bytes.flip());
    }

    private synchronized void countRead(int index, int length) {
        if (!wasRead.get(index)) {
            wasRead.set(index);
            readBytes.add(length);
        }
    }

    private FileChannel open() throws IOException {
        if (closed) {
            throw new IOException("the file is closed");
        }
        if (channel == null) {
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        return channel;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (channel != null) {
            try {
                channel.close();
                Files.deleteIfExists(path);
            } catch (IOException failed) {
                throw FileErrors.of("use spill", path, failed);
            }
            channel = null;
        }
    }
}
