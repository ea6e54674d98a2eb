package dev.slipher.storage.objectstore;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The format of a file of the {@link Journal}: sectors of 512 bytes, of which a disk writes each whole or not at all.
 * Numbers are little-endian:
 *
 * <pre>
 *  0    4  CRC32C of the file's number (8 bytes), the sector's index in the file (4 bytes), and bytes 4 to 511
 *  4    4  index of the first sector of the sector's record
 *  8    4  count of the record's sectors, which lie one after the other
 * 12  500  content of the record, in its last sector followed by zeros
 * </pre>
 *
 * <p>The first record, of one sector, is the header: magic "SLPJ", and one byte of format version, 1. Every other record
 * is an object:
 *
 * <pre>
 * 0  2  length of the key
 * 2  4  length of the object
 * 6     the key in ASCII, then the object's bytes
 * </pre>
 *
 * <p>A file is made with its header, perhaps some records, and zeros up to its full size, and is durable as such before it
 * has a name. Further records are then written over the zeros, each made durable before the next one is begun. Thus a
 * sector that is all zeros was not written through, and only the last record may have such sectors: that one was never
 * acknowledged, and counts as absent. Any other sector whose checksum is wrong is corrupted.
 */
final class JournalSectors {
    static final int SECTOR_BYTES = 512;

    private static final int SECTOR_HEADER_BYTES = 12;
    private static final int CONTENT_BYTES = SECTOR_BYTES - SECTOR_HEADER_BYTES;
    private static final int RECORD_HEADER_BYTES = 6;
    private static final int MAGIC = 0x4A504C53;
    private static final byte VERSION = 1;

    private final Path file;
    private final long number;
    private final CRC32C crc = new CRC32C();

    /** Of the file {@code number}, whose path is named in errors; used by one thread. */
    JournalSectors(Path file, long number) {
        this.file = file;
        this.number = number;
    }

    /** Where an object lies in a file. */
    record Place(String key, int firstSector, int sectorCount, int length) {
        long offsetBytes() {
            return (long) firstSector * SECTOR_BYTES;
        }

        int sizeBytes() {
            return sectorCount * SECTOR_BYTES;
        }

        int endSector() {
            return firstSector + sectorCount;
        }
    }

    /** Returns the place of an object that is written from {@code firstSector} on. */
    static Place place(String key, int firstSector, int length) {
        var bytes = RECORD_HEADER_BYTES + key.length() + length;
        return new Place(key, firstSector, Math.ceilDiv(bytes, CONTENT_BYTES), length);
    }

