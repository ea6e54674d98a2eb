package dev.slipher.compute.operator.join;

/** The header of a build row. */
final class BuildRows {
    /** The address of the next row with the same key; the upper half is 1 once a probe row matched. */
    static final int NEXT_SLOT = 0;

    static final int HASH_SLOT = 1;

    static final int HEADER_LONGS = 2;

    static final long MATCHED = 1L << 32;

    private BuildRows() {}
}
