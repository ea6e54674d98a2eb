package dev.slipher.leader.result;

import dev.slipher.storage.error.FileErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Encoded batches in a file, each after its length in four bytes; written at the end and read from the start, and gone when
 * it is closed. One thread uses it.
 */
final class ResultFile implements AutoCloseable {
    private final ResultSpace space;
    private final FileChannel channel;
    private long written;
    private long read;

    ResultFile(ResultSpace space) {
        this.space = space;
        try {
            channel = space.openFile();
        } catch (IOException e) {
            throw FileErrors.of("write rows to", space.directory(), e);
        }
    }

    /** Returns the bytes that were written, read again or not. */
    long byteCount() {
        return written;
    }

    /** Returns whether all that was written was read. */
    boolean isDrained() {
        return read == written;
    }

    /** Returns what {@link #write} takes of the disk. */
    static long bytesFor(ByteBuffer batch) {
        return (long) Integer.BYTES + batch.remaining();
    }

    /** Appends a batch; its bytes were taken of the space, and are given back when the file is closed. */
    void write(ByteBuffer batch) {
        long start = written;
        written += bytesFor(batch);
        try {
            var header = ByteBuffer.allocate(Integer.BYTES).putInt(0, batch.remaining());
            writeFully(header, start);
            writeFully(batch, start + Integer.BYTES);
        } catch (IOException e) {
            throw FileErrors.of("write rows to", space.directory(), e);
        }
    }

    private void writeFully(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** Returns the next batch, which is there. */
    ByteBuffer read() {
        try {
            var header = readFully(Integer.BYTES);
            return readFully(header.getInt(0));
        } catch (IOException e) {
            throw FileErrors.of("read rows from", space.directory(), e);
        }
    }

    private ByteBuffer readFully(int byteCount) throws IOException {
        var bytes = ByteBuffer.allocate(byteCount);
        while (bytes.hasRemaining()) {
            int count = channel.read(bytes, read);
            if (count < 0) {
                throw new IOException("ends at byte " + read);
            }
            read += count;
        }
        return bytes.flip();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // The file holds nothing that anyone needs.
        }
        space.disk().giveBack(written);
        written = 0;
        read = 0;
    }
}
