package dev.slipher.storage.objectstore;

/** A write of which the store cannot say whether it happened; the object must be read before anything is decided. */
public final class UnknownOutcomeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownOutcomeException(String key, Throwable cause) {
        super("object \"%s\" may or may not have been written".formatted(key), cause);
    }
}
