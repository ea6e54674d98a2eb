package dev.slipher.storage.segment;

import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of one column in one row group, decoded block by block by one thread.
 *
 * <p>Opening it reads only the column's header, which holds the zone maps; the first call that decodes or filters brings
 * the chunk into the cache, checks it, and pins it until {@link #close()}. Decoding methods fill {@code target} from 0 to
 * {@link #blockRowCount}; they may write up to {@link dev.slipher.storage.batch.Batch#CAPACITY} and its slack, so targets
 * have that size. Null rows decode to some legal value.
 *
 * <p>Filters take a mask of 32 words, bit {@code i & 63} of word {@code i >>> 6} for row {@code i}, and clear the bits of
 * rows that do not satisfy the predicate or are null. They set no bits.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ColumnChunkReader implements AutoCloseable {
    private ColumnChunkReader() {}

    public int columnId() {
        throw new UnsupportedOperationException();
    }

    /** Returns the column's type when the segment was written. */
    public SqlType type() {
        throw new UnsupportedOperationException();
    }

    public int rowCount() {
        throw new UnsupportedOperationException();
    }

    public int blockCount() {
        throw new UnsupportedOperationException();
    }

    /** Returns the rows of a block: 2,048, or fewer in the last. */
    public int blockRowCount(int block) {
        throw new UnsupportedOperationException();
    }

    /** Brings the chunk into memory now, which otherwise the first decoding does. */
    public void load() {
        throw new UnsupportedOperationException();
    }

    /** Returns the encoded size of the chunk's values, which {@link #load()} reads. */
    public int byteCount() {
        throw new UnsupportedOperationException();
    }

    // Zone maps: of the chunk, then of its blocks. Bounds of blocks without a value that is not null mean nothing.

    public int nullCount() {
        throw new UnsupportedOperationException();
    }

    /** Returns the smallest value, {@link Datum.Null} if all are null; strings as {@link #minPrefix} gives them. */
    public Datum min() {
        throw new UnsupportedOperationException();
    }

    /** Returns the greatest value, {@link Datum.Null} if all are null; of long strings only a prefix. */
    public Datum max() {
        throw new UnsupportedOperationException();
    }

    /** Returns whether no value is null and none is smaller than the one before. */
    public boolean isSortedAscending() {
        throw new UnsupportedOperationException();
    }

    /** Returns whether no string ends in a blank, so that comparing bytes is comparing values. */
    public boolean hasNoTrailingBlanks() {
        throw new UnsupportedOperationException();
    }

    /** Returns whether all values of kind INT32 or INT64 fit an int, so that {@link #decodeInts} may be used. */
    public boolean fitsInt() {
        throw new UnsupportedOperationException();
    }

    public int nullCount(int block) {
        throw new UnsupportedOperationException();
    }

    public boolean isAllNull(int block) {
        return nullCount(block) == blockRowCount(block);
    }

    /** Returns the smallest value of a block of kind INT32 or INT64. */
    public long minLong(int block) {
        throw new UnsupportedOperationException();
    }

    public long maxLong(int block) {
        throw new UnsupportedOperationException();
    }

    /** Returns the smallest value of a block of kind DOUBLE; NaN is the greatest of all. */
    public double minDouble(int block) {
        throw new UnsupportedOperationException();
    }

    public double maxDouble(int block) {
        throw new UnsupportedOperationException();
    }

    /** Returns the first 16 bytes of a block's smallest string, its trailing blanks removed before. */
    public byte[] minPrefix(int block) {
        throw new UnsupportedOperationException();
    }

    public byte[] maxPrefix(int block) {
        throw new UnsupportedOperationException();
    }

    /** Returns whether {@link #minPrefix} is the whole value. */
    public boolean isMinExact(int block) {
        throw new UnsupportedOperationException();
    }

    public boolean isMaxExact(int block) {
        throw new UnsupportedOperationException();
    }

    /** Compares the zone map of the chunk with {@code low <= value <= high}. */
    public ZoneMatch matchRange(long low, long high) {
        throw new UnsupportedOperationException();
    }

    /** Compares the zone map of a block with {@code low <= value <= high}. */
    public ZoneMatch matchRange(int block, long low, long high) {
        throw new UnsupportedOperationException();
    }

    /** Compares the zone map of a block with {@code low <= value <= high}, NaN being the greatest value. */
    public ZoneMatch matchDoubles(int block, double low, double high) {
        throw new UnsupportedOperationException();
    }

    /**
     * Compares the zone map of a block with {@code low <= value <= high}, trailing blanks being ignored; an empty bound is
     * no bound.
     */
    public ZoneMatch matchBytes(int block, Optional<byte[]> low, Optional<byte[]> high) {
        throw new UnsupportedOperationException();
    }

    // Decoding

    /**
     * Writes the null mask of a block to {@code words}, which has 32 or more.
     *
     * @return {@code words}, or null if no row is null, as vectors want it
     */
    public long @Nullable [] decodeNulls(int block, long[] words) {
        throw new UnsupportedOperationException();
    }

    /** Decodes a block of kind INT32, or of kind INT64 if {@link #fitsInt()}. */
    public void decodeInts(int block, int[] target) {
        throw new UnsupportedOperationException();
    }

    /** Decodes a block of kind INT32 or INT64. */
    public void decodeLongs(int block, long[] target) {
        throw new UnsupportedOperationException();
    }

    /** Decodes a block of kind DOUBLE. */
    public void decodeDoubles(int block, double[] target) {
        throw new UnsupportedOperationException();
    }

    /** Decodes a block of kind INT128. */
    public void decodeWide(int block, long[] high, long[] low) {
        throw new UnsupportedOperationException();
    }

    /** Decodes a block of kind BYTES into {@code target}, whose arrays are replaced if they are too small. */
    public void decodeBytes(int block, BytesVector target, long @Nullable [] nulls) {
        throw new UnsupportedOperationException();
    }

    /**
     * Decodes some rows of a block of kind BYTES; the others become empty strings.
     *
     * @param positions the rows wanted, ascending
     */
    public void decodeBytes(int block, int[] positions, int count, BytesVector target, long @Nullable [] nulls) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns the chunk's dictionary, always the same object while the chunk stays cached; empty if the column is not of
     * kind BYTES or not encoded by a dictionary.
     */
    public Optional<Dictionary> dictionary() {
        throw new UnsupportedOperationException();
    }

    /** Decodes the codes of a block into {@link #dictionary()}. */
    public void decodeCodes(int block, int[] target) {
        throw new UnsupportedOperationException();
    }

    // Predicates on encoded values

    /** Keeps rows of kind INT32 or INT64 with {@code low <= value <= high}. */
    public void filterRange(int block, long low, long high, long[] mask) {
        throw new UnsupportedOperationException();
    }

    /** Keeps rows of kind DOUBLE with {@code low <= value <= high}, NaN being the greatest value. */
    public void filterDoubles(int block, double low, double high, long[] mask) {
        throw new UnsupportedOperationException();
    }

    /** Keeps rows whose code of {@link #dictionary()} is in {@code accepted}. */
    public void filterCodes(int block, CodeSet accepted, long[] mask) {
        throw new UnsupportedOperationException();
    }

    /** Keeps rows of kind BYTES that equal {@code value} under SQL comparison. */
    public void filterEqual(int block, byte[] value, long[] mask) {
        throw new UnsupportedOperationException();
    }

    /** Removes the rows that are null. */
    public void filterNotNull(int block, long[] mask) {
        throw new UnsupportedOperationException();
    }

    /** Lets go of the chunk's memory. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
