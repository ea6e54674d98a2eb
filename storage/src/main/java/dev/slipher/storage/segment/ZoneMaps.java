package dev.slipher.storage.segment;

import dev.slipher.storage.encoding.StringComparison;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a chunk's header says of the values in the chunk and in each block, without the values.
 *
 * <p>Bounds of blocks of strings may be wider than their values; those of numbers are values. Bounds of blocks in which all
 * rows are null mean nothing.
 */
public final class ZoneMaps {
    private final ChunkHeader header;
    private final boolean ignoresBlanks;
    private final ColumnChunkReader chunk;

    ZoneMaps(ChunkHeader header, boolean ignoresBlanks, ColumnChunkReader chunk) {
        this.header = header;
        this.ignoresBlanks = ignoresBlanks;
        this.chunk = chunk;
    }

    /** Returns the null rows of the chunk. */
    public int nullCount() {
        return header.nullCount;
    }

    public int nullCount(int block) {
        return header.nullCounts[block];
    }

    public boolean isAllNull(int block) {
        return header.nullCounts[block] == header.blockRows(block);
    }

    /** Returns whether no value of the chunk is null and none is smaller than the one before. */
    public boolean isSortedAscending() {
        return header.isSorted();
    }

    /** Returns whether no string ends in a blank, so that comparing bytes is comparing values. */
    public boolean hasNoTrailingBlanks() {
        return header.hasNoTrailingBlanks();
    }

    /** Returns the smallest value of the chunk, null if all are; of strings at most 16 bytes, without trailing blanks. */
    public Datum min() {
        return bound(true);
    }

    /** Returns the greatest value of the chunk, null if all are; of strings at most 16 bytes, without trailing blanks. */
    public Datum max() {
        return bound(false);
    }

    private Datum bound(boolean smallest) {
        if (header.nullCount == header.rows) {
            return Datum.Null.NULL;
        }
        return switch (header.kind) {
            case INT32, INT64 -> new Datum.Integral(smallest ? minLong() : maxLong());
            case DOUBLE -> new Datum.Floating(smallest ? minDouble() : maxDouble());
            case INT128 -> wideBound(smallest);
            case BYTES -> new Datum.Bytes(prefix(0, smallest));
        };
    }

    private Datum.Wide wideBound(boolean smallest) {
        var highs = smallest ? header.minHigh : header.maxHigh;
        var lows = smallest ? header.min : header.max;
        var best = -1;
        for (var block = 0; block < header.blocks; block++) {
            if (isAllNull(block)) {
                continue;
            }
            var order = best < 0
                    ? 0
                    : highs[block] == highs[best]
                            ? Long.compareUnsigned(lows[block], lows[best])
                            : Long.compare(highs[block], highs[best]);
            if (best < 0 || (smallest ? order < 0 : order > 0)) {
                best = block;
            }
        }
        return new Datum.Wide(highs[best], lows[best]);
    }

    /** Returns the smallest value of a chunk of kind INT32 or INT64; {@link Long#MAX_VALUE} if all are null. */
    public long minLong() {
        var min = Long.MAX_VALUE;
        for (var block = 0; block < header.blocks; block++) {
            min = isAllNull(block) ? min : Math.min(min, header.min[block]);
        }
        return min;
    }

    /** Returns the greatest value of a chunk of kind INT32 or INT64; {@link Long#MIN_VALUE} if all are null. */
    public long maxLong() {
        var max = Long.MIN_VALUE;
        for (var block = 0; block < header.blocks; block++) {
            max = isAllNull(block) ? max : Math.max(max, header.max[block]);
        }
        return max;
    }

    private double minDouble() {
        var min = Double.NaN;
        for (var block = 0; block < header.blocks; block++) {
            min = isAllNull(block) || Double.compare(min, minDouble(block)) < 0 ? min : minDouble(block);
        }
        return min;
    }

    private double maxDouble() {
        var max = Double.NEGATIVE_INFINITY;
        for (var block = 0; block < header.blocks; block++) {
            max = isAllNull(block) || Double.compare(max, maxDouble(block)) > 0 ? max : maxDouble(block);
        }
        return max;
    }

