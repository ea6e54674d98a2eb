package dev.slipher.storage.encoding;

import java.lang.foreign.MemorySegment;

/**
 * Where one encoded block lies and what its header says of it: a cursor that its owner moves from block to block.
 *
 * <p>{@link BitPacking#SLACK_BYTES} after the block must be readable.
 */
public final class BlockView {
    MemorySegment memory = MemorySegment.NULL;
    long offset;
    int length;
    int rows;
    Encoding encoding = Encoding.CONSTANT;
    int width;
    long min;
    long max;
    long factor = 1;

    /**
     * Moves this view to a block.
     *
     * @param offset where the encoded values start in {@code memory}, after the null mask
     * @param length their bytes
     * @param width the bit width of the block's header
     */
    public void set(MemorySegment memory, long offset, int length, int rows, Encoding encoding, int width) {
        this.memory = memory;
        this.offset = offset;
        this.length = length;
        this.rows = rows;
        this.encoding = encoding;
        this.width = width;
    }

    /**
     * Gives the bounds that integers are encoded against.
     *
     * @param factor what all differences to {@code min} are multiples of
     */
    public void setBounds(long min, long max, long factor) {
        this.min = min;
        this.max = max;
        this.factor = factor;
    }
}
