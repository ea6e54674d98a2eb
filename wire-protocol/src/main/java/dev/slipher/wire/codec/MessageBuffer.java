package dev.slipher.wire.codec;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Messages to a client, one after the other in one growing array, the last of them perhaps unfinished.
 *
 * <p>Integers are big-endian.
 */
public final class MessageBuffer {
    /** PostgreSQL's limit for a message. */
    private static final int MESSAGE_BYTES_MAX = 0x3fff_ffff;

    private static final int INITIAL_BYTES = 1 << 13;
    private static final int KEPT_BYTES_MAX = 1 << 18;
    private static final int NONE = -1;
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int length;
    private int messageStart = NONE;
    private Charset charset = StandardCharsets.UTF_8;

    /** Sets the charset of strings. */
    public void setCharset(Charset newCharset) {
        charset = newCharset;
    }

    public Charset charset() {
        return charset;
    }

    /** Returns the bytes themselves, of which {@link #length} count. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** Empties the buffer, and gives back what an unusually long message took. */
    public void clear() {
        length = 0;
        messageStart = NONE;
        if (bytes.length > KEPT_BYTES_MAX) {
            bytes = new byte[INITIAL_BYTES];
        }
    }

    /** Begins a message. */
    public void begin(char type) {
        reserve(1 + Integer.BYTES);
        messageStart = length;
        bytes[length] = (byte) type;
        length += 1 + Integer.BYTES;
    }

    /** Ends the message by filling in its length. */
    public void end() {
        INTS.set(bytes, messageStart + 1, length - messageStart - 1);
        messageStart = NONE;
    }

    /** Takes back a message that was begun and not ended. */
    public void discardUnfinished() {
        if (messageStart != NONE) {
            length = messageStart;
            messageStart = NONE;
        }
    }

    public void putByte(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    public void putShort(int value) {
        reserve(Short.BYTES);
        SHORTS.set(bytes, length, (short) value);
        length += Short.BYTES;
    }

    public void putInt(int value) {
        reserve(Integer.BYTES);
        INTS.set(bytes, length, value);
        length += Integer.BYTES;
    }

    public void putLong(long value) {
        reserve(Long.BYTES);
        LONGS.set(bytes, length, value);
        length += Long.BYTES;
    }

    public void putBytes(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    /** Appends text without a terminator. */
    public void putText(String text) {
        var encoded = text.getBytes(charset);
        putBytes(encoded, 0, encoded.length);
    }

    /** Appends text and a zero byte; zeros in the text, which would end it, become replacement characters. */
    public void putString(String text) {
        putText(text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD'));
        putByte(0);
    }

    private void reserve(int count) {
        if (count > bytes.length - length) {
            grow(count);
        }
    }

    private void grow(int count) {
        var needed = (long) length + count;
        if (needed > MESSAGE_BYTES_MAX) {
            throw new SlipherException(
                    SqlState.PROGRAM_LIMIT_EXCEEDED, "a row may have at most %d bytes".formatted(MESSAGE_BYTES_MAX));
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(MESSAGE_BYTES_MAX, Math.max(needed, 2L * bytes.length)));
    }
}
