package dev.slipher.compute.source.text;

/** Why COPY refused a record, with Redshift's number and words for it. */
public enum LoadErrorCode {
    UNKNOWN(1200, "Unknown parse error"),
    DELIMITER_NOT_FOUND(1201, "Delimiter not found"),
    EXTRA_COLUMNS(1202, "Extra column(s) found"),
    MISSING_COLUMNS(1203, "Missing data for not-null field"),
    TOO_LONG(1204, "String length exceeds DDL length"),
    INVALID_DATE(1205, "Invalid date format or value"),
    INVALID_TIMESTAMP(1206, "Invalid timestamp format or value"),
    INVALID_DIGIT(1207, "Invalid digit"),
    INVALID_FLOAT(1208, "Invalid float value"),
    INVALID_DECIMAL(1209, "Invalid decimal value"),
    INVALID_BOOLEAN(1210, "Invalid boolean value"),
    EMPTY_LINE(1211, "Empty line"),
    NULL_IN_NOT_NULL(1213, "Missing data for not-null field"),
    INVALID_CHARACTER(1220, "String contains invalid or unsupported UTF8 codepoints"),
    OVERFLOW(1222, "Overflow for type");

    private final int number;
    private final String reason;

    LoadErrorCode(int number, String reason) {
        this.number = number;
        this.reason = reason;
    }

    public int number() {
        return number;
    }

    /** Returns the text of {@code err_reason}. */
    public String reason() {
        return reason;
    }
}
