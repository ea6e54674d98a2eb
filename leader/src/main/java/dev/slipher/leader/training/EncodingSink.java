package dev.slipher.leader.training;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.wire.codec.MessageBuffer;
import dev.slipher.wire.connection.CopyInSource;
import dev.slipher.wire.connection.Notice;
import dev.slipher.wire.connection.ResultColumn;
import dev.slipher.wire.connection.ResultSink;
import dev.slipher.wire.format.RowEncoder;
import dev.slipher.wire.format.ValueFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes rows as messages, as for a client, and forgets them. */
final class EncodingSink implements ResultSink {
    private static final int CHUNK_BYTES = 64 << 10;

    private final Supplier<SessionTime> time;
    private final MessageBuffer buffer = new MessageBuffer();
    private @Nullable RowEncoder encoder;

    EncodingSink(Supplier<SessionTime> time) {
        this.time = time;
    }

    @Override
    public void columns(List<ResultColumn> columns) {
        var shapes = columns.stream()
                .map(column -> new RowEncoder.Column(column.type(), column.format()))
                .toList();
        encoder = new RowEncoder(shapes, time.get(), StandardCharsets.UTF_8);
    }

    @Override
    public void rows(Batch batch, int from, int count) {
        var rows = Objects.requireNonNull(encoder, "rows before their columns");
        rows.start(batch, from, count);
        boolean more;
        do {
            more = rows.append(buffer, CHUNK_BYTES);
            buffer.clear();
        } while (more);
    }

    @Override
    public int offer(Batch batch, int from, int count) {
        rows(batch, from, count);
        return count;
    }

    @Override
    public void complete(String tag) {
        encoder = null;
    }

    @Override
    public void suspended() {
        encoder = null;
    }

    @Override
    public void emptyQuery() {
        // Nothing is told to anybody.
    }

    @Override
    public void notice(Notice notice) {
        // Nothing is told to anybody.
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void interrupt(SlipherException reason) {
        // Nothing here waits for a client.
    }

    @Override
    public CopyInSource copyIn(ValueFormat format, int columnCount) {
        throw new IllegalStateException("no client sends data");
    }

    @Override
    public void copyOut(ValueFormat format, int columnCount) {
        // Lines are forgotten.
    }

    @Override
    public void copyLine(byte[] bytes, int offset, int length) {
        // Lines are forgotten.
    }
}
