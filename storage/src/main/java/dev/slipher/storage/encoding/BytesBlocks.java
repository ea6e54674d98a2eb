package dev.slipher.storage.encoding;

import com.github.luben.zstd.Zstd;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.Dictionary;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Decodes and filters blocks of strings that {@link BytesChunkEncoder} made without a dictionary, and reads dictionaries. */
public final class BytesBlocks {
    private static final SymbolTable NO_SYMBOLS = new SymbolTable();

    private BytesBlocks() {}

    /** Returns the table for chunks that have none. */
    public static SymbolTable noSymbols() {
        return NO_SYMBOLS;
    }

    /** Reads a dictionary of a chunk. */
    public static Dictionary readDictionary(MemorySegment memory, long offset) {
        var size = memory.get(LittleEndian.INT, offset);
        var distinct = memory.get(LittleEndian.INT, offset + Integer.BYTES) != 0;
        var offsets = new int[size + 1];
        MemorySegment.copy(memory, LittleEndian.INT, offset + 2 * Integer.BYTES, offsets, 0, size + 1);
        var bytes = new byte[offsets[size]];
        var start = offset + (long) Integer.BYTES * (size + 3);
        MemorySegment.copy(memory, LittleEndian.BYTE, start, bytes, 0, bytes.length);
        return new Dictionary(bytes, offsets, size, distinct, distinct);
    }

    /**
     * Decodes a block.
     *
     * @param byteCount the bytes of all its strings
     */
    public static void decode(
            BlockView block,
            SymbolTable symbols,
            int byteCount,
            BytesVector target,
            long @Nullable [] nulls,
            DecodeScratch scratch) {
        var bytes = room(target.bytes(), byteCount + SymbolTable.SLACK_BYTES);
        var offsets = roomForOffsets(target.offsets(), block.rows);
        var lengths = readLengths(block, scratch);
        var start = block.offset + BitPacking.packedBytes(block.rows, block.width);
        var count = (int) (block.offset + block.length - start);
        switch (block.encoding) {
            case RAW -> {
                MemorySegment.copy(block.memory, LittleEndian.BYTE, start, bytes, 0, byteCount);
                addUp(lengths, block.rows, offsets);
            }
            case ZSTD -> {
                decompress(block.memory, start, count, bytes, byteCount, scratch);
                addUp(lengths, block.rows, offsets);
            }
            case SYMBOL -> {
                var codes = scratch.bytes(count);
                MemorySegment.copy(block.memory, LittleEndian.BYTE, start, codes, 0, count);
                decodeSymbols(symbols, codes, lengths, block.rows, bytes, offsets);
            }
            case CONSTANT, FRAME, DELTA_LANE, RUN_LENGTH, DECIMAL_DOUBLE, WIDE -> throw notOfStrings(block);
        }
        target.set(bytes, offsets, nulls);
    }

    /**
     * Decodes some rows; the others become empty strings.
     *
     * @param positions the rows wanted, ascending
     */
    public static void decode(
            BlockView block,
            SymbolTable symbols,
            int byteCount,
            int[] positions,
            int positionCount,
            BytesVector target,
            long @Nullable [] nulls,
            DecodeScratch scratch) {
        if (block.encoding == Encoding.ZSTD || positionCount * 4 > block.rows) {
            decode(block, symbols, byteCount, target, nulls, scratch);
            return;
        }
        var bytes = room(target.bytes(), byteCount + SymbolTable.SLACK_BYTES);
        var offsets = roomForOffsets(target.offsets(), block.rows);
        var lengths = readLengths(block, scratch);
        var starts = scratch.high;
        addUp(lengths, block.rows, starts);
        var from = block.offset + BitPacking.packedBytes(block.rows, block.width);
        var out = 0;
        var filled = 0;
        for (var i = 0; i < positionCount; i++) {
            var position = positions[i];
            Arrays.fill(offsets, filled, position + 1, out);
            filled = position + 1;
            var length = lengths[position];
            if (block.encoding == Encoding.RAW) {
                MemorySegment.copy(block.memory, LittleEndian.BYTE, from + starts[position], bytes, out, length);
                out += length;
            } else {
                var codes = scratch.bytes(length);
                MemorySegment.copy(block.memory, LittleEndian.BYTE, from + starts[position], codes, 0, length);
                out = symbols.decode(codes, 0, length, bytes, out);
            }
        }
        Arrays.fill(offsets, filled, block.rows + 1, out);
        target.set(bytes, offsets, nulls);
    }

