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
    private final SpillSpace space;
    private final Path path;
    private final LongAdder writtenBytes;
    private final LongAdder readBytes;
    /** Kept open between uses if the space has room for one more, else null: each use then opens the file for itself. */
    private @Nullable FileChannel kept;

    private boolean exists;
    /** What was taken of the space's disk, also for bytes that could not be written. */
    private long takenBytes;

    private long[] ends = new long[8];
    private long[] rowEnds = new long[8];
    private int batchCount;
    /** The batches that were read, of which the bytes count once however often they are needed. */
    private final BitSet wasRead = new BitSet();

    private boolean closed;

    SpillFile(SpillSpace space, Path path, LongAdder writtenBytes, LongAdder readBytes) {
        this.space = space;
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

    /** Writes the selected rows of a batch, of which there is at least one; 53100 if the disk has no room for them. */
    public void append(Batch batch, BatchCodec codec) {
        append(codec.encode(batch), batch.selectedCount());
    }

    /**
     * Writes an encoded batch; 53100 if the disk has no room for it.
     *
     * @param rows that it has, at least one
     */
    public void append(ByteBuffer bytes, int rows) {
        var length = bytes.remaining();
        synchronized (this) {
            var start = byteCount();
            take(length);
            try {
                var file = open();
                try {
                    var position = start;
                    while (bytes.hasRemaining()) {
                        position += file.write(bytes, position);
                    }
                } finally {
                    leave(file);
                }
            } catch (IOException failed) {
                throw FileErrors.of("use spill", path, failed);
            }
            if (batchCount == ends.length) {
                ends = Arrays.copyOf(ends, 2 * batchCount);
                rowEnds = Arrays.copyOf(rowEnds, 2 * batchCount);
            }
            rowEnds[batchCount] = rowCount() + rows;
            ends[batchCount] = start + length;
            batchCount++;
        }
        writtenBytes.add(length);
    }

    private synchronized void take(int bytes) {
        space.takeDisk(bytes);
        takenBytes += bytes;
    }

    /** Returns batch {@code index} over new arrays. */
    public Batch read(int index, BatchCodec codec) {
        return codec.decode(read(index));
    }

    /** Returns batch {@code index} as it was encoded. */
    public ByteBuffer read(int index) {
        long start;
        int length;
        synchronized (this) {
            start = index == 0 ? 0 : ends[index - 1];
            length = (int) (ends[index] - start);
        }
        var bytes = ByteBuffer.allocate(length);
        try {
            var file = open();
            try {
                read(file, start, bytes);
            } finally {
                leave(file);
            }
        } catch (IOException failed) {
            throw FileErrors.of("use spill", path, failed);
        }
        countRead(index, length);
        return bytes.flip();
    }

    private void read(FileChannel file, long start, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (file.read(bytes, start + bytes.position()) < 0) {
                throw new SlipherException(
                        SqlState.DATA_CORRUPTED,
                        "spill file \"%s\" ends at byte %d, expected %d"
                                .formatted(path, start + bytes.position(), start + bytes.limit()));
            }
        }
    }

    private synchronized void countRead(int index, int length) {
        if (!wasRead.get(index)) {
            wasRead.set(index);
            readBytes.add(length);
        }
    }

    private synchronized FileChannel open() throws IOException {
        if (closed) {
            throw new IOException("the file is closed");
        }
        if (kept != null) {
            return kept;
        }
        var file = exists
                ? FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                : FileChannel.open(
                        path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        exists = true;
        if (space.tryKeepOpen()) {
            kept = file;
        }
        return file;
    }

    private synchronized void leave(FileChannel file) throws IOException {
        if (!file.equals(kept)) {
            file.close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            var file = kept;
            if (file != null) {
                kept = null;
                space.noteClosed();
                file.close();
            }
            if (exists) {
                Files.deleteIfExists(path);
                exists = false;
            }
            space.giveBackDisk(takenBytes);
            takenBytes = 0;
        } catch (IOException failed) {
            throw FileErrors.of("use spill", path, failed);
        }
    }
}
