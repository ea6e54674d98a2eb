package dev.slipher.leader.session;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.encoding.BatchCodec;
import dev.slipher.storage.error.FileErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows between the engine, which gives them all at once, and a client that takes them later: in memory at first, past
 * {@value #MEMORY_BYTES} bytes in a file that goes when the store is closed.
 *
 * <p>Batches come out in the order in which they went in. One thread uses it.
 */
final class ResultStore implements AutoCloseable {
    static final int MEMORY_BYTES = 4 << 20;

    private final Path directory;
    /** Made when a client does not take its rows at once, which is seldom and worth no buffers. */
    private @Nullable BatchCodec codec;

    private final ArrayDeque<byte[]> memory = new ArrayDeque<>();
    private long memoryBytes;
    private @Nullable FileChannel file;
    private long written;
    private long read;
    private @Nullable Batch current;
    private int currentOffset;
    private long rowCount;

    /**
     * Makes an empty store.
     *
     * @param directory for the file, which is made when it is needed
     */
    ResultStore(Path directory) {
        this.directory = directory;
    }

    /** Makes a store and has {@code filling} append to it, which leaves nothing behind if it fails. */
    static ResultStore filled(Path directory, Consumer<ResultStore> filling) {
        var store = new ResultStore(directory);
        try {
            filling.accept(store);
            return store;
        } catch (Throwable e) {
            store.close();
            throw e;
        }
    }

    /** Appends a copy of the selected rows. */
    void append(Batch batch) {
        if (batch.selectedCount() == 0) {
            return;
        }
        rowCount += batch.selectedCount();
        var bytes = codec().encode(batch);
        if (file == null && memoryBytes + bytes.remaining() <= MEMORY_BYTES) {
            var copy = new byte[bytes.remaining()];
            bytes.get(copy);
            memoryBytes += copy.length;
            memory.addLast(copy);
        } else {
            write(bytes);
        }
    }

    private BatchCodec codec() {
        var known = codec;
        if (known == null) {
            known = new BatchCodec();
            codec = known;
        }
        return known;
    }

    /** Returns how many rows were appended in all. */
    long rowCount() {
        return rowCount;
    }

    /** Takes what a part of the rows is given to. */
    @FunctionalInterface
    interface RowConsumer {
        void rows(Batch batch, int from, int count);
    }

    /**
     * Gives the next rows to {@code consumer}.
     *
     * @return how many there were, fewer than {@code maxRows} only at the end
     */
    long take(long maxRows, RowConsumer consumer) {
        long taken = 0;
        while (taken < maxRows) {
            var batch = current == null ? next() : current;
            if (batch == null) {
                break;
            }
            int count = (int) Math.min(maxRows - taken, batch.selectedCount() - currentOffset);
            consumer.rows(batch, currentOffset, count);
            taken += count;
            currentOffset += count;
            if (currentOffset == batch.selectedCount()) {
                current = null;
                currentOffset = 0;
            } else {
                current = batch;
            }
        }
        return taken;
    }

    /** Returns whether all rows were taken. */
    boolean isDrained() {
        return current == null && memory.isEmpty() && read == written;
    }

    private @Nullable Batch next() {
        var bytes = memory.pollFirst();
        if (bytes != null) {
            memoryBytes -= bytes.length;
            return codec().decode(ByteBuffer.wrap(bytes));
        }
        return file == null || read == written ? null : readBack(file);
    }

    private void write(ByteBuffer bytes) {
        try {
            if (file == null) {
                file = open();
            }
            int length = bytes.remaining();
            var header = ByteBuffer.allocate(Integer.BYTES).putInt(0, length);
            written += writeFully(file, header, written);
            written += writeFully(file, bytes, written);
        } catch (IOException e) {
            throw FileErrors.of("write rows to", directory, e);
        }
    }

    private FileChannel open() throws IOException {
        Files.createDirectories(directory);
        var path = Files.createTempFile(directory, "result-", ".rows");
        return FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    private static int writeFully(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        int length = bytes.remaining();
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        return length;
    }

    private Batch readBack(FileChannel channel) {
        try {
            var header = ByteBuffer.allocate(Integer.BYTES);
            read += readFully(channel, header, read);
            var bytes = ByteBuffer.allocate(header.getInt(0));
            read += readFully(channel, bytes, read);
            return codec().decode(bytes.flip());
        } catch (IOException e) {
            throw FileErrors.of("read rows from", directory, e);
        }
    }

    private static int readFully(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        int length = bytes.remaining();
        long at = position;
        while (bytes.hasRemaining()) {
            int count = channel.read(bytes, at);
            if (count < 0) {
                throw new IOException("ends at byte " + at);
            }
            at += count;
        }
        return length;
    }

    @Override
    public void close() {
        memory.clear();
        current = null;
        if (file != null) {
            try {
                file.close();
            } catch (IOException _) {
                // The file holds nothing that anyone needs.
            }
            file = null;
            written = 0;
            read = 0;
        }
    }
}
