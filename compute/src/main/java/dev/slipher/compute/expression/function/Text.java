package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A view of one string or binary value, {@code bytes[from..to-1]}; moved from row to row, never kept. */
public final class Text {
    private byte[] bytes;
    private int from;
    private int to;

    public Text(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /** Returns a view of a string's UTF-8 bytes. */
    public static Text of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Text(bytes, 0, bytes.length);
    }

    public byte[] bytes() {
        return bytes;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    public int length() {
        return to - from;
    }

    public void set(byte[] newBytes, int newFrom, int newTo) {
        bytes = newBytes;
        from = newFrom;
        to = newTo;
    }

    byte at(int index) {
        return bytes[from + index];
    }

    boolean contentEquals(Text other) {
        return Arrays.equals(bytes, from, to, other.bytes, other.from, other.to);
    }

    byte[] toByteArray() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    void appendTo(ByteSink out) {
        out.append(bytes, from, to);
    }

    @Override
    public String toString() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
