package dev.slipher.storage.segment;

import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/** Finds damaged bytes by their checksum, and says where they lie. */
final class Damage {
    private Damage() {}

    /**
     * Compares the checksum of bytes that were read with the one written.
     *
     * @param what the part of the segment
     * @param position where it starts in the object
     */
    static void check(MemorySegment bytes, int expected, ObjectId id, Supplier<String> what, long position) {
        var crc = new CRC32C();
        crc.update(bytes.asByteBuffer());
        var found = (int) crc.getValue();
        if (found != expected) {
            throw new SlipherException(
                    SqlState.DATA_CORRUPTED,
                    "segment %s is damaged: %s, %d bytes at byte %d, has checksum %08x instead of %08x"
                            .formatted(id, what.get(), bytes.byteSize(), position, found, expected));
        }
    }

    static SlipherException malformed(ObjectId id, String what, long position) {
        return new SlipherException(
                SqlState.DATA_CORRUPTED,
                "segment %s is damaged: %s at byte %d contradicts itself".formatted(id, what, position));
    }

    static SlipherException malformed(ObjectId id, String what, long position, RuntimeException cause) {
        return new SlipherException(
                SqlState.DATA_CORRUPTED,
                "segment %s is damaged: %s at byte %d cannot be read".formatted(id, what, position),
                cause);
    }
}
