package dev.slipher.compute.source;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord.ColumnRange;
import dev.slipher.storage.segment.SegmentSource;
import java.util.List;
import java.util.function.Supplier;

/** One thing that holds rows of a table: what deletes name rows in, and what morsels are cut from. */
public sealed interface ScanUnit {
    /** Returns the rows held, deleted ones included. */
    long rowCount();

    /** Returns which of them to leave out. */
    DeletedRows deleted();

    /**
     * A segment.
     *
     * @param ranges bounds of some of its columns, for leaving it out without opening it
     * @param source opens the object's bytes; called when the segment is first read, if it is read at all
     */
    record Stored(
            ObjectId id, long rowCount, List<ColumnRange> ranges, Supplier<SegmentSource> source, DeletedRows deleted)
            implements ScanUnit {
        public Stored {
            ranges = List.copyOf(ranges);
        }
    }

    /**
     * Rows that are in memory already.
     *
     * @param columnIds what the batches' columns are, by permanent id
     * @param batches without selections, immutable, each but the last of {@link Batch#CAPACITY} rows
     */
    record Inline(List<Integer> columnIds, List<Batch> batches, DeletedRows deleted) implements ScanUnit {
        public Inline {
            columnIds = List.copyOf(columnIds);
            batches = List.copyOf(batches);
        }

        @Override
        public long rowCount() {
            return batches.stream().mapToLong(Batch::rowCount).sum();
        }
    }
}
