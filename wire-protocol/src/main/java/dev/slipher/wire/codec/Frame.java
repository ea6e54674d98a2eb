package dev.slipher.wire.codec;

/**
 * A message's bytes without its length, before anybody looked into them.
 *
 * @param type the first byte; 0 for a packet before or of start-up, which has none
 * @param declaredBytes the length of the body as sent, more than that of {@code body} if it was too long and dropped
 */
public record Frame(byte type, byte[] body, int declaredBytes) {
    /** The type of packets of the start-up. */
    public static final byte STARTUP = 0;

    /** Stands for a length that no message can have; nothing can be read after it. */
    static final int IMPOSSIBLE_LENGTH = -1;

    /** Returns whether the stream can't be cut into messages any more. */
    public boolean isBroken() {
        return declaredBytes == IMPOSSIBLE_LENGTH;
    }

    /** Returns whether the body was too long to be kept. */
    public boolean isDropped() {
        return declaredBytes > body.length;
    }
}
