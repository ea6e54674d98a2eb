package dev.slipher.storage.log;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * How every object of the log is sealed, so that no changed or missing byte goes unnoticed. Numbers are little-endian:
 *
 * <pre>
 *  0  4  magic "SLPR"
 *  4  1  what the object is: the number of a {@link Kind}
 *  5  1  format version, 1
 *  6  2  0
 *  8  4  length of the content
 * 12  4  CRC32C of bytes 0 to 11 and the content
 * 16     content
 * </pre>
 */
final class Frame {
    static final int HEADER_BYTES = 16;

    private static final int MAGIC = 0x52504C53;
    private static final byte VERSION = 1;

    private Frame() {}

    /** What a sealed object is. */
    enum Kind {
        /** One {@link LogEntry}. */
        ENTRY(1, "log entry"),
        /** Sealed entries of consecutive versions, one after the other. */
        ENTRIES(2, "range of log entries"),
        /** One {@link CheckpointState}. */
        CHECKPOINT(3, "checkpoint"),
        /** One {@link CheckpointState.Manifest}. */
        MANIFEST(4, "manifest"),
        /** Row sets in Roaring's portable format, found by offset and length within the object. */
        DELETES(5, "delete object"),
        /** One {@link CheckpointState.Statistics}. */
        STATISTICS(6, "statistics object");

        private final byte number;
        private final String text;

        Kind(int number, String text) {
            this.number = (byte) number;
            this.text = text;
        }
    }

    static ByteBuffer seal(Kind kind, ByteBuffer content) {
        return ByteBuffer.allocate(HEADER_BYTES + content.remaining())
                .put(header(kind, List.of(content)))
                .put(content.duplicate())
                .flip();
    }

    /** Returns the header of an object whose content is that of {@code parts}, one after the other. */
    static ByteBuffer header(Kind kind, List<ByteBuffer> parts) {
        var header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(MAGIC)
                .put(kind.number)
                .put(VERSION)
                .putShort((short) 0)
                .putInt(parts.stream().mapToInt(ByteBuffer::remaining).sum());
        var crc = new CRC32C();
        crc.update(header.duplicate().flip());
        parts.forEach(part -> crc.update(part.duplicate()));
        return header.putInt((int) crc.getValue()).flip();
    }

    /**
     * Returns the content of a sealed object that fills {@code bytes}.
     *
     * @throws SlipherException XX001, naming {@code key}, if it is anything but what {@link #seal} made
     */
    static ByteBuffer open(Kind kind, String key, byte[] bytes) {
        var content = openNext(kind, key, ByteBuffer.wrap(bytes), 0);
        if (HEADER_BYTES + content.remaining() != bytes.length) {
            throw corrupted(
                    kind,
                    key,
                    HEADER_BYTES + content.remaining(),
                    "it has %d bytes more".formatted(bytes.length - HEADER_BYTES - content.remaining()));
        }
        return content;
    }

    /** Returns the content of the sealed object that begins at {@code offset}, others following it. */
    static ByteBuffer openNext(Kind kind, String key, ByteBuffer all, int offset) {
        var bytes = all.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() - offset < HEADER_BYTES) {
            throw corrupted(kind, key, offset, "it ends inside its header");
        }
        if (bytes.getInt(offset) != MAGIC) {
            throw corrupted(kind, key, offset, "the magic number is missing");
        }
        if (bytes.get(offset + 5) != VERSION) {
            throw corrupted(kind, key, offset + 5, "format version %d is unknown".formatted(bytes.get(offset + 5)));
        }
        if (bytes.get(offset + 4) != kind.number) {
            throw corrupted(kind, key, offset + 4, "it is of kind %d".formatted(bytes.get(offset + 4)));
        }
        var length = bytes.getInt(offset + 8);
        if (length < 0 || length > bytes.limit() - offset - HEADER_BYTES) {
            throw corrupted(kind, key, offset + 8, "its content of %d bytes is not all there".formatted(length));
        }
        var expected = bytes.getInt(offset + 12);
        var found = checksum(bytes, offset, length);
        if (expected != found) {
            throw corrupted(kind, key, offset, "its checksum is %08x, expected %08x".formatted(found, expected));
        }
        return bytes.slice(offset + HEADER_BYTES, length);
    }

    static SlipherException corrupted(Kind kind, String key, long offset, String what) {
        return new SlipherException(
                        SqlState.DATA_CORRUPTED,
                        "%s \"%s\" is corrupted at byte %d: %s".formatted(kind.text, key, offset, what))
                .withHint("Put it back from a copy of the data.");
    }

    private static int checksum(ByteBuffer bytes, int offset, int length) {
        var crc = new CRC32C();
        crc.update(bytes.slice(offset, 12));
        crc.update(bytes.slice(offset + HEADER_BYTES, length));
        return (int) crc.getValue();
    }
}
