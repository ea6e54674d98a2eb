package dev.slipher.storage.segment;

import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/** Finds damaged bytes of one segment by their checksum, and says where they lie, in its source's names. */
record Damage(ObjectId id, SegmentSource source) {
    /**
     * Compares the checksum of bytes that were read with the one written.
     *
     * @param what the part of the segment
     * @param position where it starts in the object
     */
    void check(MemorySegment bytes, int expected, Supplier<String> what, long position) {
        var crc = new CRC32C();
        crc.update(bytes.asByteBuffer());
        var found = (int) crc.getValue();
        if (found != expected) {
            throw new SlipherException(
                    SqlState.DATA_CORRUPTED,
                    isDamaged("%s, %d bytes at byte %d, has checksum %08x instead of %08x"
                            .formatted(what.get(), bytes.byteSize(), position, found, expected)));
        }
    }

    SlipherException malformed(String what, long position) {
        return new SlipherException(
                SqlState.DATA_CORRUPTED, isDamaged("%s at byte %d contradicts itself".formatted(what, position)));
    }

    SlipherException malformed(String what, long position, RuntimeException cause) {
        return new SlipherException(
                SqlState.DATA_CORRUPTED, isDamaged("%s at byte %d cannot be read".formatted(what, position)), cause);
    }

    SlipherException unreadable(String why) {
        return new SlipherException(
                SqlState.DATA_CORRUPTED, "%s cannot be read: %s".formatted(source.describe(id), why));
    }

    private String isDamaged(String how) {
        return "%s is damaged: %s".formatted(source.describe(id), how);
    }
}
