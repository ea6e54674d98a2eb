package dev.slipher.storage.batch;

/**
 * The entries that the codes of {@link DictionaryVector}s stand for, compared by identity.
 *
 * <p>Entry {@code i} is {@code bytes[offsets[i]] .. bytes[offsets[i + 1] - 1]}.
 */
public final class Dictionary {
    private final byte[] bytes;
    private final int[] offsets;
    private final int size;
    private final boolean distinct;
    private final boolean sorted;

    /**
     * @param distinct whether no two entries are equal under SQL comparison
     * @param sorted whether the entries ascend under SQL comparison, so that codes compare as values do
     */
    public Dictionary(byte[] bytes, int[] offsets, int size, boolean distinct, boolean sorted) {
        this.bytes = bytes;
        this.offsets = offsets;
        this.size = size;
        this.distinct = distinct;
        this.sorted = sorted;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int[] offsets() {
        return offsets;
    }

    /** Returns the number of entries. */
    public int size() {
        return size;
    }

    public boolean isDistinct() {
        return distinct;
    }

    public boolean isSorted() {
        return sorted;
    }
}
