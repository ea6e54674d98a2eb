package dev.slipher.leader.table;

import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.storage.segment.SegmentSource;
import java.lang.foreign.MemorySegment;

/** A segment's bytes in the object store. */
record StoredSegment(ObjectStore store, String key, long size) implements SegmentSource {
    @Override
    public void read(long offset, MemorySegment target) {
        store.read(key, offset, target);
    }
}
