package dev.slipher.storage.segment;

import dev.slipher.storage.encoding.ByteOutput;
import dev.slipher.storage.encoding.Encoding;
import dev.slipher.storage.type.PhysicalKind;
import java.util.zip.CRC32C;

/** Collects the payload of one column chunk at a time, and appends its header to those of its column. */
final class ChunkBuilder {
    private static final int MAX_BLOCKS = SegmentWriter.ROW_GROUP_ROWS / 2_048;
    private static final int NUMBERS_ALIGNMENT = 64;

    private final CRC32C crc = new CRC32C();
    private final ByteOutput payload = new ByteOutput(1 << 16);
    private final byte[] encodings = new byte[MAX_BLOCKS];
    private final byte[] widths = new byte[MAX_BLOCKS];
    private final int[] nullCounts = new int[MAX_BLOCKS];
    private final int[] offsets = new int[MAX_BLOCKS];
    private final int[] crcs = new int[MAX_BLOCKS];
    private final long[] min = new long[MAX_BLOCKS];
    private final long[] max = new long[MAX_BLOCKS];
    private final long[] minHigh = new long[MAX_BLOCKS];
    private final long[] maxHigh = new long[MAX_BLOCKS];
    private final int[] byteCounts = new int[MAX_BLOCKS];
    private final ByteOutput prefixes = new ByteOutput((MAX_BLOCKS + 1) * ChunkHeader.PREFIX_PAIR_BYTES);
    private int blocks;
    private int sharedLength;
    private int nullCount;
    private long factor;
    private int flags;

    /** Starts a chunk. */
    void begin() {
        payload.clear();
        prefixes.clear();
        blocks = 0;
        sharedLength = 0;
        nullCount = 0;
        factor = 1;
        flags = 0;
    }

    ByteOutput payload() {
        return payload;
    }

    void setFactor(long newFactor) {
        factor = newFactor;
    }

    void setFlag(int flag) {
        flags |= flag;
    }

    /** Says that what was appended until now is shared by all blocks. */
    void endShared(boolean numbersFollow) {
        if (numbersFollow) {
            payload.align(NUMBERS_ALIGNMENT);
        }
        sharedLength = payload.size();
    }

    /** Starts a block with its null mask, which is left out if all rows are null or none is. */
    void beginBlock(long[] nulls, int firstRow, int rows, int blockNullCount) {
        offsets[blocks] = payload.size();
        nullCounts[blocks] = blockNullCount;
        nullCount += blockNullCount;
        if (blockNullCount > 0 && blockNullCount < rows) {
            for (var word = firstRow >>> 6; word < firstRow + rows + 63 >>> 6; word++) {
                payload.putLong(nulls[word]);
            }
        }
    }

    void setRange(long blockMin, long blockMax) {
        min[blocks] = blockMin;
        max[blocks] = blockMax;
    }

    void setHighRange(long blockMin, long blockMax) {
        minHigh[blocks] = blockMin;
        maxHigh[blocks] = blockMax;
    }

    void setByteCount(int byteCount) {
        byteCounts[blocks] = byteCount;
    }

    /** Appends the prefixes of a smallest and a greatest value: first the chunk's, then each block's. */
    void addPrefixes(byte[] bytes, int minFrom, int minTo, int maxFrom, int maxTo) {
        putPrefix(bytes, minFrom, minTo);
        putPrefix(bytes, maxFrom, maxTo);
        putPrefixLength(minTo - minFrom);
        putPrefixLength(maxTo - maxFrom);
    }

    private void putPrefix(byte[] bytes, int from, int to) {
        var count = Math.min(to - from, ChunkHeader.PREFIX_BYTES);
        prefixes.putBytes(bytes, from, count);
        for (var i = count; i < ChunkHeader.PREFIX_BYTES; i++) {
            prefixes.putByte(0);
        }
    }

    private void putPrefixLength(int length) {
        prefixes.putByte(length > ChunkHeader.PREFIX_BYTES ? ChunkHeader.PREFIX_BYTES | ChunkHeader.INEXACT : length);
    }

    void endBlock(Encoding encoding, int width, boolean numbers) {
        if (numbers && payload.size() > offsets[blocks]) {
            payload.align(NUMBERS_ALIGNMENT);
        }
        encodings[blocks] = (byte) encoding.ordinal();
        widths[blocks] = (byte) width;
        crcs[blocks] = crc(payload.array(), offsets[blocks], payload.size() - offsets[blocks]);
        blocks++;
    }

    /** Appends the finished chunk's header. */
    void writeHeader(PhysicalKind kind, int rows, long payloadOffset, ByteOutput target) {
        var start = target.size();
        var dictionary = (flags & ChunkHeader.DICTIONARY) != 0;
        target.putInt(rows);
        target.putShort(blocks);
        target.putByte(flags);
        target.putByte(kind.ordinal());
        target.putLong(payloadOffset);
        target.putInt(payload.size());
        target.putInt(sharedLength);
        target.putInt(crc(payload.array(), 0, sharedLength));
        target.putInt(nullCount);
        target.putLong(factor);
        target.putBytes(encodings, 0, blocks);
        target.putBytes(widths, 0, blocks);
        for (var block = 0; block < blocks; block++) {
            target.putShort(nullCounts[block]);
        }
        putInts(offsets, target);
        putInts(crcs, target);
        switch (kind) {
            case INT32, INT64, DOUBLE -> {
                putLongs(min, target);
                putLongs(max, target);
            }
            case INT128 -> {
                putLongs(minHigh, target);
                putLongs(min, target);
                putLongs(maxHigh, target);
                putLongs(max, target);
            }
            case BYTES -> {
                target.putBytes(prefixes.array(), 0, prefixes.size());
                if (dictionary) {
                    putCodes(min, target);
                    putCodes(max, target);
                } else {
                    putInts(byteCounts, target);
                }
            }
        }
        if (target.size() - start != ChunkHeader.byteCount(kind, dictionary, blocks)) {
            throw new IllegalStateException("a header of %d bytes".formatted(target.size() - start));
        }
        target.putInt(crc(target.array(), start, target.size() - start));
    }

    private void putInts(int[] values, ByteOutput target) {
        for (var block = 0; block < blocks; block++) {
            target.putInt(values[block]);
        }
    }

    private void putCodes(long[] values, ByteOutput target) {
        for (var block = 0; block < blocks; block++) {
            target.putInt((int) values[block]);
        }
    }

    private void putLongs(long[] values, ByteOutput target) {
        for (var block = 0; block < blocks; block++) {
            target.putLong(values[block]);
        }
    }

    private int crc(byte[] bytes, int from, int count) {
        crc.reset();
        crc.update(bytes, from, count);
        return (int) crc.getValue();
    }
}
