package dev.slipher.storage.segment;

import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.cache.ChunkLoader;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.encoding.BitPacking;
import dev.slipher.storage.encoding.BytesBlocks;
import dev.slipher.storage.encoding.Encoding;
import dev.slipher.storage.encoding.SymbolTable;
import dev.slipher.storage.type.PhysicalKind;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Supplier;

/** What the blocks of a chunk share, made once when the chunk comes into the cache. */
record ChunkContent(Optional<Dictionary> dictionary, SymbolTable symbols) {

    /** Reads a chunk's payload and checks all its blocks. */
    record Loader(ObjectId id, int columnId, int rowGroup, ChunkHeader header, SegmentSource source)
            implements ChunkLoader<ChunkContent> {
        @Override
        public long memoryBytes() {
            return header.payloadLength + (long) BitPacking.SLACK_BYTES;
        }

        @Override
        public long heapBytes(ChunkContent loaded) {
            return heapBytes();
        }

        /** Returns about how many bytes the content keeps on the heap. */
        long heapBytes() {
            return 256 + (header.sharedLength == 0 ? 0 : header.sharedLength + 4_096L);
        }

        @Override
        public ChunkContent load(MemorySegment memory) {
            read(0, header.payloadLength, memory);
            checkShared(memory);
            for (var block = 0; block < header.blocks; block++) {
                checkBlock(block, memory.asSlice(header.offsets[block], header.blockLength(block)));
            }
            return parseChecked(memory);
        }

        /** Reads the content alone, without the blocks. */
        ChunkContent loadShared() {
            var memory = MemorySegment.ofArray(new byte[header.sharedLength]);
            read(0, header.sharedLength, memory);
            checkShared(memory);
            return parseChecked(memory);
        }

        /** Reads one block to the start of {@code memory}, and checks it. */
        void loadBlock(int block, MemorySegment memory) {
            var length = header.blockLength(block);
            read(header.offsets[block], length, memory);
            checkBlock(block, memory.asSlice(0, length));
        }

        private void read(int from, int length, MemorySegment target) {
            if (header.payloadOffset < 0 || header.payloadOffset + header.payloadLength > source.size()) {
                throw damage().malformed("header of " + name(), header.payloadOffset);
            }
            source.read(header.payloadOffset + from, target.asSlice(0, length));
        }

        private ChunkContent parseChecked(MemorySegment memory) {
            try {
                return parse(memory);
            } catch (IndexOutOfBoundsException | NegativeArraySizeException cut) {
                throw damage().malformed(name(), header.payloadOffset, cut);
            }
        }

        private ChunkContent parse(MemorySegment memory) {
            if (header.isDictionary()) {
                return new ChunkContent(Optional.of(BytesBlocks.readDictionary(memory, 0)), BytesBlocks.noSymbols());
            }
            var hasSymbols =
                    header.kind == PhysicalKind.BYTES && header.blocks > 0 && header.encoding(0) == Encoding.SYMBOL;
            return new ChunkContent(
                    Optional.empty(), hasSymbols ? SymbolTable.read(memory, 0) : BytesBlocks.noSymbols());
        }

        private void checkShared(MemorySegment memory) {
            check(memory.asSlice(0, header.sharedLength), header.sharedCrc, () -> "dictionary", 0);
        }

        private void checkBlock(int block, MemorySegment bytes) {
            check(bytes, header.crcs[block], () -> "block " + block, header.offsets[block]);
        }

        private void check(MemorySegment bytes, int expected, Supplier<String> part, int position) {
            if (bytes.byteSize() > 0) {
                damage().check(bytes, expected, () -> name() + ", " + part.get(), header.payloadOffset + position);
            }
        }

        private Damage damage() {
            return new Damage(id, source);
        }

        private String name() {
            return "%s, row group %d".formatted(source.describeColumn(columnId), rowGroup);
        }
    }
}
