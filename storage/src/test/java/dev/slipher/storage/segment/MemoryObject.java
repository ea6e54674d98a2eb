package dev.slipher.storage.segment;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/** An object that lives in an array, for tests to write, read and damage. */
final class MemoryObject implements SegmentSink, SegmentSource {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private byte[] finished = new byte[0];

    MemoryObject() {}

    MemoryObject(byte[] content) {
        bytes.writeBytes(content);
    }

    @Override
    public void append(ByteBuffer source) {
        var chunk = new byte[source.remaining()];
        source.get(chunk);
        bytes.writeBytes(chunk);
    }

    @Override
    public long size() {
        return bytes.size();
    }

    @Override
    public synchronized void read(long offset, MemorySegment target) {
        if (finished.length != bytes.size()) {
            finished = bytes.toByteArray();
        }
        if (offset < 0 || offset + target.byteSize() > finished.length) {
            throw new SlipherException(SqlState.IO_ERROR, "read past the end of the object");
        }
        MemorySegment.copy(finished, (int) offset, target, ValueLayout.JAVA_BYTE, 0, (int) target.byteSize());
    }

    byte[] content() {
        return bytes.toByteArray();
    }
}
