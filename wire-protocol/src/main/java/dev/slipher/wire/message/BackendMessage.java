package dev.slipher.wire.message;

import dev.slipher.wire.format.ValueFormat;
import dev.slipher.wire.format.WireType;
import java.util.List;
import java.util.Optional;

/** A message to a client, other than rows and copied lines. */
public sealed interface BackendMessage {
    /** What is asked of a client that logs in. */
    sealed interface Authentication extends BackendMessage {}

    record AuthenticationOk() implements Authentication {}

    record AuthenticationCleartextPassword() implements Authentication {}

    /**
     * Asks for {@code md5(md5(password + user) + salt)}.
     *
     * @param salt four random bytes
     */
    record AuthenticationMd5Password(byte[] salt) implements Authentication {}

    record AuthenticationSasl(List<String> mechanisms) implements Authentication {}

    record AuthenticationSaslContinue(String data) implements Authentication {}

    record AuthenticationSaslFinal(String data) implements Authentication {}

    /**
     * Tells a client of a later minor version what this server speaks.
     *
     * @param unrecognizedOptions protocol options that the client asked for in vain
     */
    record NegotiateProtocolVersion(int newestMinor, List<String> unrecognizedOptions) implements BackendMessage {}

    record BackendKeyData(int processId, int secretKey) implements BackendMessage {}

    record ParameterStatus(String name, String value) implements BackendMessage {}

    record ReadyForQuery(char transactionStatus) implements BackendMessage {}

    record ParseComplete() implements BackendMessage {}

    record BindComplete() implements BackendMessage {}

    record CloseComplete() implements BackendMessage {}

    record NoData() implements BackendMessage {}

    record EmptyQueryResponse() implements BackendMessage {}

    record PortalSuspended() implements BackendMessage {}

    record CommandComplete(String tag) implements BackendMessage {}

    record ParameterDescription(List<Integer> oids) implements BackendMessage {}

    record RowDescription(List<Field> fields) implements BackendMessage {}

    /** A column in a RowDescription. */
    record Field(String name, int tableOid, int columnNumber, WireType type, ValueFormat format) {}

    /** Asks for the data of COPY FROM STDIN, as text. */
    record CopyInResponse(ValueFormat format, int columnCount) implements BackendMessage {}

    /** Begins the data of COPY TO STDOUT, as text. */
    record CopyOutResponse(ValueFormat format, int columnCount) implements BackendMessage {}

    record CopyDone() implements BackendMessage {}

    record ErrorResponse(Report report) implements BackendMessage {}

    record NoticeResponse(Report report) implements BackendMessage {}

    /**
     * What an error or notice says.
     *
     * @param severity such as ERROR or FATAL
     * @param position in characters from 1; 0 if unknown
     * @param routine where PostgreSQL would report it, which drivers tell some errors by
     */
    record Report(
            String severity,
            String sqlState,
            String message,
            Optional<String> detail,
            Optional<String> hint,
            int position,
            Optional<String> routine) {}
}
