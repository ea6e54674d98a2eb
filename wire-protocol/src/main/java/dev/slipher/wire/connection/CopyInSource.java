package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import java.io.InputStream;

/**
 * The data of COPY FROM STDIN, which ends where the client says it is done.
 *
 * <p>Reading blocks until the client sends; what it sends ahead of the reader is bounded. Reading throws {@link
 * SlipherException}: 57014 once the client gave up or the statement was cancelled, 08006 once it is gone. A source that
 * is not read to its end is skipped after the statement.
 */
public abstract class CopyInSource extends InputStream {
    @Override
    public abstract int read();

    @Override
    public abstract int read(byte[] target, int offset, int length);

    @Override
    public abstract int available();
}
