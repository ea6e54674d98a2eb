package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;
import java.util.List;

/**
 * The columns that order rows inside a segment, most significant first; empty for none.
 *
 * @param columnIds permanent ids of the columns
 * @param interleaved whether the user asked for INTERLEAVED, which is stored and shown
 * @param auto whether the choice is ours (SORTKEY AUTO)
 */
@Tag(61)
public record SortKey(List<Integer> columnIds, boolean interleaved, boolean auto) {
    public static final SortKey NONE = new SortKey(List.of(), false, false);

    public SortKey {
        columnIds = List.copyOf(columnIds);
    }
}
