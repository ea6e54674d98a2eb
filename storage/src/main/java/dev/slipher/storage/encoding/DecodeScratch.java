package dev.slipher.storage.encoding;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;

/** Room on the heap in which blocks are decoded: one for each thread that decodes, never shared. */
public final class DecodeScratch {
    final int[] low = new int[Batch.CAPACITY + Batch.SLACK];
    final int[] high = new int[Batch.CAPACITY + Batch.SLACK];
    final long[] longs = new long[Batch.CAPACITY + Batch.SLACK];
    final double[] doubles = new double[Batch.CAPACITY + Batch.SLACK];
    final long[] accepted = new long[32];
    byte[] bytes = new byte[1 << 16];
    private final int[] codes = new int[Batch.CAPACITY + Batch.SLACK];
    private final BytesVector strings = new BytesVector(new byte[1 << 16], new int[Batch.CAPACITY + 1], null);

    /** Returns room for the codes of a block. */
    public int[] codes() {
        return codes;
    }

    /** Returns room for the strings of a block. */
    public BytesVector strings() {
        return strings;
    }

    /** Returns {@link #bytes} after making it at least {@code size} long; what it held is lost if it grew. */
    byte[] bytes(int size) {
        if (bytes.length < size) {
            bytes = new byte[Math.max(size, 2 * bytes.length)];
        }
        return bytes;
    }
}
