package dev.slipher.wire.connection;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.wire.format.RowEncoder;
import dev.slipher.wire.format.Transcoder;
import dev.slipher.wire.format.ValueFormat;
import dev.slipher.wire.message.BackendMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes what a statement gives into the connection's transport. */
final class ClientSink implements ResultSink {
    private final Transport transport;
    private final Supplier<SessionTime> time;
    private final boolean describesRows;
    private @Nullable RowEncoder encoder;
    private @Nullable CopyInReader copyIn;
    private boolean copyingOut;

    /** Null where lines of a copy are sent as they come: in UTF-8, or binary. */
    private @Nullable Transcoder copyTranscoder;

    /**
     * @param describesRows whether rows are preceded by their description, as they are in the simple protocol
     */
    ClientSink(Transport transport, Supplier<SessionTime> time, boolean describesRows) {
        this.transport = transport;
        this.time = time;
        this.describesRows = describesRows;
    }

    @Override
    public void columns(List<ResultColumn> columns) {
        if (describesRows) {
            transport.send(describe(columns));
        }
        var shapes = columns.stream()
                .map(column -> new RowEncoder.Column(column.type(), column.format()))
                .toList();
        encoder = new RowEncoder(shapes, time.get(), transport.buffer().charset());
    }

    static BackendMessage.RowDescription describe(List<ResultColumn> columns) {
        return new BackendMessage.RowDescription(columns.stream()
                .map(column -> new BackendMessage.Field(
                        column.name(), column.tableOid(), column.columnNumber(), column.wireType(), column.format()))
                .toList());
    }

    @Override
    public void rows(Batch batch, int from, int count) {
        var rows = encoder();
        rows.start(batch, from, count);
        while (rows.append(transport.buffer(), transport.chunkBytes())) {
            transport.flush();
        }
        transport.flushIfFull();
    }

    @Override
    public int offer(Batch batch, int from, int count) {
        var rows = encoder();
        rows.start(batch, from, count);
        while (rows.remaining() > 0 && transport.isWritable()) {
            rows.append(transport.buffer(), transport.chunkBytes());
            transport.flushIfFull();
        }
        return count - rows.remaining();
    }

    private RowEncoder encoder() {
        return Objects.requireNonNull(encoder, "rows before their columns");
    }

    @Override
    public void complete(String tag) {
        endCopies();
        encoder = null;
        transport.send(new BackendMessage.CommandComplete(tag));
    }

    private void endCopies() {
        if (copyIn != null) {
            copyIn.drain();
            copyIn = null;
        }
        if (copyingOut) {
            transport.send(new BackendMessage.CopyDone());
            copyingOut = false;
        }
    }

    @Override
    public void suspended() {
        encoder = null;
        transport.send(new BackendMessage.PortalSuspended());
    }

    @Override
    public void emptyQuery() {
        transport.send(new BackendMessage.EmptyQueryResponse());
    }

    @Override
    public void notice(Notice notice) {
        transport.send(new BackendMessage.NoticeResponse(Failure.report(notice)));
        transport.flush();
    }

    @Override
    public boolean isWritable() {
        return transport.isWritable();
    }

    @Override
    public void interrupt(SlipherException reason) {
        transport.interrupt(reason);
    }

    @Override
    public CopyInSource copyIn(ValueFormat format, int columnCount) {
        transport.send(new BackendMessage.CopyInResponse(format, columnCount));
        transport.flush();
        var reader = new CopyInReader(transport);
        copyIn = reader;
        return reader;
    }

    @Override
    public void copyOut(ValueFormat format, int columnCount) {
        copyingOut = true;
        var charset = transport.buffer().charset();
        boolean asIs = format == ValueFormat.BINARY || charset.equals(StandardCharsets.UTF_8);
        copyTranscoder = asIs ? null : new Transcoder(charset);
        transport.send(new BackendMessage.CopyOutResponse(format, columnCount));
    }

    @Override
    public void copyLine(byte[] bytes, int offset, int length) {
        if (copyTranscoder == null) {
            sendLine(bytes, offset, length);
            return;
        }
        var line = new ByteSink(length);
        copyTranscoder.append(bytes, offset, length, line);
        sendLine(line.bytes(), 0, line.length());
    }

    private void sendLine(byte[] bytes, int offset, int length) {
        var buffer = transport.buffer();
        buffer.begin('d');
        buffer.putBytes(bytes, offset, length);
        buffer.end();
        transport.flushIfFull();
    }
}
