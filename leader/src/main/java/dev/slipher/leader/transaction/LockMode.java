package dev.slipher.leader.transaction;

/** What the holder of a table's lock may do beside others; a later mode includes those before it. */
public enum LockMode {
    /** Add rows, as any number of transactions may at once. */
    APPEND,
    /** Change rows: one transaction at a time, beside others that append. */
    WRITE,
    /** Alone: nobody else adds or changes rows. */
    EXCLUSIVE;

    boolean allows(LockMode other) {
        return switch (this) {
            case APPEND -> other != EXCLUSIVE;
            case WRITE -> other == APPEND;
            case EXCLUSIVE -> false;
        };
    }

    boolean includes(LockMode other) {
        return compareTo(other) >= 0;
    }
}
