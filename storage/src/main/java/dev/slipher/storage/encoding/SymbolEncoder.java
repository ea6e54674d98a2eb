package dev.slipher.storage.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A symbol table with an index that finds the longest symbol at a position in two look-ups.
 *
 * <p>Refuses symbols that would break the table's invariant, and those whose place in the index is taken.
 */
final class SymbolEncoder {
    /** Bytes that must be readable after a string that is encoded. */
    static final int SLACK_BYTES = 8;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HASH_BITS = 12;
    private static final int LENGTH_SHIFT = 8;
    private static final int LENGTH_MASK = 0xF;
    /** In an entry: the byte is written after an escape. */
    private static final int ESCAPED_SHIFT = 12;

    private static final short ESCAPED_BYTE = 1 << ESCAPED_SHIFT | 1 << LENGTH_SHIFT | SymbolTable.ESCAPE;

    private final SymbolTable table = new SymbolTable();

    /** Escaped or not, length and code of the longest symbol of at most two bytes, by the next two bytes. */
    private final short[] pairs = new short[1 << 16];

    /** The same for the last byte of a string. */
    private final short[] singles = new short[1 << 8];

    /** Symbols of three bytes and more by the hash of their first three, with the bits that count. */
    private final long[] longerSymbols = new long[1 << HASH_BITS];

    private final long[] longerMasks = new long[1 << HASH_BITS];
    /** Their lengths and codes, 0 if there is none. */
    private final short[] longer = new short[1 << HASH_BITS];

    SymbolEncoder() {
        clear();
    }

    void clear() {
        table.clear();
        Arrays.fill(longer, (short) 0);
        // A place without a symbol holds one that belongs elsewhere, so that no word is found there.
        Arrays.fill(longerMasks, -1L);
        Arrays.fill(longerSymbols, 0);
        longerSymbols[slot(0)] = 1;
        Arrays.fill(pairs, ESCAPED_BYTE);
        Arrays.fill(singles, ESCAPED_BYTE);
    }

    SymbolTable table() {
        return table;
    }

    /** Adds a symbol; a table full of symbols, or another one in its place, refuse it. */
    void tryAdd(long symbol, int length) {
        var code = table.size();
        if (code == SymbolTable.MAX_SYMBOLS) {
            return;
        }
        var entry = (short) (length << LENGTH_SHIFT | code);
        if (length >= 3) {
            var slot = slot(symbol);
            if (longer[slot] != 0) {
                return;
            }
            longer[slot] = entry;
            longerSymbols[slot] = symbol;
            longerMasks[slot] = -1L >>> (64 - 8 * length);
        } else if (length == 2) {
            pairs[(int) symbol & 0xFFFF] = entry;
        } else {
            singles[(int) symbol & 0xFF] = entry;
            for (var index = (int) symbol & 0xFF; index < pairs.length; index += 256) {
                if (length(pairs[index]) == 1) {
                    pairs[index] = entry;
                }
            }
        }
        table.add(symbol, length);
    }

    private static int slot(long word) {
        return (int) ((word & 0xFF_FFFF) * 0x9E3779B1L >>> 20) & ((1 << HASH_BITS) - 1);
    }

    /** Finds the longest symbol at the start of {@code word}, of which the first {@code available} bytes count. */
    int find(long word, int available) {
        var slot = slot(word);
        if (((word ^ longerSymbols[slot]) & longerMasks[slot]) == 0 && length(longer[slot]) <= available) {
            return longer[slot];
        }
        return available >= 2 ? pairs[(int) word & 0xFFFF] : singles[(int) word & 0xFF];
    }

    /** Returns the bytes that an entry stands for. */
    static int length(int found) {
        return found >>> LENGTH_SHIFT & LENGTH_MASK;
    }

    /** Returns an entry's code, {@link SymbolTable#ESCAPE} for a byte that starts no symbol. */
    static int code(int found) {
        return found & 0xFF;
    }

    /**
     * Encodes {@code source[from] .. source[to - 1]} into at most twice as many bytes; {@link #SLACK_BYTES} must exist in
     * {@code source} after it, and may be overwritten in {@code target} after what is written.
     *
     * @return where the codes end in {@code target}
     */
    int encode(byte[] source, int from, int to, byte[] target, int at) {
        var in = from;
        var out = at;
        while (in <= to - Long.BYTES) {
            var word = (long) LONGS.get(source, in);
            var slot = slot(word);
            int found =
                    ((word ^ longerSymbols[slot]) & longerMasks[slot]) == 0 ? longer[slot] : pairs[(int) word & 0xFFFF];
            target[out] = (byte) found;
            target[out + 1] = (byte) word;
            out += 1 + (found >>> ESCAPED_SHIFT);
            in += length(found);
        }
        while (in < to) {
            var word = (long) LONGS.get(source, in);
            var found = find(word, to - in);
            target[out] = (byte) found;
            target[out + 1] = (byte) word;
            out += 1 + (found >>> ESCAPED_SHIFT);
            in += length(found);
        }
        return out;
    }
}
