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
        public long heapBytes() {
            return 256 + (header.sharedLength == 0 ? 0 : header.sharedLength + 4_096L);
        }

        @Override
        public ChunkContent load(MemorySegment memory) {
            if (header.payloadOffset < 0 || header.payloadOffset + header.payloadLength > source.size()) {
                throw damage().malformed("header of " + name(), header.payloadOffset);
            }
            source.read(header.payloadOffset, memory.asSlice(0, header.payloadLength));
            check(memory, 0, header.sharedLength, header.sharedCrc, () -> "dictionary");
            for (var block = 0; block < header.blocks; block++) {
                var number = block;
                check(
                        memory,
                        header.offsets[block],
                        header.offsets[block + 1],
                        header.crcs[block],
                        () -> "block " + number);
            }
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

        private void check(MemorySegment memory, int from, int to, int expected, Supplier<String> part) {
            if (from == to) {
                return;
            }
            damage().check(
                            memory.asSlice(from, to - from),
                            expected,
                            () -> name() + ", " + part.get(),
                            header.payloadOffset + from);
        }

        private Damage damage() {
            return new Damage(id, source);
        }

        private String name() {
            return "%s, row group %d".formatted(source.describeColumn(columnId), rowGroup);
        }
    }
}
