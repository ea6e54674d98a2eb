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
    private static final short ESCAPED_BYTE = 1 << LENGTH_SHIFT | SymbolTable.ESCAPE;

    private final SymbolTable table = new SymbolTable();

    /** Length and code of the longest symbol of at most two bytes, by the next two bytes. */
    private final short[] pairs = new short[1 << 16];

    /** The same for the last byte of a string. */
    private final short[] singles = new short[1 << 8];

    /** Codes of symbols of three bytes and more by the hash of their first three, -1 if there is none. */
    private final short[] longer = new short[1 << HASH_BITS];

    SymbolEncoder() {
        clear();
    }

    void clear() {
        table.clear();
        Arrays.fill(longer, (short) -1);
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
            if (longer[slot] >= 0) {
                return;
            }
            longer[slot] = (short) code;
        } else if (length == 2) {
            pairs[(int) symbol & 0xFFFF] = entry;
        } else {
            singles[(int) symbol & 0xFF] = entry;
            for (var index = (int) symbol & 0xFF; index < pairs.length; index += 256) {
                if (pairs[index] >>> LENGTH_SHIFT == 1) {
                    pairs[index] = entry;
                }
            }
        }
        table.add(symbol, length);
    }

    private static int slot(long word) {
        return (int) ((word & 0xFF_FFFF) * 0x9E3779B1L >>> 20) & ((1 << HASH_BITS) - 1);
    }

    /**
     * Finds the longest symbol at the start of {@code word}, of which the first {@code available} bytes count.
     *
     * @return its code, or {@link SymbolTable#ESCAPE}, in the low byte; its length, or 1, above
     */
    int find(long word, int available) {
        var code = longer[slot(word)];
        if (code >= 0 && table.matches(code, word)) {
            var length = table.length(code);
            if (length <= available) {
                return length << LENGTH_SHIFT | code;
            }
        }
        return available >= 2 ? pairs[(int) word & 0xFFFF] : singles[(int) word & 0xFF];
    }

    static int length(int found) {
        return found >>> LENGTH_SHIFT;
    }

    static int code(int found) {
        return found & 0xFF;
    }

    /**
     * Encodes {@code source[from] .. source[to - 1]} into at most twice as many bytes; {@link #SLACK_BYTES} must exist in
     * {@code source} after it.
     *
     * @return where the codes end in {@code target}
     */
    int encode(byte[] source, int from, int to, byte[] target, int at) {
        var in = from;
        var out = at;
        while (in < to) {
            var found = find((long) LONGS.get(source, in), to - in);
            target[out++] = (byte) found;
            if (code(found) == SymbolTable.ESCAPE) {
                target[out++] = source[in];
            }
            in += length(found);
        }
        return out;
    }
}
