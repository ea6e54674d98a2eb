package dev.slipher.storage.encoding;

import dev.slipher.storage.batch.Batch;
import java.nio.ByteBuffer;

/**
 * Turns a batch into compact, self-describing, checksummed bytes and back: for spill, for exchange, and for rows carried
 * inside log entries.
 *
 * <p>One codec serves one thread: it keeps buffers between calls.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class BatchCodec {
    /**
     * Encodes the selected rows of {@code batch}.
     *
     * @return the bytes, little-endian from position 0 to the limit, in a buffer that the next call overwrites
     */
    public ByteBuffer encode(Batch batch) {
        throw new UnsupportedOperationException();
    }

    /**
     * Decodes what {@link #encode} made, from {@code bytes}' position to its limit.
     *
     * @return a batch without a selection over new arrays, which the caller may keep
     * @throws dev.slipher.storage.error.SlipherException XX001 if the bytes are not what {@link #encode} made
     */
    public Batch decode(ByteBuffer bytes) {
        throw new UnsupportedOperationException();
    }
}