    boolean fitsInt() {
        if (header.kind == PhysicalKind.INT32) {
            return true;
        }
        return header.kind == PhysicalKind.INT64
                && (header.nullCount == header.rows
                        || minLong() >= Integer.MIN_VALUE && maxLong() <= Integer.MAX_VALUE);
    }

    /** Returns the smallest value of a block of kind INT32 or INT64. */
    public long minLong(int block) {
        return header.min[block];
    }

    public long maxLong(int block) {
        return header.max[block];
    }

    /** Returns the smallest value of a block of kind DOUBLE; NaN is the greatest of all. */
    public double minDouble(int block) {
        return Double.longBitsToDouble(header.min[block]);
    }

    public double maxDouble(int block) {
        return Double.longBitsToDouble(header.max[block]);
    }

    /** Compares the whole chunk, of kind INT32 or INT64, with {@code low <= value <= high}. */
    public ZoneMatch matchRange(long low, long high) {
        return header.nullCount == header.rows
                ? ZoneMatch.NONE
                : match(minLong(), maxLong(), low, high, header.nullCount);
    }

    /** Compares a block of kind INT32 or INT64 with {@code low <= value <= high}. */
    public ZoneMatch matchRange(int block, long low, long high) {
        return isAllNull(block)
                ? ZoneMatch.NONE
                : match(header.min[block], header.max[block], low, high, header.nullCounts[block]);
    }

    /** Returns how much of the range of a block of kind INT32 or INT64 {@code low} to {@code high} covers, from 0 to 1. */
    public double overlap(int block, long low, long high) {
        var least = Math.max(low, header.min[block]);
        var greatest = Math.min(high, header.max[block]);
        return isAllNull(block) || least > greatest
                ? 0
                : ((double) greatest - least + 1) / ((double) header.max[block] - header.min[block] + 1);
    }

    private static ZoneMatch match(long min, long max, long low, long high, int nullCount) {
        if (low > max || high < min || low > high) {
            return ZoneMatch.NONE;
        }
        return low <= min && max <= high && nullCount == 0 ? ZoneMatch.ALL : ZoneMatch.SOME;
    }

    /** Compares a block of kind DOUBLE with {@code low <= value <= high}, NaN being the greatest value. */
    public ZoneMatch matchDoubles(int block, double low, double high) {
        var least = low + 0.0;
        var greatest = high + 0.0;
        if (isAllNull(block)
                || Double.compare(least, maxDouble(block)) > 0
                || Double.compare(greatest, minDouble(block)) < 0
                || Double.compare(least, greatest) > 0) {
            return ZoneMatch.NONE;
        }
        return Double.compare(least, minDouble(block)) <= 0
                        && Double.compare(maxDouble(block), greatest) <= 0
                        && header.nullCounts[block] == 0
                ? ZoneMatch.ALL
                : ZoneMatch.SOME;
    }

    /** Compares the whole chunk, of kind BYTES, as {@link #matchBytes(int, Optional, Optional)} does a block. */
    public ZoneMatch matchBytes(Optional<byte[]> low, Optional<byte[]> high) {
        return header.nullCount == header.rows ? ZoneMatch.NONE : matchPrefixes(0, low, high, header.nullCount);
    }

    /**
     * Compares a block of kind BYTES with {@code low <= value <= high}; a missing bound bounds nothing.
     *
     * <p>If the chunk has a dictionary, this loads the chunk unless {@link #matchBytes(Optional, Optional)} is enough.
     */
    public ZoneMatch matchBytes(int block, Optional<byte[]> low, Optional<byte[]> high) {
        if (isAllNull(block)) {
            return ZoneMatch.NONE;
        }
        if (!header.isDictionary()) {
            return matchPrefixes(1 + block, low, high, header.nullCounts[block]);
        }
        var whole = matchPrefixes(0, low, high, header.nullCounts[block]);
        if (whole != ZoneMatch.SOME) {
            return whole;
        }
        var entries = chunk.dictionary().orElseThrow();
        var min = (int) header.min[block];
        var max = (int) header.max[block];
        if (low.isPresent() && compareEntry(entries, max, low.get()) < 0
                || high.isPresent() && compareEntry(entries, min, high.get()) > 0) {
            return ZoneMatch.NONE;
        }
        return (low.isEmpty() || compareEntry(entries, min, low.get()) >= 0)
                        && (high.isEmpty() || compareEntry(entries, max, high.get()) <= 0)
                        && header.nullCounts[block] == 0
                ? ZoneMatch.ALL
                : ZoneMatch.SOME;
    }