    /**
     * Clears bits of {@code mask} for rows whose encoded string differs from {@code encoded}; not for ZSTD.
     *
     * @param encoded the value sought, encoded with the chunk's symbols if the block is
     */
    public static void filterEqual(BlockView block, byte[] encoded, long[] mask, DecodeScratch scratch) {
        var lengths = readLengths(block, scratch);
        BitPacking.filter(lengths, encoded.length, encoded.length, scratch.accepted);
        var any = 0L;
        for (var i = 0; i < 32; i++) {
            mask[i] &= scratch.accepted[i];
            any |= mask[i];
        }
        if (any == 0) {
            return;
        }
        var starts = scratch.high;
        addUp(lengths, block.rows, starts);
        var from = block.offset + BitPacking.packedBytes(block.rows, block.width);
        var wanted = MemorySegment.ofArray(encoded);
        for (var i = 0; i < 32; i++) {
            for (var left = mask[i]; left != 0; left &= left - 1) {
                var position = 64 * i + Long.numberOfTrailingZeros(left);
                var start = from + starts[position];
                if (MemorySegment.mismatch(block.memory, start, start + encoded.length, wanted, 0, encoded.length)
                        >= 0) {
                    mask[i] &= ~(left & -left);
                }
            }
        }
    }

    /** Clears bits of {@code mask} for decoded strings that differ from {@code value}. */
    public static void filterEqual(BytesVector decoded, int rows, byte[] value, boolean ignoresBlanks, long[] mask) {
        var end = ignoresBlanks ? StringComparison.strippedEnd(value, 0, value.length) : value.length;
        var bytes = decoded.bytes();
        var offsets = decoded.offsets();
        for (var row = 0; row < rows; row++) {
            var to = ignoresBlanks
                    ? StringComparison.strippedEnd(bytes, offsets[row], offsets[row + 1])
                    : offsets[row + 1];
            if (!Arrays.equals(bytes, offsets[row], to, value, 0, end)) {
                mask[row >>> 6] &= ~(1L << row);
            }
        }
    }

    /**
     * The codes of a dictionary that stand for equal strings, next to each other as they are.
     *
     * @param first above {@code last} if there are none
     */
    public record CodeRange(int first, int last) {}

    /** Finds the codes whose entries equal {@code value}. */
    public static CodeRange findEqual(Dictionary dictionary, byte[] value, boolean ignoresBlanks) {
        var end = ignoresBlanks ? StringComparison.strippedEnd(value, 0, value.length) : value.length;
        var first = lowerBound(dictionary, value, end, ignoresBlanks);
        var last = first;
        while (last < dictionary.size() && compare(dictionary, last, value, end, ignoresBlanks) == 0) {
            last++;
        }
        return new CodeRange(first, last - 1);
    }

