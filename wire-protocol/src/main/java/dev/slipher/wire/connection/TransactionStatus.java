package dev.slipher.wire.connection;

/** Where a session stands between statements, as ReadyForQuery says it. */
public enum TransactionStatus {
    IDLE('I'),
    IN_BLOCK('T'),
    FAILED_BLOCK('E');

    private final char code;

    TransactionStatus(char code) {
        this.code = code;
    }

    /** Returns the letter that ReadyForQuery carries. */
    char code() {
        return code;
    }
}
