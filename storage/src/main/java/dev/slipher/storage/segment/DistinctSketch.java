package dev.slipher.storage.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An estimate of how many distinct values were added, within about 1.6 %, that merges without loss.
 *
 * <p>HyperLogLog (Flajolet and others, 2007) of 4,096 registers over 64-bit hashes, with the correction for small counts
 * by linear counting. What is added are hashes: equal values must have equal ones, and their bits must be well mixed.
 */
public final class DistinctSketch {
    private static final int INDEX_BITS = 12;
    private static final int REGISTERS = 1 << INDEX_BITS;
    private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);
    private static final byte DENSE = 1;
    private static final byte SPARSE = 0;

    private final byte[] registers;

    /** Makes an empty sketch. */
    public DistinctSketch() {
        this(new byte[REGISTERS]);
    }

    private DistinctSketch(byte[] registers) {
        this.registers = registers;
    }

    /** Spreads the bits of {@code value}, for values that are their own hash input. */
    public static long mix(long value) {
        var x = value * 0x9E3779B97F4A7C15L;
        x = (x ^ (x >>> 32)) * 0xD6E8FEB86659FD93L;
        return x ^ (x >>> 32);
    }

    /** Adds a value by its hash. */
    public void add(long hash) {
        var index = (int) (hash >>> (64 - INDEX_BITS));
        var rank = (byte) (Long.numberOfLeadingZeros((hash << INDEX_BITS) | (1L << (INDEX_BITS - 1))) + 1);
        if (registers[index] < rank) {
            registers[index] = rank;
        }
    }

    /** Adds {@code count} integral values. */
    public void addAll(long[] values, int count) {
        for (var i = 0; i < count; i++) {
            add(mix(values[i]));
        }
    }

    /** Adds everything that was added to {@code other}. */
    public void merge(DistinctSketch other) {
        for (var i = 0; i < REGISTERS; i++) {
            registers[i] = (byte) Math.max(registers[i], other.registers[i]);
        }
    }

    /** Returns about how many distinct values were added. */
    public long estimate() {
        var sum = 0.0;
        var zeros = 0;
        for (var register : registers) {
            sum += Math.scalb(1.0, -register);
            zeros += register == 0 ? 1 : 0;
        }
        var raw = ALPHA * REGISTERS * REGISTERS / sum;
        if (raw <= 2.5 * REGISTERS && zeros > 0) {
            return Math.round(REGISTERS * Math.log((double) REGISTERS / zeros));
        }
        return Math.round(raw);
    }

    /** Returns the bytes that {@link #fromBytes} reads: 3 for each register in use, or all 4,096 if that is less. */
    public byte[] toBytes() {
        var used = 0;
        for (var register : registers) {
            used += register == 0 ? 0 : 1;
        }
        if (1 + 3 * used >= 1 + REGISTERS) {
            return ByteBuffer.allocate(1 + REGISTERS).put(DENSE).put(registers).array();
        }
        var bytes = ByteBuffer.allocate(1 + 3 * used).put(SPARSE);
        for (var i = 0; i < REGISTERS; i++) {
            if (registers[i] != 0) {
                bytes.putShort((short) i).put(registers[i]);
            }
        }
        return bytes.array();
    }

    /**
     * Reads what {@link #toBytes} gave.
     *
     * @throws IllegalArgumentException if {@code bytes} is not a sketch
     */
    public static DistinctSketch fromBytes(byte[] bytes) {
        var maxRank = 64 - INDEX_BITS + 1;
        var registers = new byte[REGISTERS];
        if (bytes.length == 1 + REGISTERS && bytes[0] == DENSE) {
            System.arraycopy(bytes, 1, registers, 0, REGISTERS);
        } else if (bytes.length % 3 == 1 && bytes[0] == SPARSE) {
            var buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
            while (buffer.hasRemaining()) {
                registers[buffer.getShort() & (REGISTERS - 1)] = buffer.get();
            }
        } else {
            throw new IllegalArgumentException("not a sketch: %d bytes".formatted(bytes.length));
        }
        for (var register : registers) {
            if (register < 0 || register > maxRank) {
                throw new IllegalArgumentException("not a sketch: register of " + register);
            }
        }
        return new DistinctSketch(registers);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DistinctSketch that && Arrays.equals(registers, that.registers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(registers);
    }
}
