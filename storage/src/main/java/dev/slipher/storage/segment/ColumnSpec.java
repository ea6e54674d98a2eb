package dev.slipher.storage.segment;

import dev.slipher.storage.type.SqlType;

/**
 * A column as a segment is to hold it.
 *
 * @param columnId the column's permanent id, by which readers ask for it
 * @param raw whether the values are stored as they are (ENCODE RAW) instead of in the encoding that suits them
 */
public record ColumnSpec(int columnId, SqlType type, boolean raw) {
    /** Makes a column whose encoding the writer chooses. */
    public ColumnSpec(int columnId, SqlType type) {
        this(columnId, type, false);
    }
}