    /** Returns the sectors of the header. */
    ByteBuffer header() {
        var content = ByteBuffer.allocate(CONTENT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        content.putInt(MAGIC).put(VERSION);
        return sectors(0, 1, content.clear());
    }

    /** Returns the sectors of an object. */
    ByteBuffer encode(Place place, ByteBuffer object) {
        var content = ByteBuffer.allocate(place.sectorCount * CONTENT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        content.putShort((short) place.key.length())
                .putInt(place.length)
                .put(place.key.getBytes(StandardCharsets.US_ASCII))
                .put(object.duplicate());
        return sectors(place.firstSector, place.sectorCount, content.clear());
    }

    private ByteBuffer sectors(int first, int count, ByteBuffer content) {
        var all = ByteBuffer.allocate(count * SECTOR_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (var i = 0; i < count; i++) {
            var offset = i * SECTOR_BYTES;
            all.putInt(offset + 4, first)
                    .putInt(offset + 8, count)
                    .put(offset + SECTOR_HEADER_BYTES, content, i * CONTENT_BYTES, CONTENT_BYTES)
                    .putInt(offset, checksum(all, offset, first + i));
        }
        return all;
    }

    /**
     * Returns the bytes of an object.
     *
     * @param sectors as many as {@code place} has
     * @throws SlipherException XX001 if they are not what was written
     */
    byte[] decode(Place place, ByteBuffer sectors) {
        var content = contentOrNull(sectors.order(ByteOrder.LITTLE_ENDIAN), 0, place.firstSector, place.sectorCount);
        if (content == null
                || !placeOf(content, place.firstSector, place.sectorCount).equals(place)) {
            throw corrupted(place.firstSector, "object \"%s\" is missing".formatted(place.key));
        }
        var bytes = new byte[place.length];
        content.get(RECORD_HEADER_BYTES + place.key.length(), bytes);
        return bytes;
    }

    /**
     * Returns the places of all objects of a file.
     *
     * @throws SlipherException XX001 if anything else was changed than that the last record is not all there
     */
    List<Place> scan(ByteBuffer all) {
        var bytes = all.order(ByteOrder.LITTLE_ENDIAN);
        var sectorCount = bytes.limit() / SECTOR_BYTES;
        if (sectorCount == 0 || bytes.limit() % SECTOR_BYTES != 0) {
            throw corrupted(0, "its size is %d bytes".formatted(bytes.limit()));
        }
        checkHeader(bytes);
        var places = new ArrayList<Place>();
        var next = 1;
        while (next < sectorCount && !isZero(bytes, next)) {
            checkSector(bytes, next, next);
            var count = bytes.getInt(next * SECTOR_BYTES + 8);
            if (bytes.getInt(next * SECTOR_BYTES + 4) != next || count < 1 || count > sectorCount - next) {
                throw corrupted(next, "no record begins here");
            }
            var content = contentOrNull(bytes, next, next, count);
            if (content == null) {
                break;
            }
            places.add(placeOf(content, next, count));
            next += count;
        }
        requireNothingAfter(bytes, next, sectorCount);
        return places;
    }

    private void checkHeader(ByteBuffer bytes) {
        checkSector(bytes, 0, 0);
        if (bytes.getInt(SECTOR_HEADER_BYTES) != MAGIC) {
            throw corrupted(0, "the magic number is missing");
        }
        var version = bytes.get(SECTOR_HEADER_BYTES + 4);
        if (version != VERSION) {
            throw corrupted(0, "format version %d is unknown".formatted(version));
        }
    }

    /** Checks that all that was written from a sector on belongs to one record there, which is not all there. */
    private void requireNothingAfter(ByteBuffer bytes, int next, int sectorCount) {
        for (var index = next; index < sectorCount; index++) {
            if (!isZero(bytes, index)) {
                checkSector(bytes, index, index);
                var first = bytes.getInt(index * SECTOR_BYTES + 4);
                var count = bytes.getInt(index * SECTOR_BYTES + 8);
                if (first != next || count <= index - first) {
                    throw corrupted(next, "what was written here is missing, for sector %d follows".formatted(index));
                }
            }
        }
    }

    /** Returns the content of a record, null if sectors of it were not written. */
    private @Nullable ByteBuffer contentOrNull(ByteBuffer bytes, int at, int first, int count) {
        var content = ByteBuffer.allocate(count * CONTENT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (var i = 0; i < count; i++) {
            if (isZero(bytes, at + i)) {
                return null;
            }
            checkSector(bytes, at + i, first + i);
            var offset = (at + i) * SECTOR_BYTES;
            if (bytes.getInt(offset + 4) != first || bytes.getInt(offset + 8) != count) {
                throw corrupted(first + i, "it belongs to another record");
            }
            content.put(i * CONTENT_BYTES, bytes, offset + SECTOR_HEADER_BYTES, CONTENT_BYTES);
        }
        return content;
    }

    private Place placeOf(ByteBuffer content, int first, int count) {
        var keyLength = content.getShort(0);
        var length = content.getInt(2);
        if (keyLength < 0 || length < 0 || keyLength + (long) length > content.limit() - RECORD_HEADER_BYTES) {
            throw corrupted(first, "an object of %d bytes does not fit into its record".formatted(length));
        }
        var key = new byte[keyLength];
        content.get(RECORD_HEADER_BYTES, key);
        return new Place(new String(key, StandardCharsets.US_ASCII), first, count, length);
    }

    /** Checks the sector that lies at {@code at} in {@code bytes}, and at {@code index} in the file. */
    private void checkSector(ByteBuffer bytes, int at, int index) {
        var expected = bytes.getInt(at * SECTOR_BYTES);
        var found = checksum(bytes, at * SECTOR_BYTES, index);
        if (expected != found) {
            throw corrupted(index, "its checksum is %08x, expected %08x".formatted(found, expected));
        }
    }

    private int checksum(ByteBuffer bytes, int offset, int index) {
        crc.reset();
        var identity = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        crc.update(identity.putLong(number).putInt(index).flip());
        crc.update(bytes.slice(offset + 4, SECTOR_BYTES - 4));
        return (int) crc.getValue();
    }

    private static boolean isZero(ByteBuffer bytes, int sector) {
        for (var i = 0; i < SECTOR_BYTES; i += Long.BYTES) {
            if (bytes.getLong(sector * SECTOR_BYTES + i) != 0) {
                return false;
            }
        }
        return true;
    }

    private SlipherException corrupted(int sector, String what) {
        return new SlipherException(
                        SqlState.DATA_CORRUPTED,
                        "journal file \"%s\" is corrupted at byte %d: %s"
                                .formatted(file, (long) sector * SECTOR_BYTES, what))
                .withHint("Put it back from a copy of the data.");
    }
}
