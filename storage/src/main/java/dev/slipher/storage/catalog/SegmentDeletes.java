package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;
import java.util.ArrayList;
import java.util.List;

/** The deleted rows of one segment: those at hand, and bitmaps in delete objects; no row is in two of them. */
@Tag(49)
public record SegmentDeletes(RowSet held, List<DeleteDelta.Rows.Stored> stored) {
    public static final SegmentDeletes NONE = new SegmentDeletes(RowSet.EMPTY, List.of());

    public SegmentDeletes {
        stored = List.copyOf(stored);
    }

    /** Returns how many rows are deleted. */
    public long count() {
        return held.count()
                + stored.stream().mapToLong(DeleteDelta.Rows.Stored::count).sum();
    }

    SegmentDeletes plus(DeleteDelta.Rows rows) {
        return switch (rows) {
            case DeleteDelta.Rows.Held(var more) -> new SegmentDeletes(held.union(more), stored);
            case DeleteDelta.Rows.Stored more -> {
                var all = new ArrayList<>(stored);
                all.add(more);
                yield new SegmentDeletes(held, all);
            }
        };
    }
}
