package dev.slipher.storage.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.InvalidRoaringFormat;
import org.roaringbitmap.RoaringBitmap;

/**
 * An immutable set of rows of one segment or other unit, by their ordinals from 0.
 *
 * <p>It is a union of bitmaps, each at least twice as large as the one after it, so that adding a few rows to many copies
 * little; the first look-up unites them.
 */
public final class RowSet {
    public static final RowSet EMPTY = new RowSet(List.of(), 0);

    private final List<RoaringBitmap> parts;
    private final long count;
    /** Made by the first reader; two readers may both make it. */
    private volatile @Nullable RoaringBitmap united;

    private RowSet(List<RoaringBitmap> parts, long count) {
        this.parts = parts;
        this.count = count;
    }

    /** Makes a set of the rows in {@code bitmap}, which must not be changed afterwards. */
    public static RowSet of(RoaringBitmap bitmap) {
        return bitmap.isEmpty() ? EMPTY : new RowSet(List.of(bitmap), bitmap.getLongCardinality());
    }

    /** Makes a set of the given rows. */
    public static RowSet of(int... rows) {
        return of(RoaringBitmap.bitmapOf(rows));
    }

    /** Makes a set of the rows from {@code first} to {@code end - 1}. */
    public static RowSet ofRange(int first, int end) {
        var bitmap = new RoaringBitmap();
        bitmap.add((long) first, (long) end);
        return of(bitmap);
    }

    /** Returns how many rows the set has. */
    public long count() {
        return count;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public boolean contains(int row) {
        return count > 0 && bitmap().contains(row);
    }

    /** Returns whether both sets have a row in common. */
    public boolean intersects(RowSet other) {
        for (var part : parts) {
            for (var otherPart : other.parts) {
                if (RoaringBitmap.intersects(part, otherPart)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the rows of either set. */
    public RowSet union(RowSet other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        if (intersects(other)) {
            return of(RoaringBitmap.or(bitmap(), other.bitmap()));
        }
        var result = new ArrayList<>(parts);
        var added = other.bitmap();
        while (!result.isEmpty() && result.getLast().getLongCardinality() < 2 * added.getLongCardinality()) {
            added = RoaringBitmap.or(result.removeLast(), added);
        }
        result.add(added);
        return new RowSet(List.copyOf(result), count + other.count);
    }

    /** Returns the rows of this set that are not in {@code other}. */
    public RowSet minus(RowSet other) {
        return isEmpty() || other.isEmpty() ? this : of(RoaringBitmap.andNot(bitmap(), other.bitmap()));
    }

    /** Returns the rows of this set that are at least {@code distance}, each less by {@code distance}. */
    public RowSet shiftDown(long distance) {
        if (distance == 0 || isEmpty()) {
            return this;
        }
        return of(RoaringBitmap.addOffset(bitmap(), -distance));
    }

    /** Returns the rows of this set, each more by {@code distance}. */
    public RowSet shiftUp(long distance) {
        return distance == 0 || isEmpty() ? this : of(RoaringBitmap.addOffset(bitmap(), distance));
    }

    /**
     * Clears the bits of the set's rows among the {@code rowCount} rows from {@code firstRow} on, row {@code firstRow}
     * being bit 0 of {@code mask}.
     *
     * @return whether there is any such row
     */
    public boolean clear(long firstRow, int rowCount, long[] mask) {
        if (isEmpty() || !bitmap().intersects(firstRow, firstRow + rowCount)) {
            return false;
        }
        var rows = bitmap().getIntIterator();
        rows.advanceIfNeeded((int) firstRow);
        while (rows.hasNext()) {
            var position = rows.next() - firstRow;
            if (position >= rowCount) {
                break;
            }
            mask[(int) position >>> 6] &= ~(1L << position);
        }
        return true;
    }

    /** Calls {@code action} with each row, ascending. */
    public void forEach(IntConsumer action) {
        bitmap().forEach((int row) -> action.accept(row));
    }

    /** Returns the set in Roaring's portable format. */
    public byte[] toBytes() {
        var bytes = ByteBuffer.allocate(bitmap().serializedSizeInBytes());
        bitmap().serialize(bytes);
        return bytes.array();
    }

    /**
     * Reads what {@link #toBytes()} gave.
     *
     * @throws IllegalArgumentException if {@code bytes} are something else
     */
    public static RowSet fromBytes(byte[] bytes) {
        var bitmap = new RoaringBitmap();
        try {
            bitmap.deserialize(ByteBuffer.wrap(bytes));
        } catch (IOException | InvalidRoaringFormat | IndexOutOfBoundsException | java.nio.BufferUnderflowException e) {
            throw new IllegalArgumentException("not a set of rows: %d bytes".formatted(bytes.length), e);
        }
        return of(bitmap);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof RowSet that && count == that.count && bitmap().equals(that.bitmap()));
    }

    @Override
    public int hashCode() {
        return bitmap().hashCode();
    }

    @Override
    public String toString() {
        return bitmap().toString();
    }

    private RoaringBitmap bitmap() {
        var known = united;
        if (known == null) {
            known = parts.size() == 1 ? parts.getFirst() : RoaringBitmap.or(parts.toArray(RoaringBitmap[]::new));
            united = known;
        }
        return known;
    }
}
