package dev.slipher.storage.encoding;

import com.github.luben.zstd.Zstd;
import dev.slipher.storage.batch.Batch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how a chunk of strings is stored, and encodes its blocks: as codes of a dictionary, or else by symbols,
 * compressed, or as they are. One encoder serves one column of one writer, which keeps its symbol table as long as it fits.
 *
 * <p>A block that is not of dictionary codes:
 *
 * <pre>
 * plane        lengths of the encoded strings (ZSTD: of the strings); the width is in the block's header
 * u8[...]      the encoded strings, one after the other (ZSTD: one frame of the strings)
 * </pre>
 *
 * A dictionary, as bytes:
 *
 * <pre>
 * u32          number of entries n
 * u32          1 if no two entries are equal under SQL comparison, else 0
 * u32[n + 1]   where each entry starts, and where the last ends
 * u8[...]      the entries in the order of their values
 * </pre>
 */
public final class BytesChunkEncoder {
    /** Bytes that must be readable after the strings given to {@link #begin}. */
    public static final int SLACK_BYTES = 8;

    private static final int SAMPLE_BYTES = 16_384;
    private static final int SAMPLE_STRING_BYTES = 512;
    /** Small dictionaries are taken without a look at anything else. */
    private static final int SMALL_DICTIONARY = 1_024;

    private static final double SYMBOLS_PAY = 0.8;
    private static final double ZSTD_PAYS = 0.7;
    private static final double TABLE_WORN_OUT = 1.04;
    private static final int ZSTD_LEVEL = 3;

    /** Working memory that the encoders of one writer share. */
    public static final class Workspace {
        private final DictionaryBuilder dictionary = new DictionaryBuilder();
        /** Missing until a chunk has no dictionary, for it is large. */
        private @Nullable SymbolTableBuilder symbols;

        private final int[] lengths = new int[Batch.CAPACITY + Batch.SLACK];
        private byte[] encoded = new byte[1 << 16];
    }

    private final Workspace workspace;
    private final boolean ignoreBlanks;
    private final boolean raw;
    private final SymbolEncoder encoder = new SymbolEncoder();
    private double tableRatio;

    private final int[] sampleStarts = new int[SAMPLE_BYTES];
    private final int[] sampleEnds = new int[SAMPLE_BYTES];
    private int sampleCount;
    private int sampleBytes;

    private byte[] bytes = new byte[0];
    private int[] offsets = new int[1];
    private @Nullable Encoding blockEncoding;
    private int[] codes = new int[0];
    private int width;

    /**
     * Makes an encoder.
     *
     * @param ignoreBlanks whether trailing blanks do not count when values are compared
     * @param raw whether strings are stored as they are
     */
    public BytesChunkEncoder(Workspace workspace, boolean ignoreBlanks, boolean raw) {
        this.workspace = workspace;
        this.ignoreBlanks = ignoreBlanks;
        this.raw = raw;
    }

    /**
     * Decides on a chunk, and appends what its blocks share.
     *
     * @param chunkBytes with {@link #SLACK_BYTES} more than the strings take; used until the next call
     * @param nulls the null mask; null rows are empty strings
     */
    public void begin(byte[] chunkBytes, int[] chunkOffsets, int rows, long[] nulls, ByteOutput shared) {
        bytes = chunkBytes;
        offsets = chunkOffsets;
        blockEncoding = Encoding.RAW;
        if (raw) {
            return;
        }
        var isDictionary = tryDictionary(rows, nulls);
        if (isDictionary && workspace.dictionary.size() <= SMALL_DICTIONARY) {
            writeDictionary(rows, shared);
            return;
        }
        takeSample(rows);
        var ratio = fitSymbols();
        if (isDictionary && dictionaryBytes(rows) <= ratio * offsets[rows] + rows) {
            writeDictionary(rows, shared);
        } else if (ratio < SYMBOLS_PAY || zstdRatio() > ZSTD_PAYS * ratio) {
            if (ratio < 1) {
                blockEncoding = Encoding.SYMBOL;
                encoder.table().write(shared);
            }
        } else {
            blockEncoding = Encoding.ZSTD;
        }
    }

    /** Returns whether the chunk is stored as codes of a dictionary, which {@link #codes()} are. */
    public boolean isDictionary() {
        return blockEncoding == null;
    }

    /** Returns the code of each row. */
    public int[] codes() {
        return codes;
    }

    /** Returns the entries of the dictionary. */
    public int entryCount() {
        return workspace.dictionary.size();
    }

    /** Returns where an entry starts in the chunk's bytes; its code is its rank. */
    public int entryStart(int code) {
        return workspace.dictionary.start(code);
    }

    public int entryEnd(int code) {
        return workspace.dictionary.end(code);
    }

    /** Hashes a string after which {@link #SLACK_BYTES} are readable. */
    public static long hash(byte[] bytes, int from, int to) {
        return DictionaryBuilder.hash(bytes, from, to);
    }

    /** Returns the bit width for the header of the block that was encoded last. */
    public int width() {
        return width;
    }

