package dev.slipher.compute.operator;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * 64-bit hashes of key columns, equal for keys that are equal under SQL comparison whatever vectors they travel in. One
 * instance serves one thread.
 *
 * <p>Low bits choose the slot of a table, high bits the partition.
 */
public final class Hashing {
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final long SECOND_MULTIPLIER = 0xD6E8_FEB8_6659_FD93L;
    private static final long NULL_HASH = 0x5851_F42D_4C95_7F2DL;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Hashes of a dictionary's entries are kept once it has at most so many for each row that was seen. */
    private static final long ENTRIES_PER_ROW = 4;

    private final int[] columns;
    private final long[] before = new long[Batch.CAPACITY];
    private final @Nullable Dictionary[] dictionaries;
    private final long[] @Nullable [] entryHashes;
    /** Rows that had the dictionary at hand. */
    private final long[] rowsSeen;

    /** Makes a hasher of some columns of the batches that it will see. */
    public Hashing(int[] columns) {
        this.columns = columns.clone();
        dictionaries = new Dictionary[columns.length];
        entryHashes = new long[columns.length][];
        rowsSeen = new long[columns.length];
    }

    /** Fills {@code hashes} with one hash for each selected row, in the order of the selection. */
    public void hash(Batch batch, long[] hashes) {
        var count = batch.selectedCount();
        Arrays.fill(hashes, 0, count, 0);
        for (var k = 0; k < columns.length; k++) {
            combine(k, batch.column(columns[k]), batch.selection(), count, hashes);
        }
    }

    private void combine(int key, Vector vector, int @Nullable [] selection, int count, long[] hashes) {
        var nulls = vector instanceof ConstantVector ? null : vector.nulls();
        if (nulls != null) {
            System.arraycopy(hashes, 0, before, 0, count);
        }
        switch (vector) {
            case IntVector v -> combineInts(v.values(), selection, count, hashes);
            case LongVector v -> combineLongs(v.values(), selection, count, hashes);
            case DoubleVector v -> combineDoubles(v.values(), selection, count, hashes);
            case Int128Vector v -> combineWide(v.high(), v.low(), selection, count, hashes);
            case BytesVector v -> combineBytes(v, selection, count, hashes);
            case DictionaryVector v -> combineCodes(key, v, selection, count, hashes);
            case ConstantVector v -> combineConstant(v.value(), count, hashes);
        }
        if (nulls != null) {
            combineNulls(nulls, selection, count, hashes);
        }
    }

    /** Returns a well-mixed hash of one value. */
    public static long mix(long value) {
        var hash = (value ^ value >>> 32) * MULTIPLIER;
        hash = (hash ^ hash >>> 29) * SECOND_MULTIPLIER;
        return hash ^ hash >>> 32;
    }

    private static long combine(long hash, long value) {
        return mix(hash + value);
    }

    private static void combineInts(int[] values, int @Nullable [] selection, int count, long[] hashes) {
        for (var i = 0; i < count; i++) {
            hashes[i] = combine(hashes[i], values[selection == null ? i : selection[i]]);
        }
    }

    private static void combineLongs(long[] values, int @Nullable [] selection, int count, long[] hashes) {
        for (var i = 0; i < count; i++) {
            hashes[i] = combine(hashes[i], values[selection == null ? i : selection[i]]);
        }
    }

    /** A number that fits a long has the hash that it has there, since it may travel either way. */
    private static void combineWide(long[] high, long[] low, int @Nullable [] selection, int count, long[] hashes) {
        for (var i = 0; i < count; i++) {
            var row = selection == null ? i : selection[i];
            hashes[i] = combineWide(hashes[i], high[row], low[row]);
        }
    }

    private static long combineWide(long hash, long high, long low) {
        var narrow = combine(hash, low);
        return high == low >> 63 ? narrow : combine(narrow, high);
    }

    private static void combineDoubles(double[] values, int @Nullable [] selection, int count, long[] hashes) {
        for (var i = 0; i < count; i++) {
            hashes[i] = combine(hashes[i], Double.doubleToLongBits(values[selection == null ? i : selection[i]] + 0.0));
        }
    }

    private static void combineBytes(BytesVector vector, int @Nullable [] selection, int count, long[] hashes) {
        var bytes = vector.bytes();
        var offsets = vector.offsets();
        for (var i = 0; i < count; i++) {
            var row = selection == null ? i : selection[i];
            hashes[i] = combine(hashes[i], hashBytes(bytes, offsets[row], offsets[row + 1]));
        }
    }

    private void combineCodes(int key, DictionaryVector vector, int @Nullable [] selection, int count, long[] hashes) {
        var dictionary = vector.dictionary();
        var bytes = dictionary.bytes();
        var offsets = dictionary.offsets();
        var codes = vector.codes();
        var known = entryHashes(key, dictionary, count);
        for (var i = 0; i < count; i++) {
            var code = codes[selection == null ? i : selection[i]];
            var hash = known == null ? 0 : known[code];
            if (hash == 0) {
                hash = hashBytes(bytes, offsets[code], offsets[code + 1]);
                if (known != null) {
                    known[code] = hash;
                }
            }
            hashes[i] = combine(hashes[i], hash);
        }
    }

    /** Returns the hashes of entries, 0 where not yet known, or null while the rows are few beside the entries. */
    private long @Nullable [] entryHashes(int key, Dictionary dictionary, int count) {
        if (dictionaries[key] != dictionary) {
            dictionaries[key] = dictionary;
            rowsSeen[key] = 0;
            entryHashes[key] = null;
        }
        rowsSeen[key] += count;
        if (entryHashes[key] == null && ENTRIES_PER_ROW * rowsSeen[key] >= dictionary.size()) {
            entryHashes[key] = new long[dictionary.size()];
        }
        return entryHashes[key];
    }

    private static void combineConstant(Datum value, int count, long[] hashes) {
        for (var i = 0; i < count; i++) {
            hashes[i] = switch (value) {
                case Datum.Integral(var v) -> combine(hashes[i], v);
                case Datum.Floating(var v) -> combine(hashes[i], Double.doubleToLongBits(v + 0.0));
                case Datum.Wide(var high, var low) -> combineWide(hashes[i], high, low);
                case Datum.Bytes(var v) -> combine(hashes[i], hashBytes(v, 0, v.length));
                case Datum.Null.NULL -> combine(hashes[i], NULL_HASH);
            };
        }
    }

    private void combineNulls(long[] nulls, int @Nullable [] selection, int count, long[] hashes) {
        for (var i = 0; i < count; i++) {
            var row = selection == null ? i : selection[i];
            if ((nulls[row >>> 6] >>> row & 1) != 0) {
                hashes[i] = combine(before[i], NULL_HASH);
            }
        }
    }

    /** Hashes a string without its trailing blanks. */
    public static long hashBytes(byte[] bytes, int from, int to) {
        var end = to;
        while (end > from && bytes[end - 1] == ' ') {
            end--;
        }
        var hash = MULTIPLIER ^ (end - from);
        var position = from;
        for (; position + 8 <= end; position += 8) {
            hash = (hash ^ (long) LONGS.get(bytes, position)) * SECOND_MULTIPLIER;
            hash ^= hash >>> 31;
        }
        var tail = 0L;
        for (; position < end; position++) {
            tail = tail << 8 | bytes[position] & 0xFF;
        }
        return mix(hash ^ tail);
    }
}
