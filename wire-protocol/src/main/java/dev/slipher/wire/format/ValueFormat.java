package dev.slipher.wire.format;

/** How a value travels: as text, or in the binary form of its type. */
public enum ValueFormat {
    TEXT,
    BINARY;

    /** Returns the number that stands for this format in messages. */
    public short code() {
        return (short) ordinal();
    }
}
