package dev.slipher.compute.operator.join;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.RowAppender;
import dev.slipher.compute.operator.Hashing;
import dev.slipher.compute.operator.KeyFilter;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The values of one integral key of a finished build side: their range and a bitmap of them or, where their range is too
 * wide for one or the rows went to disk before it was known, a bloom filter whose bits for one value lie in one word (Putze,
 * Sanders and Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", 2007).
 */
final class BuildKeyFilter implements KeyFilter, AutoCloseable {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Bits of a bitmap that are worth it however few the values. */
    private static final long SMALL_RANGE = 1 << 23;

    /** Bits a value that a bitmap may cost at most. */
    static final long BITS_PER_VALUE = 128;

    /** Values for each word of a bloom filter: 16 bits a value, of which 3 are set. */
    private static final int VALUES_PER_WORD = 4;

    private static final int MOST_WORDS = 1 << 27;

    private final MemoryAccount account;
    private final int slot;
    private final int nullSlot;
    private final int nullBit;
    private boolean wanted;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;
    /** Null while nothing but the range is known. */
    private long @Nullable [] words;

    private boolean exact;

    /** Makes the filter of build column {@code column}. */
    BuildKeyFilter(JoinSpec spec, int column, MemoryAccount account) {
        this.account = account;
        slot = spec.layout().slot(column);
        nullSlot = spec.layout().nullSlot(column);
        nullBit = column & 63;
    }

    /** Says that a scan or a table will ask. */
    void want() {
        wanted = true;
    }

    /** Widens the range by that of some of the rows. */
    synchronized void widen(long least, long greatest) {
        min = Math.min(min, least);
        max = Math.max(max, greatest);
    }

    @Override
    public synchronized long min() {
        return min;
    }

    @Override
    public synchronized long max() {
        return max;
    }

    /**
     * Makes room for the values of so many rows, whose range is known.
     *
     * @return whether {@link #add} is to be called, which it is not if nobody asks or memory was refused
     */
    boolean tryPrepare(long rowCount) {
        var least = min();
        var greatest = max();
        if (!wanted || least > greatest) {
            return false;
        }
        var range = greatest - least + 1;
        exact = range > 0 && range <= Math.max(SMALL_RANGE, BITS_PER_VALUE * rowCount) && range < 1L << 36;
        var size = exact ? (range + 63) >>> 6 : Long.highestOneBit(Math.max(8, rowCount / VALUES_PER_WORD)) << 1;
        if (size > MOST_WORDS || !account.tryReserve(8 * size)) {
            return false;
        }
        words = new long[(int) size];
        return true;
    }

    /**
     * Makes room for the values of rows that go to disk before their number and range are known. It is taken in any case,
     * since what was just refused is about to be free; it saves many times as much of the rows on the other side.
     *
     * @param mostBytes what it may take
     */
    void prepareUncounted(long mostBytes) {
        if (wanted) {
            var size = (int) Math.min(MOST_WORDS, Long.highestOneBit(Math.max(1, mostBytes >>> 3)));
            account.overdraw(8L * size);
            exact = false;
            words = new long[size];
        }
    }

    /** Adds the values of some rows, if room was made; for any number of threads. */
    void add(RowAppender rows) {
        var target = words;
        if (target == null) {
            return;
        }
        var rowLongs = rows.heap().layout().rowLongs();
        var least = min();
        for (var p = 0; p < rows.pageCount(); p++) {
            var page = rows.heap().pages()[rows.pageId(p)];
            var used = rows.usedLongs(p);
            for (var offset = 0; offset + rowLongs <= used; offset += rowLongs) {
                if ((page[offset + nullSlot] >>> nullBit & 1) != 0) {
                    continue;
                }
                var value = page[offset + slot];
                if (exact) {
                    set(target, (int) (value - least >>> 6), 1L << value - least);
                } else {
                    var hash = Hashing.mix(value);
                    set(target, word(hash, target.length), bits(hash));
                }
            }
        }
    }

    /** Returns the bitmap of the values, whose first bit is that of {@link #min}, or null if there is none. */
    long @Nullable [] bitmap() {
        return exact ? words : null;
    }

    private static void set(long[] words, int index, long bits) {
        if ((words[index] & bits) != bits) {
            LONGS.getAndBitwiseOr(words, index, bits);
        }
    }

    private static int word(long hash, int length) {
        return (int) (hash >>> 32) & length - 1;
    }

    private static long bits(long hash) {
        return 1L << hash | 1L << (hash >>> 6) | 1L << (hash >>> 12);
    }

    @Override
    public int filter(Vector keys, int[] positions, int count) {
        var kept = count;
        var nulls = keys.nulls();
        if (nulls != null) {
            kept = 0;
            for (var i = 0; i < count; i++) {
                var row = positions[i];
                positions[kept] = row;
                kept += (nulls[row >>> 6] >>> row & 1) == 0 ? 1 : 0;
            }
        }
        var known = words;
        if (known == null) {
            return kept;
        }
        return switch (keys) {
            case IntVector v when exact -> listed(known, min(), max(), v.values(), positions, kept);
            case LongVector v when exact -> listed(known, min(), max(), v.values(), positions, kept);
            case IntVector v -> likely(known, v.values(), positions, kept);
            case LongVector v -> likely(known, v.values(), positions, kept);
            default -> kept;
        };
    }

    private static int listed(long[] words, long min, long max, int[] keys, int[] positions, int count) {
        var kept = 0;
        for (var i = 0; i < count; i++) {
            var row = positions[i];
            long key = keys[row];
            positions[kept] = row;
            kept += key >= min && key <= max ? (int) (words[(int) (key - min >>> 6)] >>> key - min & 1) : 0;
        }
        return kept;
    }

    private static int listed(long[] words, long min, long max, long[] keys, int[] positions, int count) {
        var kept = 0;
        for (var i = 0; i < count; i++) {
            var row = positions[i];
            var key = keys[row];
            positions[kept] = row;
            kept += key >= min && key <= max ? (int) (words[(int) (key - min >>> 6)] >>> key - min & 1) : 0;
        }
        return kept;
    }

    private static int likely(long[] words, int[] keys, int[] positions, int count) {
        var kept = 0;
        for (var i = 0; i < count; i++) {
            var row = positions[i];
            var hash = Hashing.mix(keys[row]);
            positions[kept] = row;
            kept += (words[word(hash, words.length)] & bits(hash)) == bits(hash) ? 1 : 0;
        }
        return kept;
    }

    private static int likely(long[] words, long[] keys, int[] positions, int count) {
        var kept = 0;
        for (var i = 0; i < count; i++) {
            var row = positions[i];
            var hash = Hashing.mix(keys[row]);
            positions[kept] = row;
            kept += (words[word(hash, words.length)] & bits(hash)) == bits(hash) ? 1 : 0;
        }
        return kept;
    }

    @Override
    public void close() {
        var held = words;
        if (held != null) {
            account.release(8L * held.length);
            words = null;
        }
    }
}