    /** Appends the block of the rows from {@code firstRow} on; not for dictionaries, whose codes are encoded as integers. */
    public Encoding encode(int firstRow, int rows, ByteOutput target) {
        return switch (blockEncoding) {
            case RAW, ZSTD -> {
                for (var i = 0; i < rows; i++) {
                    workspace.lengths[i] = offsets[firstRow + i + 1] - offsets[firstRow + i];
                }
                putLengths(rows, target);
                var count = offsets[firstRow + rows] - offsets[firstRow];
                if (blockEncoding == Encoding.RAW) {
                    target.putBytes(bytes, offsets[firstRow], count);
                } else {
                    putCompressed(offsets[firstRow], count, target);
                }
                yield blockEncoding;
            }
            case SYMBOL -> {
                encodeSymbols(firstRow, rows, target);
                yield Encoding.SYMBOL;
            }
            case null, default -> throw new IllegalStateException("codes are encoded as integers");
        };
    }

    private void encodeSymbols(int firstRow, int rows, ByteOutput target) {
        var encoded = workspace.encoded;
        var needed = 2 * (offsets[firstRow + rows] - offsets[firstRow]) + SymbolEncoder.SLACK_BYTES;
        if (encoded.length < needed) {
            encoded = new byte[needed];
            workspace.encoded = encoded;
        }
        var end = 0;
        for (var i = 0; i < rows; i++) {
            var row = firstRow + i;
            var start = end;
            end = encoder.encode(bytes, offsets[row], offsets[row + 1], encoded, start);
            workspace.lengths[i] = end - start;
        }
        putLengths(rows, target);
        target.putBytes(encoded, 0, end);
    }

    private void putLengths(int rows, ByteOutput target) {
        var lengths = workspace.lengths;
        var all = 0;
        for (var i = 0; i < rows; i++) {
            all |= lengths[i];
        }
        Arrays.fill(lengths, rows, (rows + 63) & -64, 0);
        width = 32 - Integer.numberOfLeadingZeros(all);
        BitPacking.packInts(lengths, rows, width, target);
    }

    private void putCompressed(int from, int count, ByteOutput target) {
        var bound = Math.toIntExact(Zstd.compressBound(count));
        target.ensure(bound);
        var written = Zstd.compressByteArray(target.array(), target.size(), bound, bytes, from, count, ZSTD_LEVEL);
        if (Zstd.isError(written)) {
            throw new IllegalStateException("zstd could not compress: " + Zstd.getErrorName(written));
        }
        target.extend((int) written);
    }

    private boolean tryDictionary(int rows, long[] nulls) {
        if (codes.length < rows) {
            codes = new int[rows];
        }
        var maxEntries = Math.min(DictionaryBuilder.MAX_ENTRIES, Math.max(64, rows / 2));
        return workspace.dictionary.tryBuild(bytes, offsets, rows, nulls, maxEntries, codes);
    }

    private long dictionaryBytes(int rows) {
        var dictionary = workspace.dictionary;
        var codeBits = 32 - Integer.numberOfLeadingZeros(dictionary.size() - 1);
        return dictionary.entryBytes() + 4L * dictionary.size() + (long) rows * codeBits / 8;
    }

    private void writeDictionary(int rows, ByteOutput shared) {
        blockEncoding = null;
        var dictionary = workspace.dictionary;
        var distinct = dictionary.sort(bytes, ignoreBlanks, codes, rows);
        shared.putInt(dictionary.size());
        shared.putInt(distinct ? 1 : 0);
        var end = 0;
        shared.putInt(end);
        for (var code = 0; code < dictionary.size(); code++) {
            end += dictionary.end(code) - dictionary.start(code);
            shared.putInt(end);
        }
        for (var code = 0; code < dictionary.size(); code++) {
            shared.putBytes(bytes, dictionary.start(code), dictionary.end(code) - dictionary.start(code));
        }
    }

    private void takeSample(int rows) {
        sampleCount = 0;
        sampleBytes = 0;
        var averageLength = Math.max(1, Math.min(SAMPLE_STRING_BYTES, offsets[rows] / rows));
        var step = Math.max(1, (int) ((long) rows * averageLength / SAMPLE_BYTES));
        for (var row = 0; row < rows && sampleBytes < SAMPLE_BYTES && sampleCount < SAMPLE_BYTES; row += step) {
            var length = Math.min(offsets[row + 1] - offsets[row], SAMPLE_STRING_BYTES);
            sampleStarts[sampleCount] = offsets[row];
            sampleEnds[sampleCount] = offsets[row] + length;
            sampleBytes += length;
            sampleCount++;
        }
    }

    /** Makes the symbol table fit the sample, and returns what part of its bytes remains. */
    private double fitSymbols() {
        var ratio = symbolRatio();
        if (tableRatio == 0 || ratio > TABLE_WORN_OUT * tableRatio) {
            if (workspace.symbols == null) {
                workspace.symbols = new SymbolTableBuilder();
            }
            workspace.symbols.build(bytes, sampleStarts, sampleEnds, sampleCount, encoder);
            ratio = symbolRatio();
            tableRatio = ratio;
        }
        return ratio;
    }

    private double symbolRatio() {
        var total = 0L;
        for (var i = 0; i < sampleCount; i++) {
            total += encoder.encode(bytes, sampleStarts[i], sampleEnds[i], workspace.encoded, 0);
        }
        return (double) total / Math.max(1, sampleBytes);
    }

    private double zstdRatio() {
        var joined = new byte[sampleBytes];
        var at = 0;
        for (var i = 0; i < sampleCount; i++) {
            var length = sampleEnds[i] - sampleStarts[i];
            System.arraycopy(bytes, sampleStarts[i], joined, at, length);
            at += length;
        }
        return (double) Zstd.compress(joined, ZSTD_LEVEL).length / Math.max(1, sampleBytes);
    }
}
