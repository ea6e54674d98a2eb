package dev.slipher.storage.segment;

import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.cache.BlockRoom;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.cache.ChunkKey;
import dev.slipher.storage.encoding.BitPacking;
import dev.slipher.storage.encoding.BlockView;
import dev.slipher.storage.encoding.BytesBlocks;
import dev.slipher.storage.encoding.DecodeScratch;
import dev.slipher.storage.encoding.DoubleBlocks;
import dev.slipher.storage.encoding.Encoding;
import dev.slipher.storage.encoding.IntegerBlocks;
import dev.slipher.storage.encoding.LittleEndian;
import dev.slipher.storage.encoding.StringComparison;
import dev.slipher.storage.encoding.WideBlocks;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SqlType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of one column in one row group, decoded block by block by one thread.
 *
 * <p>Opening it reads only the column's header, which holds the {@linkplain #zones() zone maps}; the first call that decodes
 * or filters brings the chunk into the cache, checks it, and pins it until {@link #close()}. If the cache has no room, blocks
 * are read and checked one by one as they are asked for, which is slower where one is asked for again. Decoding methods fill
 * {@code target} from 0 to {@link #blockRowCount}; they may write up to {@link dev.slipher.storage.batch.Batch#CAPACITY}
 * and its slack, so targets have that size. Null rows decode to some legal value.
 *
 * <p>Filters take a mask of 32 words, bit {@code i & 63} of word {@code i >>> 6} for row {@code i}, and clear the bits of
 * rows that do not satisfy the predicate or are null. They set no bits.
 */
public final class ColumnChunkReader implements AutoCloseable {
    private static final int MASK_WORDS = 32;

    private final ColumnSpec spec;
    private final ChunkHeader header;
    private final ChunkContent.Loader loader;
    private final ChunkKey key;
    private final ChunkCache cache;
    private final DecodeScratch scratch;
    private final BlockRoom room;
    private final ZoneMaps zones;
    private final BlockView view = new BlockView();
    /** Missing until the first decoding, and again after {@link #close()}. */
    private @Nullable ChunkContent content;
    /** Missing without {@link #content}, and if the cache had no room for the chunk. */
    private ChunkCache.@Nullable Pin<ChunkContent> pin;

    private byte[] soughtValue = new byte[0];
    private byte @Nullable [] soughtCodes;

    ColumnChunkReader(
            ColumnSpec spec,
            ChunkHeader header,
            ChunkContent.Loader loader,
            ChunkCache cache,
            DecodeScratch scratch,
            BlockRoom room) {
        this.spec = spec;
        this.header = header;
        this.loader = loader;
        key = new ChunkKey(loader.id(), spec.columnId(), loader.rowGroup());
        this.cache = cache;
        this.scratch = scratch;
        this.room = room;
        this.zones = new ZoneMaps(header, StringComparison.ignoresBlanks(spec.type()), this);
    }

    public int columnId() {
        return spec.columnId();
    }

    /** Returns the column's type when the segment was written. */
    public SqlType type() {
        return spec.type();
    }

    public int rowCount() {
        return header.rows;
    }

    public int blockCount() {
        return header.blocks;
    }

    /** Returns the rows of a block: 2,048, or fewer in the last. */
    public int blockRowCount(int block) {
        return header.blockRows(block);
    }

    /** Returns the zone maps of the chunk and its blocks, which are there without the chunk. */
    public ZoneMaps zones() {
        return zones;
    }

    /**
     * Brings the chunk into the cache now, which otherwise the first decoding does.
     *
     * @return false if the cache has no room for it
     */
    public boolean tryLoad() {
        content();
        return pin != null;
    }

    /** Returns the encoded size of the chunk's values. */
    public int byteCount() {
        return header.payloadLength;
    }

    /** Returns whether all values of kind INT32 or INT64 fit an int, so that {@link #decodeInts} may be used. */
    public boolean fitsInt() {
        return zones.fitsInt();
    }

    /** Returns whether this is a column of strings encoded by a dictionary, which {@link #dictionary()} loads. */
    public boolean hasDictionary() {
        return header.isDictionary();
    }

    /**
     * Writes the null mask of a block to {@code words}, which has 32 or more.
     *
     * @return {@code words}, or null if no row is null, as vectors want it
     */
    public long @Nullable [] decodeNulls(int block, long[] words) {
        var nullCount = header.nullCounts[block];
        var rows = header.blockRows(block);
        if (nullCount == 0) {
            return null;
        }
        if (nullCount == rows) {
            Arrays.fill(words, -1L);
        } else {
            var memory = memory(block);
            MemorySegment.copy(memory, LittleEndian.LONG, start(block), words, 0, rows + 63 >>> 6);
        }
        return words;
    }

    /** Decodes a block of kind INT32, or of kind INT64 if {@link #fitsInt()}. */
    public void decodeInts(int block, int[] target) {
        IntegerBlocks.decode(integers(block), target, scratch);
    }

    /** Decodes a block of kind INT32 or INT64. */
    public void decodeLongs(int block, long[] target) {
        IntegerBlocks.decode(integers(block), target, scratch);
    }

    /** Decodes a block of kind DOUBLE. */
    public void decodeDoubles(int block, double[] target) {
        DoubleBlocks.decode(doubles(block), target, scratch);
    }

    /** Decodes a block of kind INT128. */
    public void decodeWide(int block, long[] high, long[] low) {
        WideBlocks.decode(
                view(block, PhysicalKind.INT128), header.minHigh[block], header.min[block], high, low, scratch);
    }

    /** Decodes a block of kind BYTES into {@code target}, whose arrays are replaced if they are too small. */
    public void decodeBytes(int block, BytesVector target, long @Nullable [] nulls) {
        var dictionary = content().dictionary();
        if (dictionary.isPresent()) {
            var codes = scratch.codes();
            decodeCodes(block, codes);
            BytesBlocks.gather(dictionary.get(), codes, header.blockRows(block), target, nulls);
        } else {
            BytesBlocks.decode(strings(block), content().symbols(), header.byteCounts[block], target, nulls, scratch);
        }
    }

    /**
     * Decodes some rows of a block of kind BYTES; the others become empty strings.
     *
     * @param positions the rows wanted, ascending
     */
    public void decodeBytes(int block, int[] positions, int count, BytesVector target, long @Nullable [] nulls) {
        var dictionary = content().dictionary();
        if (dictionary.isPresent()) {
            var codes = scratch.codes();
            decodeCodes(block, codes);
            BytesBlocks.gather(dictionary.get(), codes, positions, count, header.blockRows(block), target, nulls);
        } else {
            BytesBlocks.decode(
                    strings(block),
                    content().symbols(),
                    header.byteCounts[block],
                    positions,
                    count,
                    target,
                    nulls,
                    scratch);
        }
    }

    /**
     * Returns the chunk's dictionary, always the same object until {@link #close()}, and while the chunk stays cached; empty if the column is not of
     * kind BYTES or not encoded by a dictionary.
     */
    public Optional<Dictionary> dictionary() {
        return header.isDictionary() ? content().dictionary() : Optional.empty();
    }

    /** Decodes the codes of a block into {@link #dictionary()}. */
    public void decodeCodes(int block, int[] target) {
        IntegerBlocks.decode(codes(block), target, scratch);
    }

    /** Keeps rows of kind INT32 or INT64 with {@code low <= value <= high}. */
    public void filterRange(int block, long low, long high, long[] mask) {
        switch (zones.matchRange(block, low, high)) {
            case NONE -> Arrays.fill(mask, 0, MASK_WORDS, 0);
            case ALL -> {}
            case SOME -> {
                filterNotNull(block, mask);
                IntegerBlocks.filter(integers(block), low, high, mask, scratch);
            }
        }
    }

    /** Keeps rows of kind DOUBLE with {@code low <= value <= high}, NaN being the greatest value. */
    public void filterDoubles(int block, double low, double high, long[] mask) {
        switch (zones.matchDoubles(block, low, high)) {
            case NONE -> Arrays.fill(mask, 0, MASK_WORDS, 0);
            case ALL -> {}
            case SOME -> {
                filterNotNull(block, mask);
                DoubleBlocks.filter(doubles(block), low, high, mask, scratch);
            }
        }
    }

    /** Keeps rows whose code of {@link #dictionary()} is in {@code accepted}. */
    public void filterCodes(int block, CodeSet accepted, long[] mask) {
        var low = Math.max(accepted.first(), header.min[block]);
        var high = Math.min(accepted.last(), header.max[block]);
        if (low > high) {
            Arrays.fill(mask, 0, MASK_WORDS, 0);
            return;
        }
        filterNotNull(block, mask);
        IntegerBlocks.filter(codes(block), low, high, mask, scratch);
        if (!accepted.isContiguous()) {
            var codes = scratch.codes();
            decodeCodes(block, codes);
            accepted.filter(codes, mask);
        }
    }

    /** Keeps rows of kind BYTES that equal {@code value} under SQL comparison. */
    public void filterEqual(int block, byte[] value, long[] mask) {
        if (zones.matchEqual(block, value) == ZoneMatch.NONE) {
            Arrays.fill(mask, 0, MASK_WORDS, 0);
            return;
        }
        filterNotNull(block, mask);
        var ignoresBlanks = StringComparison.ignoresBlanks(spec.type());
        var dictionary = content().dictionary();
        if (dictionary.isPresent()) {
            var range = BytesBlocks.findEqual(dictionary.get(), value, ignoresBlanks);
            IntegerBlocks.filter(codes(block), range.first(), range.last(), mask, scratch);
        } else if (header.encoding(block) == Encoding.ZSTD || ignoresBlanks && !zones.hasNoTrailingBlanks()) {
            var decoded = scratch.strings();
            decodeBytes(block, decoded, null);
            BytesBlocks.filterEqual(decoded, header.blockRows(block), value, ignoresBlanks, mask);
        } else {
            BytesBlocks.filterEqual(strings(block), encoded(block, value, ignoresBlanks), mask, scratch);
        }
    }

    /** Removes the rows that are null. */
    public void filterNotNull(int block, long[] mask) {
        var nullCount = header.nullCounts[block];
        if (nullCount == 0) {
            return;
        }
        var rows = header.blockRows(block);
        if (nullCount == rows) {
            Arrays.fill(mask, 0, MASK_WORDS, 0);
            return;
        }
        var memory = memory(block);
        var start = start(block);
        for (var word = 0; word < rows + 63 >>> 6; word++) {
            mask[word] &= ~memory.get(LittleEndian.LONG, start + 8L * word);
        }
    }

    /** Lets go of the chunk's memory; a second call does nothing. */
    @Override
    public void close() {
        if (pin != null) {
            pin.close();
            pin = null;
        } else if (content != null) {
            room.account().giveBack(loader.heapBytes());
        }
        content = null;
    }

    private byte[] encoded(int block, byte[] value, boolean ignoresBlanks) {
        if (soughtCodes == null || !Arrays.equals(soughtValue, value)) {
            var end = ignoresBlanks ? StringComparison.strippedEnd(value, 0, value.length) : value.length;
            var stripped = Arrays.copyOf(value, end);
            soughtCodes = header.encoding(block) == Encoding.SYMBOL
                    ? content().symbols().encode(stripped)
                    : stripped;
            soughtValue = value.clone();
        }
        return soughtCodes;
    }

    private ChunkContent content() {
        if (content == null) {
            if (cache.isLoaded(key)) {
                open();
            } else {
                room.await(this::open);
            }
        }
        return Objects.requireNonNull(content);
    }

    private void open() {
        pin = cache.tryPin(key, ChunkContent.class, loader).orElse(null);
        content = pin == null ? openAlone() : pin.value();
    }

    private ChunkContent openAlone() {
        room.account().take(loader.heapBytes());
        var opened = false;
        try {
            var shared = loader.loadShared();
            opened = true;
            return shared;
        } finally {
            if (!opened) {
                room.account().giveBack(loader.heapBytes());
            }
        }
    }

    /** Returns how many bytes a block takes in the segment; 0 if its header says all. */
    public int blockByteCount(int block) {
        return header.blockLength(block);
    }

    /** Returns memory in which a block lies from {@link #start} on, valid until another is asked for. */
    private MemorySegment memory(int block) {
        content();
        return pin == null
                ? room.fill(
                        key,
                        block,
                        header.blockLength(block) + (long) BitPacking.SLACK_BYTES,
                        memory -> loader.loadBlock(block, memory))
                : pin.memory();
    }

    private int start(int block) {
        return pin == null ? 0 : header.offsets[block];
    }

    private BlockView integers(int block) {
        var kind = header.kind == PhysicalKind.INT32 ? PhysicalKind.INT32 : PhysicalKind.INT64;
        var moved = view(block, kind);
        moved.setBounds(header.min[block], header.max[block], header.factor);
        return moved;
    }

    private BlockView codes(int block) {
        if (!header.isDictionary()) {
            throw new IllegalStateException("column %d has no dictionary".formatted(spec.columnId()));
        }
        var moved = view(block, PhysicalKind.BYTES);
        moved.setBounds(header.min[block], header.max[block], 1);
        return moved;
    }

    private BlockView doubles(int block) {
        var moved = view(block, PhysicalKind.DOUBLE);
        moved.setBounds(header.min[block], header.max[block], 1);
        return moved;
    }

    private BlockView strings(int block) {
        return view(block, PhysicalKind.BYTES);
    }

    private BlockView view(int block, PhysicalKind kind) {
        if (header.kind != kind) {
            throw new IllegalStateException(
                    "column %d of type %s holds no %s".formatted(spec.columnId(), spec.type(), kind));
        }
        var rows = header.blockRows(block);
        var nullCount = header.nullCounts[block];
        var nullBytes = nullCount > 0 && nullCount < rows ? (rows + 63 >>> 6) * Long.BYTES : 0;
        // A constant block of numbers is all in its header: no reason to bring in the chunk.
        var memory = header.encoding(block) == Encoding.CONSTANT ? MemorySegment.NULL : memory(block);
        var length = header.blockLength(block) - nullBytes;
        view.set(memory, start(block) + nullBytes, length, rows, header.encoding(block), header.widths[block]);
        return view;
    }
}
