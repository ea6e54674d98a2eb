package dev.slipher.storage.encoding;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * {@link Encoding#RUN_LENGTH}: quotients as runs.
 *
 * <pre>
 * u16          number of runs
 * u8           bytes of a quotient: 1, 2, 4 or 8
 * u8[5]        0
 * u16[runs]    the position after each run
 * value[runs]  each run's quotient
 * </pre>
 */
final class RunLengthEncoding {
    private static final int ENDS = 8;

    private RunLengthEncoding() {}

    static int encodedBytes(int runs, int valueBytes) {
        return ENDS + runs * (Short.BYTES + valueBytes);
    }

    static void encode(long[] quotients, int rows, int runs, int valueBytes, ByteOutput target) {
        target.putShort(runs);
        target.putByte(valueBytes);
        target.align(ENDS);
        for (var i = 1; i < rows; i++) {
            if (quotients[i] != quotients[i - 1]) {
                target.putShort(i);
            }
        }
        target.putShort(rows);
        target.putSized(quotients[0], valueBytes);
        for (var i = 1; i < rows; i++) {
            if (quotients[i] != quotients[i - 1]) {
                target.putSized(quotients[i], valueBytes);
            }
        }
    }

    static void decode(BlockView block, long[] target) {
        var runs = runs(block);
        var from = 0;
        for (var run = 0; run < runs; run++) {
            var to = end(block, run);
            Arrays.fill(target, from, to, block.min + block.factor * value(block, runs, run));
            from = to;
        }
    }

    static void decode(BlockView block, int[] target) {
        var runs = runs(block);
        var from = 0;
        for (var run = 0; run < runs; run++) {
            var to = end(block, run);
            Arrays.fill(target, from, to, (int) (block.min + block.factor * value(block, runs, run)));
            from = to;
        }
    }

    /** Sets bits of {@code accepted} for quotients between {@code low} and {@code high}, unsigned. */
    static void filter(BlockView block, long low, long high, long[] accepted) {
        Arrays.fill(accepted, 0);
        var runs = runs(block);
        var from = 0;
        for (var run = 0; run < runs; run++) {
            var to = end(block, run);
            if (Long.compareUnsigned(value(block, runs, run) - low, high - low) <= 0) {
                setRange(accepted, from, to);
            }
            from = to;
        }
    }

    /** Reads an unsigned number of 1, 2, 4 or 8 bytes. */
    static long sized(MemorySegment memory, long offset, int byteCount) {
        return switch (byteCount) {
            case 1 -> memory.get(LittleEndian.BYTE, offset) & 0xFFL;
            case 2 -> memory.get(LittleEndian.SHORT, offset) & 0xFFFFL;
            case 4 -> memory.get(LittleEndian.INT, offset) & 0xFFFF_FFFFL;
            case 8 -> memory.get(LittleEndian.LONG, offset);
            default -> throw new IndexOutOfBoundsException("a number of %d bytes".formatted(byteCount));
        };
    }

    private static int runs(BlockView block) {
        return block.memory.get(LittleEndian.SHORT, block.offset);
    }

    private static int end(BlockView block, int run) {
        return block.memory.get(LittleEndian.SHORT, block.offset + ENDS + (long) run * Short.BYTES);
    }

    private static long value(BlockView block, int runs, int run) {
        var valueBytes = block.memory.get(LittleEndian.BYTE, block.offset + Short.BYTES);
        return sized(
                block.memory, block.offset + ENDS + (long) runs * Short.BYTES + (long) run * valueBytes, valueBytes);
    }

    private static void setRange(long[] bits, int from, int to) {
        for (var word = from >>> 6; word <= (to - 1) >>> 6; word++) {
            var first = Math.max(from - (word << 6), 0);
            var last = Math.min(to - (word << 6), 64);
            bits[word] |= -1L >>> (64 - (last - first)) << first;
        }
    }
}
