package dev.slipher.compute.expression;

import dev.slipher.compute.expression.kernel.ByteSearch;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.storage.type.TypeText;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comparisons of strings with constants. */
final class StringTests {
    private StringTests() {}

    /** Returns the test {@code string operator constant}. */
    static EntryTest comparison(ComparisonOperator operator, byte[] constant) {
        int end = TypeText.dropTrailingBlanks(constant, 0, constant.length);
        byte[] value = Arrays.copyOf(constant, end);
        return switch (operator) {
            case EQUAL, NOT_DISTINCT -> new Equal(value, true);
            case NOT_EQUAL, DISTINCT -> new Equal(value, false);
            case LESS -> (bytes, from, to) -> ByteSearch.compare(bytes, from, to, value, 0, value.length) < 0;
            case LESS_OR_EQUAL -> (bytes, from, to) -> ByteSearch.compare(bytes, from, to, value, 0, value.length) <= 0;
            case GREATER -> (bytes, from, to) -> ByteSearch.compare(bytes, from, to, value, 0, value.length) > 0;
            case GREATER_OR_EQUAL ->
                (bytes, from, to) -> ByteSearch.compare(bytes, from, to, value, 0, value.length) >= 0;
        };
    }

    /** Equality with a constant without trailing blanks, or with {@code wanted} false its opposite. */
    private record Equal(byte[] value, boolean wanted) implements EntryTest {
        @Override
        public boolean test(byte[] bytes, int from, int to) {
            return isEqual(bytes, from, to, value) == wanted;
        }

        @Override
        public void testRows(byte[] bytes, int[] offsets, int @Nullable [] selection, int count, long[] mask) {
            long flip = wanted ? 0 : 1;
            for (int i = 0; i < count; i++) {
                int row = selection == null ? i : selection[i];
                long bit = (isEqual(bytes, offsets[row], offsets[row + 1], value) ? 1L : 0L) ^ flip;
                mask[row >>> 6] = mask[row >>> 6] & ~(1L << row) | bit << row;
            }
        }

        private static boolean isEqual(byte[] bytes, int from, int to, byte[] value) {
            int length = to - from;
            if (length == value.length) {
                return Arrays.equals(bytes, from, to, value, 0, length);
            }
            return length > value.length && ByteSearch.equal(bytes, from, to, value, 0, value.length);
        }
    }

    /**
     * Returns the test whether a string equals one of {@code values}.
     *
     * @param binary whether trailing blanks count
     */
    static EntryTest in(List<byte[]> values, boolean binary) {
        var set = new ByteStringSet(values.size(), binary);
        for (var value : values) {
            set.add(value);
        }
        return set;
    }

    /** An open-addressing set of strings. */
    private static final class ByteStringSet implements EntryTest {
        private final byte[] @Nullable [] slots;
        private final boolean binary;

        ByteStringSet(int size, boolean binary) {
            slots = new byte[Integer.highestOneBit(Math.max(4 * size, 4))][];
            this.binary = binary;
        }

        private int end(byte[] bytes, int from, int to) {
            return binary ? to : TypeText.dropTrailingBlanks(bytes, from, to);
        }

        void add(byte[] value) {
            int end = end(value, 0, value.length);
            int slot = hash(value, 0, end) & slots.length - 1;
            while (true) {
                byte[] present = slots[slot];
                if (present == null) {
                    slots[slot] = Arrays.copyOf(value, end);
                    return;
                }
                if (Arrays.equals(present, 0, present.length, value, 0, end)) {
                    return;
                }
                slot = slot + 1 & slots.length - 1;
            }
        }

        @Override
        public boolean test(byte[] bytes, int from, int to) {
            int end = end(bytes, from, to);
            int slot = hash(bytes, from, end) & slots.length - 1;
            while (true) {
                byte[] present = slots[slot];
                if (present == null) {
                    return false;
                }
                if (Arrays.equals(present, 0, present.length, bytes, from, end)) {
                    return true;
                }
                slot = slot + 1 & slots.length - 1;
            }
        }

        private static int hash(byte[] bytes, int from, int to) {
            int hash = to - from;
            for (int i = from; i < to; i++) {
                hash = hash * 31 + bytes[i];
            }
            return (hash * 0x9E3779B9) >>> 8;
        }
    }
}
