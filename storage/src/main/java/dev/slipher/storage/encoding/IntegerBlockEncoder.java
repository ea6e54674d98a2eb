package dev.slipher.storage.encoding;

import dev.slipher.storage.batch.Batch;
import java.util.Arrays;

/** Chooses and applies the encoding of blocks of integers and of dictionary codes; one encoder serves one thread. */
public final class IntegerBlockEncoder {
    /** A DELTA_LANE block must be this much smaller than FRAME, which can be filtered while packed. */
    private static final double DELTA_SIZE = 0.75;

    private static final int MIN_MEAN_RUN = 32;

    private final long[] quotients = new long[Batch.CAPACITY + Batch.SLACK];
    private final int[] plane = new int[Batch.CAPACITY + Batch.SLACK];
    private int width;

    /** Returns the bit width for the header of the block that was encoded last. */
    public int width() {
        return width;
    }

    /**
     * Appends a block in the encoding that suits it.
     *
     * @param values null rows hold any value between {@code min} and {@code max}
     * @param factor what all differences to {@code min} are multiples of
     */
    public Encoding encode(long[] values, int rows, long min, long max, long factor, ByteOutput target) {
        width = 0;
        if (min == max) {
            return Encoding.CONSTANT;
        }
        divide(values, rows, min, factor);
        var greatest = Long.divideUnsigned(max - min, factor);
        var frameWidth = 64 - Long.numberOfLeadingZeros(greatest);
        var frameBytes = BitPacking.packedBytes(rows, frameWidth);

        var runs = countRuns(quotients, rows);
        var valueBytes = DeltaLaneEncoding.bytesFor(greatest);
        if (runs * MIN_MEAN_RUN <= rows && RunLengthEncoding.encodedBytes(runs, valueBytes) < frameBytes) {
            RunLengthEncoding.encode(quotients, rows, runs, valueBytes, target);
            return Encoding.RUN_LENGTH;
        }
        if (rows > DeltaLaneEncoding.LANES && frameWidth < 63 && tryDelta(rows, frameBytes, target)) {
            return Encoding.DELTA_LANE;
        }
        width = frameWidth;
        FrameEncoding.encode(quotients, rows, width, plane, target);
        return Encoding.FRAME;
    }

    /** Appends values as they are, in 4 or 8 bytes each. */
    public static void encodeRaw(long[] values, int rows, int valueBytes, ByteOutput target) {
        for (var i = 0; i < rows; i++) {
            target.putSized(values[i], valueBytes);
        }
    }

    private boolean tryDelta(int rows, int frameBytes, ByteOutput target) {
        var minDelta = Long.MAX_VALUE;
        var maxDelta = Long.MIN_VALUE;
        for (var i = DeltaLaneEncoding.LANES; i < rows; i++) {
            var delta = quotients[i] - quotients[i - DeltaLaneEncoding.LANES];
            minDelta = Math.min(minDelta, delta);
            maxDelta = Math.max(maxDelta, delta);
        }
        var deltaWidth = 64 - Long.numberOfLeadingZeros(maxDelta - minDelta);
        var greatestStart = 0L;
        for (var lane = 0; lane < DeltaLaneEncoding.LANES; lane++) {
            greatestStart = Math.max(greatestStart, quotients[lane]);
        }
        var startBytes = DeltaLaneEncoding.bytesFor(greatestStart);
        if (deltaWidth > 32 || DeltaLaneEncoding.encodedBytes(rows, startBytes, deltaWidth) > DELTA_SIZE * frameBytes) {
            return false;
        }
        width = deltaWidth;
        DeltaLaneEncoding.encode(quotients, rows, startBytes, minDelta, width, plane, target);
        return true;
    }

    private void divide(long[] values, int rows, long min, long factor) {
        if (factor == 1) {
            for (var i = 0; i < rows; i++) {
                quotients[i] = values[i] - min;
            }
        } else {
            new ExactDivision(factor).divide(values, rows, min, quotients);
        }
        Arrays.fill(quotients, rows, (rows + 63) & -64, 0);
    }

    private static int countRuns(long[] values, int rows) {
        var changes = 0;
        for (var i = 1; i < rows; i++) {
            changes += values[i] == values[i - 1] ? 0 : 1;
        }
        return changes + 1;
    }
}
