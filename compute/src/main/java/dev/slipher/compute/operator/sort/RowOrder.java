package dev.slipher.compute.operator.sort;

import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.compute.memory.RowHeap;
import dev.slipher.compute.memory.RowLayout;
import dev.slipher.storage.type.PhysicalKind;
import java.util.Arrays;
import java.util.List;

/**
 * An order of rows of one layout, whose rows keep in a header long a prefix of their sort key: if prefixes differ, they
 * compare as the rows do.
 */
public final class RowOrder {
    /** The header long of the prefix. */
    public static final int PREFIX_SLOT = 0;

    private static final byte[] EMPTY = new byte[0];

    private final RowLayout layout;
    private final int[] columns;
    private final boolean[] descending;
    private final boolean[] nullsFirst;

    public RowOrder(RowLayout layout, List<SortColumn> keys) {
        this.layout = layout;
        columns = keys.stream().mapToInt(SortColumn::columnIndex).toArray();
        descending = new boolean[columns.length];
        nullsFirst = new boolean[columns.length];
        for (var k = 0; k < columns.length; k++) {
            descending[k] = keys.get(k).descending();
            nullsFirst[k] = keys.get(k).nullsFirst();
        }
    }

    /** Fills the prefixes of new rows. */
    public void writePrefixes(RowHeap heap, int[] addresses, int count) {
        var pages = heap.pages();
        for (var i = 0; i < count; i++) {
            var page = pages[addresses[i] >>> RowHeap.OFFSET_BITS];
            var offset = addresses[i] & RowHeap.OFFSET_MASK;
            page[offset + PREFIX_SLOT] = columns.length == 0 ? 0 : prefix(heap, page, offset);
        }
    }

    /**
     * Returns a signed number that orders rows by their first key as far as 62 bits can: nulls at one end, values between
     * by their upper bits.
     */
    private long prefix(RowHeap heap, long[] page, int offset) {
        var column = columns[0];
        var isNull = isNull(page, offset, column);
        var value = page[offset + layout.slot(column)];
        if (layout.kind(column) == PhysicalKind.BYTES && !isNull) {
            var ordered = orderedString(heap, value) >> 1;
            return descending[0] ? ~ordered : ordered;
        }
        return prefixOfNumber(isNull, value);
    }

    /** Returns the column of the first key, of which there has to be one. */
    int firstColumn() {
        return columns[0];
    }