    private static int lowerBound(Dictionary dictionary, byte[] value, int end, boolean ignoresBlanks) {
        var low = 0;
        var high = dictionary.size();
        while (low < high) {
            var middle = low + high >>> 1;
            if (compare(dictionary, middle, value, end, ignoresBlanks) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int compare(Dictionary dictionary, int code, byte[] value, int end, boolean ignoresBlanks) {
        var bytes = dictionary.bytes();
        var from = dictionary.offsets()[code];
        var to = dictionary.offsets()[code + 1];
        return StringComparison.compare(
                bytes, from, ignoresBlanks ? StringComparison.strippedEnd(bytes, from, to) : to, value, 0, end);
    }

    /** Copies the entries of {@code codes} into {@code target}. */
    public static void gather(
            Dictionary dictionary, int[] codes, int rows, BytesVector target, long @Nullable [] nulls) {
        var source = dictionary.offsets();
        var offsets = roomForOffsets(target.offsets(), rows);
        var end = 0;
        offsets[0] = 0;
        for (var row = 0; row < rows; row++) {
            end += source[codes[row] + 1] - source[codes[row]];
            offsets[row + 1] = end;
        }
        var bytes = room(target.bytes(), end);
        for (var row = 0; row < rows; row++) {
            System.arraycopy(
                    dictionary.bytes(), source[codes[row]], bytes, offsets[row], offsets[row + 1] - offsets[row]);
        }
        target.set(bytes, offsets, nulls);
    }

    /** Copies the entries of some rows' codes into {@code target}; the others become empty strings. */
    public static void gather(
            Dictionary dictionary,
            int[] codes,
            int[] positions,
            int positionCount,
            int rows,
            BytesVector target,
            long @Nullable [] nulls) {
        var source = dictionary.offsets();
        var offsets = roomForOffsets(target.offsets(), rows);
        var end = 0;
        var filled = 0;
        for (var i = 0; i < positionCount; i++) {
            Arrays.fill(offsets, filled, positions[i] + 1, end);
            filled = positions[i] + 1;
            end += source[codes[positions[i]] + 1] - source[codes[positions[i]]];
        }
        Arrays.fill(offsets, filled, rows + 1, end);
        var bytes = room(target.bytes(), end);
        for (var i = 0; i < positionCount; i++) {
            var row = positions[i];
            System.arraycopy(
                    dictionary.bytes(), source[codes[row]], bytes, offsets[row], offsets[row + 1] - offsets[row]);
        }
        target.set(bytes, offsets, nulls);
    }

    private static int[] readLengths(BlockView block, DecodeScratch scratch) {
        BitPacking.unpackInts(block.memory, block.offset, block.width, 0, scratch.low);
        return scratch.low;
    }

    private static void addUp(int[] lengths, int rows, int[] offsets) {
        var end = 0;
        offsets[0] = 0;
        for (var i = 0; i < rows; i++) {
            end += lengths[i];
            offsets[i + 1] = end;
        }
    }

    private static void decodeSymbols(
            SymbolTable symbols, byte[] codes, int[] lengths, int rows, byte[] bytes, int[] offsets) {
        var in = 0;
        var out = 0;
        offsets[0] = 0;
        for (var i = 0; i < rows; i++) {
            var end = in + lengths[i];
            out = symbols.decode(codes, in, end, bytes, out);
            in = end;
            offsets[i + 1] = out;
        }
    }

    private static void decompress(
            MemorySegment memory, long offset, int count, byte[] target, int byteCount, DecodeScratch scratch) {
        var frame = scratch.bytes(count);
        MemorySegment.copy(memory, LittleEndian.BYTE, offset, frame, 0, count);
        var written = Zstd.decompressByteArray(target, 0, byteCount, frame, 0, count);
        if (written != byteCount) {
            throw new IndexOutOfBoundsException("a frame of %d bytes, expected %d".formatted(written, byteCount));
        }
    }

    private static int[] roomForOffsets(int[] array, int rows) {
        return array.length > rows ? array : new int[Math.max(rows, Batch.CAPACITY) + Batch.SLACK];
    }

    private static byte[] room(byte[] array, int size) {
        return array.length >= size ? array : new byte[Math.max(size, array.length + (array.length >> 1))];
    }

    private static IllegalStateException notOfStrings(BlockView block) {
        return new IllegalStateException(block.encoding + " does not encode strings");
    }
}
