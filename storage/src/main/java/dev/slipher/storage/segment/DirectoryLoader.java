package dev.slipher.storage.segment;

import dev.slipher.storage.cache.ChunkLoader;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.encoding.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteOrder;

/** Reads a segment's trailer and directory, in one read where the directory is small. */
record DirectoryLoader(ObjectId id, SegmentSource source) implements ChunkLoader<SegmentDirectory> {
    private static final int TAIL_BYTES = 1 << 14;

    @Override
    public long memoryBytes() {
        return 0;
    }

    @Override
    public long heapBytes(SegmentDirectory loaded) {
        return loaded.heapBytes();
    }

    @Override
    public SegmentDirectory load(MemorySegment memory) {
        var damage = new Damage(id, source);
        var size = source.size();
        if (size < SegmentLayout.HEAD_BYTES + SegmentLayout.TRAILER_BYTES) {
            throw damage.unreadable("it has only %d bytes".formatted(size));
        }
        var tailStart = Math.max(0, size - TAIL_BYTES);
        var tail = MemorySegment.ofArray(new byte[(int) (size - tailStart)]);
        source.read(tailStart, tail);
        var trailer = tail.asSlice(tail.byteSize() - SegmentLayout.TRAILER_BYTES);
        checkMagic(damage, trailer, 28, trailer.get(LittleEndian.INT, 24));
        var trailerStart = size - SegmentLayout.TRAILER_BYTES;
        damage.check(trailer.asSlice(0, 20), trailer.get(LittleEndian.INT, 20), () -> "trailer", trailerStart);

        var offset = trailer.get(LittleEndian.LONG, 0);
        var length = trailer.get(LittleEndian.INT, 8);
        if (offset < 0 || length < 0 || offset + length != trailerStart) {
            throw damage.malformed("trailer", trailerStart);
        }
        var bytes = offset >= tailStart
                ? tail.asSlice(offset - tailStart, length)
                : MemorySegment.ofArray(new byte[length]);
        if (offset < tailStart) {
            source.read(offset, bytes);
        }
        damage.check(bytes, trailer.get(LittleEndian.INT, 12), () -> "directory", offset);
        try {
            return SegmentLayout.getDirectory(bytes.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException cut) {
            throw damage.malformed("directory", offset, cut);
        }
    }

    /** Checks the magic number and version at the start, which nothing else needs. */
    static void checkHead(ObjectId id, SegmentSource source) {
        var head = MemorySegment.ofArray(new byte[SegmentLayout.HEAD_BYTES]);
        source.read(0, head);
        checkMagic(new Damage(id, source), head, 0, head.get(LittleEndian.INT, 4));
    }

    private static void checkMagic(Damage damage, MemorySegment bytes, long magicAt, int version) {
        var magic = bytes.get(LittleEndian.INT, magicAt);
        if (magic != SegmentLayout.MAGIC) {
            throw damage.unreadable("its magic number is %08x instead of %08x".formatted(magic, SegmentLayout.MAGIC));
        }
        if (version != SegmentLayout.VERSION) {
            throw damage.unreadable("its format version is %d, known is %d".formatted(version, SegmentLayout.VERSION));
        }
    }
}
