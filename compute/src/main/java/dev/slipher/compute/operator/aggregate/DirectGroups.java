package dev.slipher.compute.operator.aggregate;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.Vector;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shortcut to the groups of keys that are dictionary codes or small numbers: the combined code is an index into an
 * array of row addresses, 0 where a group was not met yet. It holds for one set of dictionaries at a time.
 */
final class DirectGroups implements AutoCloseable {
    /** The most combinations worth an array of a few rows. */
    private static final int FEW_COMBINATIONS = 1 << 14;

    /** The most combinations worth an array of any number of rows. */
    private static final int MAX_COMBINATIONS = 1 << 20;

    private final int keyCount;
    private final List<ColumnShape> shapes;
    private final MemoryAccount account;
    private final long mostCombinations;
    private long heldBytes;
    private final @Nullable Dictionary[] dictionaries;
    /** By key that is a number, the value of index 0. */
    private final int[] bases;

    private final int[] sizes;
    private int[] groups = new int[0];
    private boolean usable;

    /** Makes an index for keys of which so many rows are expected. */
    DirectGroups(GroupInput input, double expectedRows, MemoryAccount account) {
        keyCount = input.keys().length;
        shapes = input.keyShapes();
        this.account = account;
        mostCombinations = (long) Math.clamp(expectedRows, FEW_COMBINATIONS, MAX_COMBINATIONS);
        dictionaries = new Dictionary[keyCount];
        bases = new int[keyCount];
        sizes = new int[keyCount];
    }

    /** Returns the addresses by index. */
    int[] groups() {
        return groups;
    }

    /** Returns the number of indexes. */
    int size() {
        return groups.length;
    }

    /** Returns whether an index has no address yet. */
    boolean isAnyMissing(int[] indexes, int count) {
        for (var i = 0; i < count; i++) {
            if (groups[indexes[i]] == 0) {
                return true;
            }
        }
        return false;
    }

    /** Fills in the addresses of indexes. */
    void addresses(int[] indexes, int count, int[] addresses) {
        for (var i = 0; i < count; i++) {
            addresses[i] = groups[indexes[i]];
        }
    }

    /** Forgets all addresses, because rows were moved. */
    void clear() {
        Arrays.fill(groups, 0);
    }

    /**
     * Fills {@code indexes} with an index a row.
     *
     * @return false if the keys are not of the kind that this is for
     */
    boolean index(Vector[] keys, int[] positions, int count, int[] indexes) {
        if (!adapt(keys)) {
            return false;
        }
        Arrays.fill(indexes, 0, count, 0);
        for (var k = 0; k < keyCount; k++) {
            var key = keys[k];
            if (key instanceof DictionaryVector v) {
                add(v.codes(), 0, sizes[k], key.nulls(), positions, count, indexes);
            } else if (!addNumbers(((IntVector) key).values(), k, key.nulls(), positions, count, indexes)) {
                return false;
            }
        }
        return true;
    }

    /** Keeps the array if the keys are as before, else makes a new one. */
    private boolean adapt(Vector[] keys) {
        var same = true;
        for (var k = 0; k < keyCount; k++) {
            same &= keys[k] instanceof DictionaryVector v
                    ? dictionaries[k] == v.dictionary()
                    : keys[k] instanceof IntVector && dictionaries[k] == null && sizes[k] > 0;
        }
        if (same) {
            return usable;
        }
        var combinations = 1L;
        for (var k = 0; k < keyCount && combinations <= mostCombinations; k++) {
            switch (keys[k]) {
                case DictionaryVector v -> {
                    dictionaries[k] = v.dictionary();
                    sizes[k] = v.dictionary().size() + 1;
                }
                case IntVector v -> {
                    dictionaries[k] = null;
                    var range = shapes.get(k).max() - shapes.get(k).min();
                    if (shapes.get(k).isIntegral() && range >= 0 && range < mostCombinations) {
                        sizes[k] = (int) range + 2;
                        bases[k] = (int) shapes.get(k).min();
                    } else {
                        // Centred on the first value met; whoever is far from it is no small domain.
                        sizes[k] = 256;
                        bases[k] = v.values()[0] - 64;
                    }
                }
                default -> {
                    sizes[k] = 1;
                    combinations = Integer.MAX_VALUE;
                }
            }
            combinations *= sizes[k];
        }
        usable = combinations <= mostCombinations && tryReserve(4 * combinations);
        groups = usable ? new int[(int) combinations] : new int[0];
        return usable;
    }

    /** Takes no more than half of what cannot be refused: groups could not go on where the array has it all. */
    private boolean tryReserve(long bytes) {
        close();
        if (bytes > account.guaranteedBytes() / 2 || !account.tryReserve(bytes)) {
            return false;
        }
        heldBytes = bytes;
        return true;
    }

    @Override
    public void close() {
        account.release(heldBytes);
        heldBytes = 0;
        groups = new int[0];
    }

    private static void add(
            int[] codes, int base, int size, long @Nullable [] nulls, int[] positions, int count, int[] indexes) {
        if (nulls == null) {
            for (var i = 0; i < count; i++) {
                indexes[i] = indexes[i] * size + codes[positions[i]] - base + 1;
            }
            return;
        }
        for (var i = 0; i < count; i++) {
            var row = positions[i];
            var isNull = (nulls[row >>> 6] >>> row & 1) != 0;
            indexes[i] = indexes[i] * size + (isNull ? 0 : codes[row] - base + 1);
        }
    }

    private boolean addNumbers(
            int[] values, int key, long @Nullable [] nulls, int[] positions, int count, int[] indexes) {
        var base = bases[key];
        var size = sizes[key];
        var outside = 0;
        for (var i = 0; i < count; i++) {
            // Entries of null rows hold any value, so they too have to be near for the shortcut to serve.
            outside |= Integer.compareUnsigned(values[positions[i]] - base, size - 1) < 0 ? 0 : 1;
        }
        if (outside != 0) {
            usable = false;
            return false;
        }
        add(values, base, size, nulls, positions, count, indexes);
        return true;
    }
}
