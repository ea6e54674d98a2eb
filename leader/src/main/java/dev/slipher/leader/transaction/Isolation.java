package dev.slipher.leader.transaction;

/** What a transaction may rely on when it commits, besides that it saw one version all along. */
public enum Isolation {
    /** Nobody else changed the rows that it changed. */
    SNAPSHOT,

    /** Nobody else changed any table that it read either, so that it might as well have run all at once, at its commit. */
    SERIALIZABLE
}
