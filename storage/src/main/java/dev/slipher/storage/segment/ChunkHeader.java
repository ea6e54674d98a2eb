package dev.slipher.storage.segment;

import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.encoding.Encoding;
import dev.slipher.storage.encoding.LittleEndian;
import dev.slipher.storage.type.PhysicalKind;
import java.lang.foreign.MemorySegment;
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
    private ChunkHeader(MemorySegment bytes, long start, Supplier<RuntimeException> damage) {
        rows = bytes.get(LittleEndian.INT, start);
        blocks = bytes.get(LittleEndian.SHORT, start + 4);
        flags = bytes.get(LittleEndian.BYTE, start + 6);
        var kindNumber = bytes.get(LittleEndian.BYTE, start + 7);
        payloadOffset = bytes.get(LittleEndian.LONG, start + 8);
        payloadLength = bytes.get(LittleEndian.INT, start + 16);
        sharedLength = bytes.get(LittleEndian.INT, start + 20);
        sharedCrc = bytes.get(LittleEndian.INT, start + 24);
        nullCount = bytes.get(LittleEndian.INT, start + 28);
        factor = bytes.get(LittleEndian.LONG, start + 32);
        if (kindNumber < 0
                || kindNumber >= PhysicalKind.values().length
                || blocks != blocksOf(rows)
                || sharedLength < 0
                || sharedLength > payloadLength) {
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
        readBlocks(bytes, start + FIXED_BYTES, damage);
    }

    /**
     * Checks and reads the header at {@code start}.
     *
     * @param what names it in errors
     * @param position where it lies in the object
     * @throws IndexOutOfBoundsException if {@code bytes} end before the header does
     */
    static ChunkHeader read(MemorySegment bytes, long start, ObjectId id, String what, long position) {
        var blocks = bytes.get(LittleEndian.SHORT, start + 4);
        var flags = bytes.get(LittleEndian.BYTE, start + 6);
        var kindNumber = bytes.get(LittleEndian.BYTE, start + 7);
        if (kindNumber < 0 || kindNumber >= PhysicalKind.values().length || blocks < 0) {
            throw Damage.malformed(id, what, position);
        }
        var length = byteCount(PhysicalKind.values()[kindNumber], (flags & DICTIONARY) != 0, blocks);
        var crc = bytes.get(LittleEndian.INT, start + length);
        Damage.check(bytes.asSlice(start, length), crc, id, what, position);
        return new ChunkHeader(bytes, start, () -> Damage.malformed(id, what, position));
    }

    private void readBlocks(MemorySegment bytes, long start, Supplier<RuntimeException> damage) {
        var at = start;
        MemorySegment.copy(bytes, LittleEndian.BYTE, at, encodings, 0, blocks);
        at += blocks;
        MemorySegment.copy(bytes, LittleEndian.BYTE, at, widths, 0, blocks);
        at += blocks;
        for (var block = 0; block < blocks; block++) {
            nullCounts[block] = bytes.get(LittleEndian.SHORT, at + 2L * block);
        }
        at += 2L * blocks;
        MemorySegment.copy(bytes, LittleEndian.INT, at, offsets, 0, blocks);
        offsets[blocks] = payloadLength;
        at += 4L * blocks;
        MemorySegment.copy(bytes, LittleEndian.INT, at, crcs, 0, blocks);
        at += 4L * blocks;
        for (var block = 0; block < blocks; block++) {
            if (offsets[block] > offsets[block + 1]
                    || offsets[block] < sharedLength
                    || encodings[block] < 0
                    || encodings[block] >= Encoding.count()) {
                throw damage.get();
            }
        }
        if (kind != PhysicalKind.BYTES) {
            for (var target :
                    kind == PhysicalKind.INT128 ? new long[][] {minHigh, min, maxHigh, max} : new long[][] {min, max}) {
                MemorySegment.copy(bytes, LittleEndian.LONG, at, target, 0, blocks);
                at += 8L * blocks;
            }
            return;
        }
        MemorySegment.copy(bytes, LittleEndian.BYTE, at, prefixes, 0, prefixes.length);
        at += prefixes.length;
        if (isDictionary()) {
            for (var block = 0; block < blocks; block++) {
                min[block] = bytes.get(LittleEndian.INT, at + 4L * block);
                max[block] = bytes.get(LittleEndian.INT, at + 4L * (blocks + block));
            }
        } else {
            MemorySegment.copy(bytes, LittleEndian.INT, at, byteCounts, 0, blocks);
        }
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

    int byteCount() {
        return byteCount(kind, isDictionary(), blocks);
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

    Encoding encoding(int block) {
        return Encoding.of(encodings[block]);
    }
}
