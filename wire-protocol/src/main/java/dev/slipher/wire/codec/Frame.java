package dev.slipher.wire.codec;

import dev.slipher.storage.error.SlipherException;

/** A message before anybody looked into it. */
public sealed interface Frame {
    /** The type of packets of the start-up, which have none. */
    byte STARTUP = 0;

    /** Returns the message's first byte. */
    byte type();

    /** Returns the bytes that are kept of the body. */
    int bodyBytes();

    /**
     * A message, or a part of a CopyData.
     *
     * @param reservedBytes what its {@link ReceiveBudget.Share} holds for it, until whoever serves it gives it back
     */
    record Whole(byte type, byte[] body, int reservedBytes) implements Frame {
        @Override
        public int bodyBytes() {
            return body.length;
        }
    }

    /**
     * A message whose body there was no room for.
     *
     * @param reason told to the client, which can go on
     */
    record Skipped(byte type, SlipherException reason) implements Frame {
        @Override
        public int bodyBytes() {
            return 0;
        }
    }

    /** What no message begins with; nothing can be read after it. */
    record Unreadable(byte type) implements Frame {
        @Override
        public int bodyBytes() {
            return 0;
        }
    }
}
