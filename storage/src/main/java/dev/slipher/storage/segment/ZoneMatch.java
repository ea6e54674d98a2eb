package dev.slipher.storage.segment;

/** What a zone map says about a predicate on the rows under it; a null satisfies no predicate. */
public enum ZoneMatch {
    /** No row satisfies it. */
    NONE,
    /** The zone map cannot tell. */
    SOME,
    /** Every row satisfies it, and none is null. */
    ALL
}
