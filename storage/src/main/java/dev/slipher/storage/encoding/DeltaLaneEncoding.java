package dev.slipher.storage.encoding;

import dev.slipher.storage.batch.Batch;

/**
 * {@link Encoding#DELTA_LANE}: each quotient as its difference to the one 64 rows before, for sorted values.
 *
 * <pre>
 * i64          smallest difference
 * u8           bytes of a start: 1, 2, 4 or 8
 * u8[7]        0
 * start[64]    the first 64 quotients
 * plane        differences of the rows from 64 on, less the smallest; the width is in the block's header, at most 32
 * </pre>
 */
final class DeltaLaneEncoding {
    static final int LANES = 64;

    private static final int STARTS = 16;

    private DeltaLaneEncoding() {}

    static int encodedBytes(int rows, int startBytes, int width) {
        return STARTS + LANES * startBytes + BitPacking.packedBytes(rows - LANES, width);
    }

    /** Returns 1, 2, 4 or 8: the bytes that hold {@code greatest}, unsigned. */
    static int bytesFor(long greatest) {
        var bits = 64 - Long.numberOfLeadingZeros(greatest);
        return bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
    }

    static void encode(
            long[] quotients, int rows, int startBytes, long minDelta, int width, int[] plane, ByteOutput target) {
        target.putLong(minDelta);
        target.putLong(startBytes);
        for (var lane = 0; lane < LANES; lane++) {
            target.putSized(quotients[lane], startBytes);
        }
        var count = rows - LANES;
        for (var i = 0; i < count; i++) {
            plane[i] = (int) (quotients[i + LANES] - quotients[i] - minDelta);
        }
        java.util.Arrays.fill(plane, count, (count + 63) & -64, 0);
        BitPacking.packInts(plane, count, width, target);
    }

    /** Decodes quotients, not values. */
    static void decode(BlockView block, long[] target, DecodeScratch scratch) {
        var memory = block.memory;
        var minDelta = memory.get(LittleEndian.LONG, block.offset);
        var startBytes = memory.get(LittleEndian.BYTE, block.offset + Long.BYTES);
        for (var lane = 0; lane < LANES; lane++) {
            target[lane] = RunLengthEncoding.sized(memory, block.offset + STARTS + lane * startBytes, startBytes);
        }
        BitPacking.unpackInts(memory, block.offset + STARTS + LANES * startBytes, block.width, 0, scratch.low);
        accumulate(scratch.low, minDelta, target);
    }

    private static void accumulate(int[] deltas, long minDelta, long[] target) {
        for (var row = LANES; row < Batch.CAPACITY; row += LANES) {
            for (var lane = 0; lane < LANES; lane++) {
                target[row + lane] =
                        target[row + lane - LANES] + minDelta + (deltas[row + lane - LANES] & 0xFFFF_FFFFL);
            }
        }
    }
}
