package dev.slipher.compute.source.text;

/**
 * Some whole records of one file, in a buffer that is used again for the next block.
 *
 * <p>Filled by {@link RecordBlockReader#next}, read by one {@link TextParser}.
 */
public final class RecordBlock {
    byte[] bytes;
    int length;
    long firstLine;

    /**
     * @param capacity bytes that a block usually holds; it grows for longer records
     */
    public RecordBlock(int capacity) {
        bytes = new byte[capacity];
    }

    /** Returns the number of bytes in use. */
    public int length() {
        return length;
    }

    /** Returns the line number, from 1, at which the block begins in its file. */
    public long firstLine() {
        return firstLine;
    }
}
