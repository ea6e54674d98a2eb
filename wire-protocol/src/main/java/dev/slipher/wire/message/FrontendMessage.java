package dev.slipher.wire.message;

import dev.slipher.wire.format.ValueFormat;
import java.util.List;
import java.util.Optional;

/** A message from a client, after start-up. */
public sealed interface FrontendMessage {
    /** What Describe and Close speak of. */
    enum Target {
        STATEMENT,
        PORTAL
    }

    /** One parameter of a Bind, empty for NULL. */
    record RawParameter(ValueFormat format, Optional<byte[]> bytes) {}

    /** Runs statements as text. */
    record Query(String sql) implements FrontendMessage {}

    /** Prepares a statement. */
    record Parse(String statement, String sql, List<Integer> parameterOids) implements FrontendMessage {}

    /** Makes a portal of a statement and its parameters. */
    record Bind(String portal, String statement, List<RawParameter> parameters, List<ValueFormat> resultFormats)
            implements FrontendMessage {}

    /** Asks what a statement or portal takes and gives. */
    record Describe(Target target, String name) implements FrontendMessage {}

    /**
     * Runs a portal.
     *
     * @param maxRows 0 for all
     */
    record Execute(String portal, long maxRows) implements FrontendMessage {}

    /** Forgets a statement or portal. */
    record Close(Target target, String name) implements FrontendMessage {}

    /** Ends a group of extended-query messages. */
    record Sync() implements FrontendMessage {}

    /** Asks for all that is ready to be sent. */
    record Flush() implements FrontendMessage {}

    /** A part of the data of COPY FROM STDIN. */
    record CopyData(byte[] bytes) implements FrontendMessage {}

    /** The end of the data of COPY FROM STDIN. */
    record CopyDone() implements FrontendMessage {}

    /** The client gives up its COPY FROM STDIN. */
    record CopyFail(String reason) implements FrontendMessage {}

    /** The old fast path for function calls, which the warehouse refuses. */
    record FunctionCall() implements FrontendMessage {}

    /** An answer to an authentication request: a password, or a SASL message. */
    record Password(byte[] body) implements FrontendMessage {}

    /** The client says goodbye. */
    record Terminate() implements FrontendMessage {}
}
