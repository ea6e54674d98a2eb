package dev.slipher.compute.source.text;

/** Decides what happens to refused records; called by several workers at once. */
@FunctionalInterface
public interface RejectionHandler {
    /**
     * Takes note of a refused record.
     *
     * @throws dev.slipher.storage.error.SlipherException to end the load
     */
    void reject(RejectedRecord rejected);
}