    /**
     * Returns the prefix of a row whose first key is a number.
     *
     * @param value what a row holds in the key's first long; anything for a null
     */
    long prefixOfNumber(boolean isNull, long value) {
        if (isNull) {
            return nullsFirst[0] ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        var ordered = switch (layout.kind(columns[0])) {
            case INT32 -> value;
            case INT64, INT128 -> value >> 1;
            case DOUBLE -> orderedDouble(value) >> 1;
            case BYTES -> throw new IllegalStateException("strings are no numbers");
        };
        return descending[0] ? ~ordered : ordered;
    }

    /** Returns whether the first key is a number that a row holds in one long. */
    boolean isFirstOneLong() {
        return switch (layout.kind(columns[0])) {
            case INT32, INT64, DOUBLE -> true;
            case INT128, BYTES -> false;
        };
    }

    /** Returns whether there is a key at all. */
    boolean hasKeys() {
        return columns.length > 0;
    }

    /** Returns a number that compares as the double of these bits does; NaN is the greatest. */
    private static long orderedDouble(long bits) {
        return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
    }

    /** Returns a number that orders strings by their first eight bytes, the blanks after their end being least. */
    private static long orderedString(RowHeap heap, long reference) {
        return eightBytes(heap, reference, 0) ^ Long.MIN_VALUE;
    }

    /** Returns eight bytes of a string, zeros behind its last that is no blank. */
    private static long eightBytes(RowHeap heap, long reference, int from) {
        var bytes = bytes(heap, reference);
        var start = RowHeap.referenceOffset(reference);
        var end = endWithoutBlanks(bytes, reference);
        var number = 0L;
        for (var i = start + from; i < start + from + 8; i++) {
            number = number << 8 | (i < end ? bytes[i] & 0xFF : 0);
        }
        return number;
    }

    private static byte[] bytes(RowHeap heap, long reference) {
        return RowHeap.referenceLength(reference) == 0 ? EMPTY : heap.bytePages()[RowHeap.referencePage(reference)];
    }

    private static int endWithoutBlanks(byte[] bytes, long reference) {
        var start = RowHeap.referenceOffset(reference);
        var end = start + RowHeap.referenceLength(reference);
        while (end > start && bytes[end - 1] == ' ') {
            end--;
        }
        return end;
    }

    /** Returns whether the first key is a string. */
    boolean isFirstString() {
        return columns.length > 0 && layout.kind(columns[0]) == PhysicalKind.BYTES;
    }

    /**
     * Returns how many bytes the first key's strings of two rows begin with in common, {@link Integer#MAX_VALUE} if they
     * are equal. Both are null or neither is.
     */
    int commonBytes(RowHeap heap, int left, int right) {
        if (heap.isNull(left, columns[0])) {
            return Integer.MAX_VALUE;
        }
        var leftString = firstValue(heap, left);
        var rightString = firstValue(heap, right);
        var leftBytes = bytes(heap, leftString);
        var rightBytes = bytes(heap, rightString);
        var common = Arrays.mismatch(
                leftBytes,
                RowHeap.referenceOffset(leftString),
                endWithoutBlanks(leftBytes, leftString),
                rightBytes,
                RowHeap.referenceOffset(rightString),
                endWithoutBlanks(rightBytes, rightString));
        return common < 0 ? Integer.MAX_VALUE : common;
    }

    /**
     * Returns an unsigned number that orders rows by eight bytes of the first key's string, which is not null, if those
     * before are equal.
     */
    long stringBytes(RowHeap heap, int address, int from) {
        var number = eightBytes(heap, firstValue(heap, address), from);
        return descending[0] ? ~number : number;
    }

    private long firstValue(RowHeap heap, int address) {
        return heap.pages()[address >>> RowHeap.OFFSET_BITS][(address & RowHeap.OFFSET_MASK) + layout.slot(columns[0])];
    }

    private boolean isNull(long[] page, int offset, int column) {
        return (page[offset + layout.nullSlot(column)] >>> column & 1) != 0;
    }

    /** Compares two rows, prefixes first. */
    public int compare(RowHeap leftHeap, int left, RowHeap rightHeap, int right) {
        var leftPage = leftHeap.pages()[left >>> RowHeap.OFFSET_BITS];
        var rightPage = rightHeap.pages()[right >>> RowHeap.OFFSET_BITS];
        var leftOffset = left & RowHeap.OFFSET_MASK;
        var rightOffset = right & RowHeap.OFFSET_MASK;
        var byPrefix = Long.compare(leftPage[leftOffset + PREFIX_SLOT], rightPage[rightOffset + PREFIX_SLOT]);
        if (byPrefix != 0) {
            return byPrefix;
        }
        return compareKeys(0, columns.length, leftHeap, leftPage, leftOffset, rightHeap, rightPage, rightOffset);
    }

    /** Compares the first {@code count} keys of two rows of one heap; a count of all keys says whether rows are peers. */
    public boolean equal(RowHeap heap, int left, int right, int count) {
        return compareKeys(
                        0,
                        count,
                        heap,
                        heap.pages()[left >>> RowHeap.OFFSET_BITS],
                        left & RowHeap.OFFSET_MASK,
                        heap,
                        heap.pages()[right >>> RowHeap.OFFSET_BITS],
                        right & RowHeap.OFFSET_MASK)
                == 0;
    }

    private int compareKeys(
            int from,
            int to,
            RowHeap leftHeap,
            long[] leftPage,
            int leftOffset,
            RowHeap rightHeap,
            long[] rightPage,
            int rightOffset) {
        for (var k = from; k < to; k++) {
            var column = columns[k];
            var leftNull = isNull(leftPage, leftOffset, column);
            var rightNull = isNull(rightPage, rightOffset, column);
            if (leftNull || rightNull) {
                if (leftNull != rightNull) {
                    return leftNull == nullsFirst[k] ? -1 : 1;
                }
                continue;
            }
            var slot = layout.slot(column);
            var leftValue = leftPage[leftOffset + slot];
            var rightValue = rightPage[rightOffset + slot];
            var order = switch (layout.kind(column)) {
                case INT32, INT64 -> Long.compare(leftValue, rightValue);
                case DOUBLE -> Long.compare(orderedDouble(leftValue), orderedDouble(rightValue));
                case INT128 ->
                    leftValue != rightValue
                            ? Long.compare(leftValue, rightValue)
                            : Long.compareUnsigned(leftPage[leftOffset + slot + 1], rightPage[rightOffset + slot + 1]);
                case BYTES -> compareStrings(leftHeap, leftValue, rightHeap, rightValue);
            };
            if (order != 0) {
                return descending[k] ? -order : order;
            }
        }
        return 0;
    }

    private static int compareStrings(RowHeap leftHeap, long left, RowHeap rightHeap, long right) {
        var leftBytes = bytes(leftHeap, left);
        var rightBytes = bytes(rightHeap, right);
        return Arrays.compareUnsigned(
                leftBytes,
                RowHeap.referenceOffset(left),
                endWithoutBlanks(leftBytes, left),
                rightBytes,
                RowHeap.referenceOffset(right),
                endWithoutBlanks(rightBytes, right));
    }

    /** Returns whether prefixes decide every comparison of rows. */
    public boolean isPrefixWhole() {
        return columns.length == 0 || columns.length == 1 && layout.kind(columns[0]) == PhysicalKind.INT32;
    }
}
