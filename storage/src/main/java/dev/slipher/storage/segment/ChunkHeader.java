package dev.slipher.storage.segment;

import dev.slipher.storage.encoding.Encoding;
import dev.slipher.storage.type.PhysicalKind;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A column chunk's header as read: where its blocks lie, how they are encoded, and their zone maps, one array entry a block.
 *
 * <p>The meaning of {@link #min} and {@link #max} goes by kind: integers; the raw bits of doubles; the low halves of
 * 128-bit integers, whose high ones are in {@link #minHigh} and {@link #maxHigh}; codes if {@link #isDictionary()}; and
 * nothing for other strings, of which {@link #prefixes} has the first bytes.
 */
final class ChunkHeader {
    static final int SORTED = 1;
    static final int NO_TRAILING_BLANKS = 2;
    static final int DICTIONARY = 4;

    static final int PREFIX_BYTES = 16;
    /** In a prefix's length: the value is longer. */
    static final int INEXACT = 0x80;

    /** The prefixes of min and max of one block, or of the chunk, with their lengths. */
    static final int PREFIX_PAIR_BYTES = 2 * PREFIX_BYTES + 2;

    static final int FIXED_BYTES = 40;

    final PhysicalKind kind;
    final int flags;
    final int rows;
    final int blocks;
    final long payloadOffset;
    final int payloadLength;
    final int sharedLength;
    final int sharedCrc;
    final int nullCount;
    final long factor;
    final byte[] encodings;
    final byte[] widths;
    final int[] nullCounts;
    final int[] offsets;
    final int[] crcs;
    final long[] min;
    final long[] max;
    final long[] minHigh;
    final long[] maxHigh;
    final int[] byteCounts;
    /** The chunk's pair, then one a block unless the chunk has a dictionary. */
    final byte[] prefixes;

    /**
     * Reads a header whose checksum was found right.
     *
     * @param damage makes the error for a header that contradicts itself
     */
    private ChunkHeader(ByteBuffer bytes, Supplier<RuntimeException> damage) {
        rows = bytes.getInt();
        blocks = bytes.getShort();
        flags = bytes.get();
        var kindNumber = bytes.get();
        payloadOffset = bytes.getLong();
        payloadLength = bytes.getInt();
        sharedLength = bytes.getInt();
        sharedCrc = bytes.getInt();
        nullCount = bytes.getInt();
        factor = bytes.getLong();
        if (blocks != blocksOf(rows) || sharedLength < 0 || sharedLength > payloadLength) {
            throw damage.get();
        }
        kind = PhysicalKind.values()[kindNumber];
        encodings = new byte[blocks];
        widths = new byte[blocks];
        nullCounts = new int[blocks];
        offsets = new int[blocks + 1];
        crcs = new int[blocks];
        min = new long[blocks];
        max = new long[blocks];
        minHigh = new long[kind == PhysicalKind.INT128 ? blocks : 0];
        maxHigh = new long[minHigh.length];
        byteCounts = new int[kind == PhysicalKind.BYTES && !isDictionary() ? blocks : 0];
        prefixes = new byte[kind == PhysicalKind.BYTES ? PREFIX_PAIR_BYTES * (1 + byteCounts.length) : 0];
        readBlocks(bytes, damage);
        readZones(bytes);
    }

    /**
     * Checks and reads the header at the position of {@code bytes}, which then is after its checksum.
     *
     * @param bytes in little-endian order
     * @param damage says what is wrong
     * @param what names the header in errors
     * @param position where it lies in the object
     * @throws BufferUnderflowException or IndexOutOfBoundsException if {@code bytes} end before the header does
     */
    static ChunkHeader read(ByteBuffer bytes, Damage damage, Supplier<String> what, long position) {
        var start = bytes.position();
        var blocks = bytes.getShort(start + 4);
        var flags = bytes.get(start + 6);
        var kindNumber = bytes.get(start + 7);
        if (kindNumber < 0 || kindNumber >= PhysicalKind.values().length || blocks < 0) {
            throw damage.malformed(what.get(), position);
        }
        var length = byteCount(PhysicalKind.values()[kindNumber], (flags & DICTIONARY) != 0, blocks);
        var crc = bytes.getInt(start + length);
        damage.check(MemorySegment.ofBuffer(bytes.slice(start, length)), crc, what, position);
        var header = new ChunkHeader(bytes, () -> damage.malformed(what.get(), position));
        bytes.position(start + length + Integer.BYTES);
        return header;
    }

    private void readBlocks(ByteBuffer bytes, Supplier<RuntimeException> damage) {
        bytes.get(encodings);
        bytes.get(widths);
        for (var block = 0; block < blocks; block++) {
            nullCounts[block] = bytes.getShort();
        }
        getInts(bytes, offsets, blocks);
        offsets[blocks] = payloadLength;
        getInts(bytes, crcs, blocks);
        for (var block = 0; block < blocks; block++) {
            if (offsets[block] > offsets[block + 1]
                    || offsets[block] < sharedLength
                    || encodings[block] < 0
                    || encodings[block] >= Encoding.count()) {
                throw damage.get();
            }
        }
    }

    private void readZones(ByteBuffer bytes) {
        switch (kind) {
            case INT32, INT64, DOUBLE -> {
                getLongs(bytes, min);
                getLongs(bytes, max);
            }
            case INT128 -> {
                getLongs(bytes, minHigh);
                getLongs(bytes, min);
                getLongs(bytes, maxHigh);
                getLongs(bytes, max);
            }
            case BYTES -> {
                bytes.get(prefixes);
                if (isDictionary()) {
                    getCodes(bytes, min);
                    getCodes(bytes, max);
                } else {
                    getInts(bytes, byteCounts, blocks);
                }
            }
        }
    }

    private static void getInts(ByteBuffer bytes, int[] target, int count) {
        bytes.asIntBuffer().get(target, 0, count);
        bytes.position(bytes.position() + count * Integer.BYTES);
    }

    private static void getCodes(ByteBuffer bytes, long[] target) {
        for (var i = 0; i < target.length; i++) {
            target[i] = bytes.getInt();
        }
    }

    private static void getLongs(ByteBuffer bytes, long[] target) {
        bytes.asLongBuffer().get(target);
        bytes.position(bytes.position() + target.length * Long.BYTES);
    }

    /** Returns the bytes of a header without its checksum. */
    static int byteCount(PhysicalKind kind, boolean dictionary, int blocks) {
        var zone = switch (kind) {
            case INT32, INT64, DOUBLE -> 16 * blocks;
            case INT128 -> 32 * blocks;
            case BYTES -> PREFIX_PAIR_BYTES + (dictionary ? 8 * blocks : (PREFIX_PAIR_BYTES + Integer.BYTES) * blocks);
        };
        return FIXED_BYTES + 12 * blocks + zone;
    }

    static int blocksOf(int rows) {
        return rows + 2_047 >>> 11;
    }

    boolean isDictionary() {
        return (flags & DICTIONARY) != 0;
    }

    boolean isSorted() {
        return (flags & SORTED) != 0;
    }

    boolean hasNoTrailingBlanks() {
        return (flags & NO_TRAILING_BLANKS) != 0;
    }

    int blockRows(int block) {
        return Math.min(rows - (block << 11), 2_048);
    }

    /** Returns the bytes of a block, its null mask included; 0 if this header says all. */
    int blockLength(int block) {
        return offsets[block + 1] - offsets[block];
    }

    Encoding encoding(int block) {
        return Encoding.of(encodings[block]);
    }
}
