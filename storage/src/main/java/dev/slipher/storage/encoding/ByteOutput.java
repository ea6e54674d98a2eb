package dev.slipher.storage.encoding;

import dev.slipher.storage.batch.Batch;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing heap array to which little-endian values are appended. */
public final class ByteOutput {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Where {@link BitPacking} packs one plane before it is appended. */
    private final int[] words = new int[Batch.CAPACITY];

    private byte[] array;
    private MemorySegment segment;
    private int size;

    public ByteOutput(int capacity) {
        array = new byte[capacity];
        segment = MemorySegment.ofArray(array);
    }

    /** Returns the bytes appended so far. */
    public int size() {
        return size;
    }

    /** Returns the array itself, which the next append may replace. */
    public byte[] array() {
        return array;
    }

    /** Returns a view of the bytes appended so far, valid until the next append. */
    public ByteBuffer view() {
        return ByteBuffer.wrap(array, 0, size).order(ByteOrder.LITTLE_ENDIAN);
    }

    public void clear() {
        size = 0;
    }

    /** Makes room for {@code count} bytes without appending them. */
    public void ensure(int count) {
        if (array.length - size < count) {
            var wanted = Math.max((long) size + count, Math.min(2L * array.length, Integer.MAX_VALUE - 8));
            array = Arrays.copyOf(array, Math.toIntExact(wanted));
            segment = MemorySegment.ofArray(array);
        }
    }

    /** Appends {@code count} bytes that the caller writes into {@link #array()}; returns where. */
    int extend(int count) {
        ensure(count);
        var at = size;
        size += count;
        return at;
    }

    int[] words() {
        return words;
    }

    void putInts(int[] values, int count) {
        var at = extend(count * Integer.BYTES);
        MemorySegment.copy(values, 0, segment, LittleEndian.INT, at, count);
    }

    public void putByte(int value) {
        // Apart, for Java would pick the array before extend() replaces it.
        var at = extend(1);
        array[at] = (byte) value;
    }

    public void putShort(int value) {
        var at = extend(Short.BYTES);
        SHORTS.set(array, at, (short) value);
    }

    public void putInt(int value) {
        var at = extend(Integer.BYTES);
        INTS.set(array, at, value);
    }

    public void putLong(long value) {
        var at = extend(Long.BYTES);
        LONGS.set(array, at, value);
    }

    public void putBytes(byte[] bytes, int from, int count) {
        var at = extend(count);
        System.arraycopy(bytes, from, array, at, count);
    }

    /** Appends the low {@code byteCount} bytes of {@code value}. */
    void putSized(long value, int byteCount) {
        ensure(Long.BYTES);
        LONGS.set(array, size, value);
        size += byteCount;
    }

    /** Overwrites four bytes that were appended before. */
    public void setInt(int at, int value) {
        INTS.set(array, at, value);
    }

    /** Appends zeros up to a multiple of {@code alignment}, which is a power of two. */
    public void align(int alignment) {
        var count = -size & (alignment - 1);
        var at = extend(count);
        Arrays.fill(array, at, at + count, (byte) 0);
    }
}
