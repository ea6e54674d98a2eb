package dev.slipher.compute.source.text;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts one stream into blocks of whole records, for several workers that take turns.
 *
 * <p>Reading and cutting run at memory speed and under a lock; parsing, which costs fifty times as much, runs outside it.
 * A record belongs to the block in which it begins; what follows the last whole record is carried into the next block.
 */
public final class RecordBlockReader implements AutoCloseable {
    /** The longest record, as Redshift has it. */
    static final int MAX_RECORD_BYTES = 4 << 20;

    private final String name;
    private final InputStream in;
    private final RecordBoundary boundary;
    private byte[] carried = new byte[0];
    private long nextLine = 1;
    private boolean ended;

    /**
     * @param name of the file, for errors
     * @param in the uncompressed bytes, closed by this reader
     */
    public RecordBlockReader(String name, InputStream in, TextLayout layout) {
        this.name = name;
        this.in = in;
        this.boundary = RecordBoundary.of(layout);
    }

    public String name() {
        return name;
    }

    /**
     * Fills {@code block} with the next records.
     *
     * @return false at the end of the file
     * @throws SlipherException with 58030 if the file cannot be read, 54000 if a record is longer than 4 MB
     */
    public synchronized boolean next(RecordBlock block) {
        if (ended && carried.length == 0) {
            return false;
        }
        try {
            fill(block);
        } catch (IOException e) {
            throw new SlipherException(
                    SqlState.IO_ERROR, "could not read file \"%s\": %s".formatted(name, e.getMessage()), e);
        }
        block.firstLine = nextLine;
        nextLine += ByteSearch.count(block.bytes, 0, block.length, (byte) '\n');
        return block.length > 0;
    }

    private void fill(RecordBlock block) throws IOException {
        if (block.bytes.length < carried.length) {
            block.bytes = new byte[carried.length];
        }
        System.arraycopy(carried, 0, block.bytes, 0, carried.length);
        var filled = carried.length;
        carried = new byte[0];
        while (true) {
            filled += readFully(block.bytes, filled);
            if (filled < block.bytes.length) {
                ended = true;
                block.length = filled;
                return;
            }
            var end = boundary.lastRecordEnd(block.bytes, filled);
            if (end > 0) {
                carried = Arrays.copyOfRange(block.bytes, end, filled);
                block.length = end;
                return;
            }
            if (filled > MAX_RECORD_BYTES) {
                throw new SlipherException(
                                SqlState.PROGRAM_LIMIT_EXCEEDED,
                                "record at line %d of \"%s\" is longer than 4 MB".formatted(nextLine, name))
                        .withHint("Check that the delimiter, quotes and line ends are what the COPY options say.");
            }
            block.bytes = Arrays.copyOf(block.bytes, block.bytes.length * 2);
        }
    }

    /** A stream that has failed is not asked again, so that the first failure is the one that is told. */
    private int readFully(byte[] bytes, int from) throws IOException {
        if (ended) {
            return 0;
        }
        try {
            return in.readNBytes(bytes, from, bytes.length - from);
        } catch (IOException | RuntimeException e) {
            ended = true;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
