package dev.slipher.compute.source.text;

import dev.slipher.storage.batch.Vector;

/**
 * Turns the fields of one column into a vector, a batch at a time; failures and nulls are noted in the
 * {@link FieldColumn}, and the values of such rows are arbitrary.
 */
interface ColumnConverter {
    /** Converts all rows of {@code fields}; the vector is valid until the next call. */
    Vector convert(FieldColumn fields);
}
