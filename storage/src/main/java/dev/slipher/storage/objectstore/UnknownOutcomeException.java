package dev.slipher.storage.objectstore;

import dev.slipher.storage.error.SlipherException;

/** A write of which the store cannot say whether it happened; the object must be read before anything is decided. */
public final class UnknownOutcomeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SlipherException failure;

    public UnknownOutcomeException(String key, SlipherException failure) {
        super("object \"%s\" may or may not have been written".formatted(key), failure);
        this.failure = failure;
    }

    /** Returns what the store met, which is for a client that can do without an answer. */
    public SlipherException failure() {
        return failure;
    }
}
