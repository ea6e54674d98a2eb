package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.codec.Frame;
import dev.slipher.wire.codec.MessageParser;
import dev.slipher.wire.format.ClientEncoding;
import dev.slipher.wire.format.ParameterDecoder;
import dev.slipher.wire.format.ParameterValue;
import dev.slipher.wire.message.BackendMessage;
import dev.slipher.wire.message.FrontendMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Serves a client from its first ReadyForQuery to its last message.
 *
 * <pre>
 * Query                                  → (RowDescription DataRow* | CopyIn | CopyOut)? CommandComplete … ReadyForQuery
 * Parse Bind Describe Execute Close Sync → ParseComplete BindComplete … CommandComplete CloseComplete ReadyForQuery
 * error in Query                         → ErrorResponse ReadyForQuery
 * error in any other                     → ErrorResponse, nothing more up to Sync, ReadyForQuery
 * </pre>
 */
final class MessageLoop {
    private static final String CLIENT_ENCODING = "client_encoding";

    private final Session session;
    private final Transport transport;
    private Map<String, String> reported = Map.of();
    private boolean skippingToSync;
    /** Whether the client was told that it may send a command, and has sent nothing since. */
    private boolean ready;

    MessageLoop(Session session, Transport transport) {
        this.session = session;
        this.transport = transport;
    }

    /**
     * Returns once the client said goodbye.
     *
     * @param key by which the client may cancel
     * @throws SlipherException if the connection can't go on: 08006 if the client is gone, else what it should be told
     */
    void run(BackendMessage.BackendKeyData key) {
        reportParameters();
        transport.send(key);
        readyForQuery();
        // No frame is in reach of this method while it waits for the next one: a long one is garbage once it was
        // served.
        while (serveNext()) {}
    }

    /** Returns false after the last message. */
    private boolean serveNext() {
        var frame = ready ? transport.receive(session.idleLimit()) : transport.receive();
        ready = false;
        if (frame instanceof Frame.Unreadable) {
            MessageParser.parse(frame, transport.buffer().charset());
        }
        if (frame.type() == 'X') {
            return false;
        }
        if (!skippingToSync || frame.type() == 'S') {
            serve(frame);
        }
        return true;
    }

    private void serve(Frame frame) {
        try {
            call(() -> dispatch(MessageParser.parse(frame, transport.buffer().charset())));
        } catch (Throwable thrown) {
            fail(thrown);
            skippingToSync = isExtended(frame.type());
        }
        if (transport.isTerminated()) {
            throw Transport.adminShutdown();
        }
        // Before the client hears that it may send the next one.
        transport.served();
        if (frame.type() == 'Q' || frame.type() == 'F' || frame.type() == 'S') {
            readyForQuery();
        } else if (frame.type() == 'H') {
            transport.flush();
        }
    }

    private static boolean isExtended(byte type) {
        return "PBDEC".indexOf(type) >= 0;
    }

    private void call(Runnable part) {
        transport.enterCall(session::cancel);
        try {
            part.run();
        } finally {
            transport.exitCall();
        }
    }

    private void fail(Throwable thrown) {
        if (transport.isClosed() || transport.isTerminated()) {
            return;
        }
        var error = Failure.of(thrown);
        // First, for the client may never read on, and others wait for what the transaction has locked.
        session.failed(error);
        transport.buffer().discardUnfinished();
        transport.send(new BackendMessage.ErrorResponse(Failure.report("ERROR", error)));
        // Some clients say Flush, not Sync, and wait for what comes of it.
        transport.flush();
    }

    private void dispatch(FrontendMessage message) {
        switch (message) {
            case FrontendMessage.Query(var sql) -> session.simpleQuery(sql, sink(true));
            case FrontendMessage.Parse(var name, var sql, var oids) -> {
                session.parse(
                        name, sql, oids.stream().map(ParameterType::declared).toList());
                transport.send(new BackendMessage.ParseComplete());
            }
            case FrontendMessage.Bind bind -> {
                bind(bind);
                transport.send(new BackendMessage.BindComplete());
            }
            case FrontendMessage.Describe(var target, var name) -> describe(target, name);
            case FrontendMessage.Execute(var portal, var maxRows) -> session.execute(portal, maxRows, sink(false));
            case FrontendMessage.Close(var target, var name) -> {
                switch (target) {
                    case STATEMENT -> session.closeStatement(name);
                    case PORTAL -> session.closePortal(name);
                }
                transport.send(new BackendMessage.CloseComplete());
            }
            case FrontendMessage.Sync _ -> {
                skippingToSync = false;
                session.sync();
            }
            case FrontendMessage.FunctionCall _ ->
                throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "fastpath function calls are not supported")
                        .withHint("Call the function in a SELECT.");
            case FrontendMessage.Password _ ->
                throw new SlipherException(SqlState.PROTOCOL_VIOLATION, "unexpected password message");
            // A client that has not yet heard that its copy failed may still send these.
            case FrontendMessage.CopyData _, FrontendMessage.CopyDone _, FrontendMessage.CopyFail _ -> {}
            case FrontendMessage.Flush _, FrontendMessage.Terminate _ -> {}
        }
    }

    private ClientSink sink(boolean describesRows) {
        return new ClientSink(transport, session::time, describesRows);
    }

    private void describe(FrontendMessage.Target target, String name) {
        var columns = switch (target) {
            case STATEMENT -> {
                var description = session.describeStatement(name);
                transport.send(new BackendMessage.ParameterDescription(description.parameters().stream()
                        .map(ParameterType::oid)
                        .toList()));
                yield description.columns();
            }
            case PORTAL -> session.describePortal(name);
        };
        transport.send(columns.isEmpty() ? new BackendMessage.NoData() : ClientSink.describe(columns));
    }

    private void bind(FrontendMessage.Bind bind) {
        var types = session.describeStatement(bind.statement()).parameters();
        if (types.size() != bind.parameters().size()) {
            throw new SlipherException(
                    SqlState.PROTOCOL_VIOLATION,
                    "bind message supplies %d parameters, but prepared statement \"%s\" requires %d"
                            .formatted(bind.parameters().size(), bind.statement(), types.size()));
        }
        var decoder = new ParameterDecoder(session.time(), transport.buffer().charset());
        var values = new ArrayList<ParameterValue>(types.size());
        for (var i = 0; i < types.size(); i++) {
            var type = types.get(i);
            values.add(decoder.value(
                    bind.parameters().get(i), type.oid(), type.type().orElseThrow()));
        }
        session.bind(bind.portal(), bind.statement(), List.copyOf(values), new ResultFormats(bind.resultFormats()));
    }

    private void readyForQuery() {
        reportParameters();
        transport.send(
                new BackendMessage.ReadyForQuery(session.transactionStatus().code()));
        transport.flush();
        ready = true;
    }

    private void reportParameters() {
        var current = session.reportedParameters();
        if (current.equals(reported)) {
            return;
        }
        current.forEach((name, value) -> {
            if (!value.equals(reported.get(name))) {
                transport.send(new BackendMessage.ParameterStatus(name, value));
            }
        });
        reported = current;
        var encoding = ClientEncoding.find(current.getOrDefault(CLIENT_ENCODING, ClientEncoding.UTF8));
        encoding.ifPresent(found -> transport.buffer().setCharset(found.charset()));
    }
}
