package dev.slipher.storage.encoding;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * At most 255 byte sequences (symbols) of one to eight bytes, each written as one byte; a byte that starts none of them is
 * written after {@link #ESCAPE}. No two symbols of three bytes and more share their first three.
 *
 * <p>After "FSST: Fast Random Access String Compression" (Boncz, Neumann, Leis, 2020). A string is encoded by taking the
 * longest symbol at each position, so equal strings have equal codes and a comparison for equality needs no decoding.
 * As bytes:
 *
 * <pre>
 * u8           number of symbols n
 * u8[n]        their lengths
 * u8[...]      their bytes, one symbol after the other
 * </pre>
 */
public final class SymbolTable {
    /** Bytes that must be writable after what is decoded. */
    public static final int SLACK_BYTES = 8;

    static final int ESCAPE = 255;
    static final int MAX_SYMBOLS = 255;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** By code, the first byte lowest. */
    private final long[] symbols = new long[256];

    private final byte[] lengths = new byte[256];
    private int size;

    SymbolTable() {}

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    long symbol(int code) {
        return symbols[code];
    }

    int length(int code) {
        return lengths[code];
    }

    /** Adds a symbol under the next code. */
    void add(long symbol, int length) {
        symbols[size] = symbol;
        lengths[size] = (byte) length;
        size++;
    }

    /** Returns whether {@code word} starts with the symbol of {@code code}. */
    boolean matches(int code, long word) {
        return ((word ^ symbols[code]) << (64 - 8 * lengths[code])) == 0;
    }

    /** Encodes one string by searching the table; {@link SymbolEncoder} does the same faster for many. */
    public byte[] encode(byte[] value) {
        var padded = Arrays.copyOf(value, value.length + Long.BYTES);
        var target = new byte[2 * value.length];
        var out = 0;
        for (var in = 0; in < value.length; ) {
            var code = longest((long) LONGS.get(padded, in), value.length - in);
            target[out++] = (byte) code;
            if (code == ESCAPE) {
                target[out++] = value[in++];
            } else {
                in += lengths[code];
            }
        }
        return Arrays.copyOf(target, out);
    }

    private int longest(long word, int available) {
        var best = ESCAPE;
        var bestLength = 0;
        for (var code = 0; code < size; code++) {
            if (lengths[code] > bestLength && lengths[code] <= available && matches(code, word)) {
                best = code;
                bestLength = lengths[code];
            }
        }
        return best;
    }

    /**
     * Decodes {@code source[from] .. source[to - 1]}; up to {@link #SLACK_BYTES} after what is decoded are overwritten.
     *
     * @return where the bytes end in {@code target}
     */
    int decode(byte[] source, int from, int to, byte[] target, int at) {
        var in = from;
        var out = at;
        while (in < to) {
            if (to - in >= Integer.BYTES) {
                var codes = (int) INTS.get(source, in);
                if (!hasEscape(codes)) {
                    out = copy(codes & 0xFF, target, out);
                    out = copy(codes >>> 8 & 0xFF, target, out);
                    out = copy(codes >>> 16 & 0xFF, target, out);
                    out = copy(codes >>> 24, target, out);
                    in += Integer.BYTES;
                    continue;
                }
            }
            var code = source[in++] & 0xFF;
            if (code == ESCAPE) {
                target[out++] = source[in++];
            } else {
                out = copy(code, target, out);
            }
        }
        return out;
    }

    private int copy(int code, byte[] target, int at) {
        LONGS.set(target, at, symbols[code]);
        return at + lengths[code];
    }

    /** Returns whether one of four codes is {@link #ESCAPE}: whether a byte of the complement is 0. */
    private static boolean hasEscape(int codes) {
        return (~codes - 0x0101_0101 & codes & 0x8080_8080) != 0;
    }

    /** Appends this table's bytes. */
    void write(ByteOutput target) {
        target.putByte(size);
        target.putBytes(lengths, 0, size);
        for (var code = 0; code < size; code++) {
            target.putSized(symbols[code], lengths[code]);
        }
    }

    /** Reads what {@link #write} appended. */
    public static SymbolTable read(MemorySegment memory, long offset) {
        var table = new SymbolTable();
        var count = memory.get(LittleEndian.BYTE, offset) & 0xFF;
        var at = offset + 1 + count;
        for (var code = 0; code < count; code++) {
            var length = memory.get(LittleEndian.BYTE, offset + 1 + code);
            var symbol = 0L;
            for (var i = 0; i < length; i++) {
                symbol |= (memory.get(LittleEndian.BYTE, at + i) & 0xFFL) << (8 * i);
            }
            table.add(symbol, length);
            at += length;
        }
        return table;
    }
}