    ZoneMatch matchEqual(int block, byte[] value) {
        var bound = Optional.of(value);
        return matchBytes(block, bound, bound);
    }

    private int compareEntry(dev.slipher.storage.batch.Dictionary entries, int code, byte[] value) {
        var from = entries.offsets()[code];
        var to = end(entries.bytes(), from, entries.offsets()[code + 1]);
        return Arrays.compareUnsigned(entries.bytes(), from, to, value, 0, end(value, 0, value.length));
    }

    private int end(byte[] bytes, int from, int to) {
        return ignoresBlanks ? StringComparison.strippedEnd(bytes, from, to) : to;
    }

    private ZoneMatch matchPrefixes(int pair, Optional<byte[]> low, Optional<byte[]> high, int nullCount) {
        if (low.isPresent() && comparePrefix(pair, false, low.get()) < 0
                || high.isPresent() && comparePrefix(pair, true, high.get()) > 0) {
            return ZoneMatch.NONE;
        }
        return (low.isEmpty() || isCertainlyAtLeast(pair, low.get()))
                        && (high.isEmpty() || isExact(pair, false) && comparePrefix(pair, false, high.get()) <= 0)
                        && nullCount == 0
                ? ZoneMatch.ALL
                : ZoneMatch.SOME;
    }

    private boolean isCertainlyAtLeast(int pair, byte[] low) {
        var order = comparePrefix(pair, true, low);
        return order > 0 || order == 0 && isExact(pair, true);
    }

    /**
     * Compares a bound with a value: negative if everything the bound stands for is smaller, positive if everything is
     * greater. A bound that is cut off stands for all longer strings that start so; 0 then means that it cannot tell.
     */
    private int comparePrefix(int pair, boolean smallest, byte[] value) {
        var at = prefixAt(pair, smallest);
        var length = prefixLength(pair, smallest);
        var end = end(value, 0, value.length);
        if (isExact(pair, smallest)) {
            return Arrays.compareUnsigned(header.prefixes, at, at + length, value, 0, end);
        }
        var order = Arrays.compareUnsigned(header.prefixes, at, at + length, value, 0, Math.min(end, length));
        return order == 0 && end <= length ? 1 : order;
    }

    /** Returns the first bytes, at most 16, of a bound of a block of kind BYTES that has no dictionary. */
    public byte[] minPrefix(int block) {
        return prefix(pairOf(block), true);
    }

    public byte[] maxPrefix(int block) {
        return prefix(pairOf(block), false);
    }

    /** Returns whether {@link #minPrefix} is the whole bound. */
    public boolean isMinExact(int block) {
        return isExact(pairOf(block), true);
    }

    public boolean isMaxExact(int block) {
        return isExact(pairOf(block), false);
    }

    private int pairOf(int block) {
        return header.isDictionary() ? 0 : 1 + block;
    }

    private byte[] prefix(int pair, boolean smallest) {
        var at = prefixAt(pair, smallest);
        return Arrays.copyOfRange(header.prefixes, at, at + prefixLength(pair, smallest));
    }

    private static int prefixAt(int pair, boolean smallest) {
        return pair * ChunkHeader.PREFIX_PAIR_BYTES + (smallest ? 0 : ChunkHeader.PREFIX_BYTES);
    }

    private int lengthByte(int pair, boolean smallest) {
        return header.prefixes[(pair + 1) * ChunkHeader.PREFIX_PAIR_BYTES - (smallest ? 2 : 1)];
    }

    private int prefixLength(int pair, boolean smallest) {
        return lengthByte(pair, smallest) & ~ChunkHeader.INEXACT & 0xFF;
    }

    private boolean isExact(int pair, boolean smallest) {
        return (lengthByte(pair, smallest) & ChunkHeader.INEXACT) == 0;
    }
}
