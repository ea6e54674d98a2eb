package dev.slipher.compute.source;

import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.storage.segment.SegmentSource;
import java.lang.foreign.MemorySegment;

/** The bytes in the object store of a segment of a table. */
record StoredSegment(ObjectStore store, String key, long size, TableDefinition table) implements SegmentSource {
    @Override
    public void read(long offset, MemorySegment target) {
        try {
            store.read(key, offset, target);
        } catch (SlipherException e) {
            throw e.withDetail("It holds rows of table \"%s\".".formatted(table.name()));
        }
    }

    @Override
    public String describe(ObjectId id) {
        return "segment %s of table \"%s\"".formatted(id, table.name());
    }

    @Override
    public String describeColumn(int columnId) {
        return table.findColumn(columnId)
                .map(column -> "column %d (\"%s\")".formatted(columnId, column.name()))
                .orElseGet(() -> SegmentSource.super.describeColumn(columnId));
    }
}
