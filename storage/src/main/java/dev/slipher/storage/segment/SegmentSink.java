package dev.slipher.storage.segment;

import java.nio.ByteBuffer;

/** Where a {@link SegmentWriter} puts the bytes of the one object it writes, in order and each once. */
public interface SegmentSink {
    /** Takes all remaining bytes of {@code bytes}, which the writer reuses after the call. */
    void append(ByteBuffer bytes);
}
