package dev.slipher.wire.codec;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.format.ValueFormat;
import dev.slipher.wire.message.FrontendMessage;
import dev.slipher.wire.message.FrontendMessage.RawParameter;
import dev.slipher.wire.message.FrontendMessage.Target;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the bodies of a client's messages; layouts as in "Message Formats" of PostgreSQL's manual. */
public final class MessageParser {
    private static final String KNOWN_TYPES = "QPBDECSHXFdcfp";

    private MessageParser() {}

    /** Returns whether clients may send messages of this type. */
    static boolean isKnown(byte type) {
        return KNOWN_TYPES.indexOf(type) >= 0;
    }

    /**
     * Returns the message that {@code frame} holds.
     *
     * @param charset of the client's text
     * @throws SlipherException 08P01 if its body is malformed, 22021 if it is not text in that charset, or why it was
     *     skipped; the next frame can be read all the same, but after one that is unreadable
     */
    public static FrontendMessage parse(Frame frame, Charset charset) {
        var body = new BodyReader(bodyOf(frame), charset);
        var message = switch (frame.type()) {
            case 'Q' -> new FrontendMessage.Query(body.string());
            case 'P' -> parse(body);
            case 'B' -> bind(body);
            case 'D' -> new FrontendMessage.Describe(target(body, "DESCRIBE"), body.string());
            case 'E' -> new FrontendMessage.Execute(body.string(), Math.max(0, body.int32()));
            case 'C' -> new FrontendMessage.Close(target(body, "CLOSE"), body.string());
            case 'S' -> new FrontendMessage.Sync();
            case 'H' -> new FrontendMessage.Flush();
            case 'X' -> new FrontendMessage.Terminate();
            case 'F' -> {
                body.rest();
                yield new FrontendMessage.FunctionCall();
            }
            case 'd' -> new FrontendMessage.CopyData(body.rest());
            case 'c' -> new FrontendMessage.CopyDone();
            case 'f' -> new FrontendMessage.CopyFail(body.string());
            case 'p' -> new FrontendMessage.Password(body.rest());
            default -> throw new IllegalStateException("message type " + frame.type());
        };
        body.end();
        return message;
    }

    private static byte[] bodyOf(Frame frame) {
        return switch (frame) {
            case Frame.Whole whole -> whole.body();
            case Frame.Skipped(var _, var reason) -> throw reason;
            case Frame.Unreadable(var type) ->
                throw new SlipherException(
                        SqlState.PROTOCOL_VIOLATION,
                        "invalid frontend message type or length, message type %d".formatted(type));
        };
    }

    private static FrontendMessage parse(BodyReader body) {
        var statement = body.string();
        var sql = body.string();
        var count = body.count();
        var oids = new ArrayList<Integer>(count);
        for (var i = 0; i < count; i++) {
            oids.add(body.int32());
        }
        return new FrontendMessage.Parse(statement, sql, oids);
    }

    private static FrontendMessage bind(BodyReader body) {
        var portal = body.string();
        var statement = body.string();
        var formats = formats(body);
        var count = body.count();
        if (formats.size() > 1 && formats.size() != count) {
            throw new SlipherException(
                    SqlState.PROTOCOL_VIOLATION,
                    "bind message has %d parameter formats but %d parameters".formatted(formats.size(), count));
        }
        var parameters = new ArrayList<RawParameter>(count);
        for (var i = 0; i < count; i++) {
            var format = formats.isEmpty() ? ValueFormat.TEXT : formats.get(formats.size() == 1 ? 0 : i);
            var length = body.int32();
            parameters.add(new RawParameter(format, length == -1 ? Optional.empty() : Optional.of(body.bytes(length))));
        }
        return new FrontendMessage.Bind(portal, statement, parameters, formats(body));
    }

    private static List<ValueFormat> formats(BodyReader body) {
        var count = body.count();
        var formats = new ArrayList<ValueFormat>(count);
        for (var i = 0; i < count; i++) {
            var code = body.int16();
            formats.add(
                    switch (code) {
                        case 0 -> ValueFormat.TEXT;
                        case 1 -> ValueFormat.BINARY;
                        default ->
                            throw new SlipherException(
                                    SqlState.INVALID_PARAMETER_VALUE, "unsupported format code: " + code);
                    });
        }
        return formats;
    }

    private static Target target(BodyReader body, String message) {
        var kind = body.int8();
        return switch (kind) {
            case 'S' -> Target.STATEMENT;
            case 'P' -> Target.PORTAL;
            default ->
                throw new SlipherException(
                        SqlState.PROTOCOL_VIOLATION, "invalid %s message subtype %d".formatted(message, kind));
        };
    }
}
