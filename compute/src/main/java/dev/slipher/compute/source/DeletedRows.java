package dev.slipher.compute.source;

/** The rows of a scan unit that are deleted at the query's version. */
@FunctionalInterface
public interface DeletedRows {
    DeletedRows NONE = (firstRow, count, mask) -> false;

    /**
     * Clears the bits of deleted rows among the {@code count} rows from {@code firstRow} on, row {@code firstRow} being
     * bit 0 of {@code mask}.
     *
     * @return whether any of those rows is deleted
     */
    boolean clear(long firstRow, int count, long[] mask);
}
