package dev.slipher.wire.codec;

import dev.slipher.wire.format.ValueFormat;
import dev.slipher.wire.message.BackendMessage;
import dev.slipher.wire.message.BackendMessage.Authentication;
import dev.slipher.wire.message.BackendMessage.Report;

/** Writes messages to a client; layouts as in "Message Formats" of PostgreSQL's manual. */
public final class MessageWriter {
    private static final int COPY_TEXT = 0;
    private static final int COPY_BINARY = 1;

    private MessageWriter() {}

    public static void write(BackendMessage message, MessageBuffer out) {
        out.begin(type(message));
        switch (message) {
            case Authentication authentication -> writeAuthentication(authentication, out);
            case BackendMessage.NegotiateProtocolVersion(var newestMinor, var unrecognized) -> {
                out.putInt(newestMinor);
                out.putInt(unrecognized.size());
                unrecognized.forEach(out::putString);
            }
            case BackendMessage.BackendKeyData(var processId, var secretKey) -> {
                out.putInt(processId);
                out.putInt(secretKey);
            }
            case BackendMessage.ParameterStatus(var name, var value) -> {
                out.putString(name);
                out.putString(value);
            }
            case BackendMessage.ReadyForQuery(var status) -> out.putByte(status);
            case BackendMessage.CommandComplete(var tag) -> out.putString(tag);
            case BackendMessage.ParameterDescription(var oids) -> {
                out.putShort(oids.size());
                oids.forEach(out::putInt);
            }
            case BackendMessage.RowDescription(var fields) -> {
                out.putShort(fields.size());
                fields.forEach(field -> writeField(field, out));
            }
            case BackendMessage.CopyInResponse(var format, var columnCount) ->
                writeCopyColumns(format, columnCount, out);
            case BackendMessage.CopyOutResponse(var format, var columnCount) ->
                writeCopyColumns(format, columnCount, out);
            case BackendMessage.ErrorResponse(var report) -> writeReport(report, out);
            case BackendMessage.NoticeResponse(var report) -> writeReport(report, out);
            case BackendMessage.ParseComplete _,
                    BackendMessage.BindComplete _,
                    BackendMessage.CloseComplete _,
                    BackendMessage.NoData _,
                    BackendMessage.EmptyQueryResponse _,
                    BackendMessage.PortalSuspended _,
                    BackendMessage.CopyDone _ -> {}
        }
        out.end();
    }

    private static char type(BackendMessage message) {
        return switch (message) {
            case Authentication _ -> 'R';
            case BackendMessage.NegotiateProtocolVersion _ -> 'v';
            case BackendMessage.BackendKeyData _ -> 'K';
            case BackendMessage.ParameterStatus _ -> 'S';
            case BackendMessage.ReadyForQuery _ -> 'Z';
            case BackendMessage.ParseComplete _ -> '1';
            case BackendMessage.BindComplete _ -> '2';
            case BackendMessage.CloseComplete _ -> '3';
            case BackendMessage.NoData _ -> 'n';
            case BackendMessage.EmptyQueryResponse _ -> 'I';
            case BackendMessage.PortalSuspended _ -> 's';
            case BackendMessage.CommandComplete _ -> 'C';
            case BackendMessage.ParameterDescription _ -> 't';
            case BackendMessage.RowDescription _ -> 'T';
            case BackendMessage.CopyInResponse _ -> 'G';
            case BackendMessage.CopyOutResponse _ -> 'H';
            case BackendMessage.CopyDone _ -> 'c';
            case BackendMessage.ErrorResponse _ -> 'E';
            case BackendMessage.NoticeResponse _ -> 'N';
        };
    }

    private static void writeAuthentication(Authentication message, MessageBuffer out) {
        switch (message) {
            case BackendMessage.AuthenticationOk _ -> out.putInt(0);
            case BackendMessage.AuthenticationCleartextPassword _ -> out.putInt(3);
            case BackendMessage.AuthenticationMd5Password(var salt) -> {
                out.putInt(5);
                out.putBytes(salt, 0, salt.length);
            }
            case BackendMessage.AuthenticationSasl(var mechanisms) -> {
                out.putInt(10);
                mechanisms.forEach(out::putString);
                out.putByte(0);
            }
            case BackendMessage.AuthenticationSaslContinue(var data) -> {
                out.putInt(11);
                out.putText(data);
            }
            case BackendMessage.AuthenticationSaslFinal(var data) -> {
                out.putInt(12);
                out.putText(data);
            }
        }
    }

    private static void writeField(BackendMessage.Field field, MessageBuffer out) {
        out.putString(field.name());
        out.putInt(field.tableOid());
        out.putShort(field.columnNumber());
        out.putInt(field.type().oid());
        out.putShort(field.type().length());
        out.putInt(field.type().modifier());
        out.putShort(field.format().code());
    }

    private static void writeCopyColumns(ValueFormat format, int columnCount, MessageBuffer out) {
        int code = format == ValueFormat.BINARY ? COPY_BINARY : COPY_TEXT;
        out.putByte(code);
        out.putShort(columnCount);
        for (var i = 0; i < columnCount; i++) {
            out.putShort(code);
        }
    }

    /** Severity goes out twice: {@code S} is for people and may be translated, {@code V} is for programs. */
    private static void writeReport(Report report, MessageBuffer out) {
        putField('S', report.severity(), out);
        putField('V', report.severity(), out);
        putField('C', report.sqlState(), out);
        putField('M', report.message(), out);
        report.detail().ifPresent(detail -> putField('D', detail, out));
        report.hint().ifPresent(hint -> putField('H', hint, out));
        if (report.position() > 0) {
            putField('P', Integer.toString(report.position()), out);
        }
        report.routine().ifPresent(routine -> putField('R', routine, out));
        out.putByte(0);
    }

    private static void putField(char code, String text, MessageBuffer out) {
        out.putByte(code);
        out.putString(text);
    }
}
