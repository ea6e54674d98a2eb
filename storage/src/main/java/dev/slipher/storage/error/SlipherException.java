package dev.slipher.storage.error;

import org.jspecify.annotations.Nullable;

/**
 * An error that ends a statement and that the client sees, with the SQLSTATE chosen by the line that throws it.
 *
 * <p>The message names the thing and the value as PostgreSQL would, without a full stop. Detail, hint and position are
 * the fields of the same names in PostgreSQL's ErrorResponse.
 */
public final class SlipherException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SqlState sqlState;
    private final @Nullable String detail;
    private final @Nullable String hint;
    private final int position;

    public SlipherException(SqlState sqlState, String message) {
        this(sqlState, message, null, null, 0, null);
    }

    public SlipherException(SqlState sqlState, String message, Throwable cause) {
        this(sqlState, message, null, null, 0, cause);
    }

    private SlipherException(
            SqlState sqlState,
            String message,
            @Nullable String detail,
            @Nullable String hint,
            int position,
            @Nullable Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
        this.detail = detail;
        this.hint = hint;
        this.position = position;
    }

    /** Returns this error with a DETAIL line. */
    public SlipherException withDetail(String text) {
        return copy(text, hint, position);
    }

    /** Returns this error with a HINT line that says what to do next. */
    public SlipherException withHint(String text) {
        return copy(detail, text, position);
    }

    /**
     * Returns this error pointing into the statement's text.
     *
     * @param characterPosition counted in characters from 1; 0 means unknown
     */
    public SlipherException withPosition(int characterPosition) {
        return copy(detail, hint, characterPosition);
    }

    private SlipherException copy(@Nullable String newDetail, @Nullable String newHint, int newPosition) {
        var copy = new SlipherException(
                sqlState, String.valueOf(getMessage()), newDetail, newHint, newPosition, getCause());
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    public SqlState sqlState() {
        return sqlState;
    }

    public @Nullable String detail() {
        return detail;
    }

    public @Nullable String hint() {
        return hint;
    }

    /** Returns the 1-based character position in the statement, 0 if unknown. */
    public int position() {
        return position;
    }
}
