package dev.slipher.storage.segment;

import java.lang.foreign.MemorySegment;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;
import org.apache.datasketches.hll.TgtHllType;
import org.jspecify.annotations.Nullable;

/** An estimate of how many distinct values were added, within about 1.6 %: a HyperLogLog sketch of 4,096 registers. */
public final class DistinctSketch {
    private static final int LOG_REGISTERS = 12;
    private static final int RECENT_BITS = 9;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** Any value, which is as if marked everywhere from the start and so is never taken for a recent one. */
    private static final long UNMARKED = 0x5AB1_E5C4_7F21_D30BL;

    private final HllSketch sketch;
    /**
     * Marks of values added lately, by some bits of their hash, null before any was added: most columns repeat theirs, and
     * the sketch need not see them again.
     */
    private long @Nullable [] recent;

    /** Makes an empty sketch. */
    public DistinctSketch() {
        this(new HllSketch(LOG_REGISTERS, TgtHllType.HLL_8));
    }

    private DistinctSketch(HllSketch sketch) {
        this.sketch = sketch;
    }

    /** Adds a value that fits 64 bits, or a hash that equal values share. */
    public void add(long value) {
        var marks = recent;
        if (marks == null) {
            marks = new long[1 << RECENT_BITS];
            recent = marks;
        }
        var mark = value ^ UNMARKED;
        var slot = (int) (mark * GOLDEN >>> Long.SIZE - RECENT_BITS);
        if (marks[slot] != mark || mark == 0) {
            marks[slot] = mark;
            sketch.update(value);
        }
    }

    /** Adds {@code count} integral values. */
    public void addAll(long[] values, int count) {
        for (var i = 0; i < count; i++) {
            add(values[i]);
        }
    }

    /** Returns a sketch of everything that was added to this one or to {@code other}. */
    public DistinctSketch union(DistinctSketch other) {
        var union = new HllUnion(LOG_REGISTERS);
        union.update(sketch);
        union.update(other.sketch);
        return new DistinctSketch(union.getResult(TgtHllType.HLL_8));
    }

    /** Returns about how many distinct values were added. */
    public long estimate() {
        return Math.round(sketch.getEstimate());
    }

    /** Returns the bytes that {@link #fromBytes} reads: some for each of few values, or some 2 KB. */
    public byte[] toBytes() {
        return sketch.copyAs(TgtHllType.HLL_4).toCompactByteArray();
    }

    /**
     * Reads what {@link #toBytes} gave.
     *
     * @throws IllegalArgumentException if {@code bytes} is not a sketch
     */
    public static DistinctSketch fromBytes(byte[] bytes) {
        try {
            var sketch = HllSketch.heapify(MemorySegment.ofArray(bytes));
            if (sketch.getLgConfigK() == LOG_REGISTERS) {
                return new DistinctSketch(sketch);
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not a sketch: %d bytes".formatted(bytes.length), e);
        }
        throw new IllegalArgumentException("a sketch of another size: %d bytes".formatted(bytes.length));
    }

    /** Sketches are equal that estimate the same: the bytes of one tell in which order values came. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DistinctSketch that && sketch.getEstimate() == that.sketch.getEstimate();
    }

    @Override
    public int hashCode() {
        return Double.hashCode(sketch.getEstimate());
    }
}
