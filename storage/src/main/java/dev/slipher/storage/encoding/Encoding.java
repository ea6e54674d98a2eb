package dev.slipher.storage.encoding;

/** How the values of one block lie in its bytes; the ordinal is what the block's header holds. */
public enum Encoding {
    /** All values that are not null are equal: nothing but the header. */
    CONSTANT,
    /** Integers bit-packed as differences to the smallest. */
    FRAME,
    /** Integers bit-packed as differences to the value 64 rows before. */
    DELTA_LANE,
    /** Integers as runs of equal ones. */
    RUN_LENGTH,
    /** Values as they are. */
    RAW,
    /** Doubles as bit-packed integers over a power of ten. */
    DECIMAL_DOUBLE,
    /** 128-bit integers as two bit-packed halves. */
    WIDE,
    /** Strings as codes for byte sequences of a chunk's symbol table. */
    SYMBOL,
    /** Strings compressed with Zstandard. */
    ZSTD;

    private static final Encoding[] VALUES = values();

    /** Returns how many there are; ordinals from this on belong to later versions or are damage. */
    public static int count() {
        return VALUES.length;
    }

    public static Encoding of(int ordinal) {
        return VALUES[ordinal];
    }
}
