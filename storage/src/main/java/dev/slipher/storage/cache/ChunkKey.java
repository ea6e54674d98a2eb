package dev.slipher.storage.cache;

import dev.slipher.storage.catalog.ObjectId;

/**
 * Names a part of an immutable object, so that what was cached under it never goes stale.
 *
 * @param columnId the column it belongs to, or {@link #WHOLE}
 * @param rowGroup the row group it belongs to, or {@link #WHOLE}
 */
public record ChunkKey(ObjectId object, int columnId, int rowGroup) {
    /** Stands for all columns or all row groups. */
    public static final int WHOLE = -1;
}
