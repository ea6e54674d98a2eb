package dev.slipher.storage.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.TreePMap;

/**
 * The segments of a table with their deleted rows; immutable.
 *
 * <p>Its segments are those that its manifests list, without {@link #removed()}, and {@link #recent()}. Manifests are
 * named, not held: whoever needs their segments reads them.
 */
public final class SegmentSet {
    static final SegmentSet EMPTY = of(List.of(), List.of(), Set.of(), Map.of(), new Totals(0, 0, 0));

    private final List<ManifestReference> manifests;
    /** By a number that grows, so that segments keep the order in which they were added. */
    private final TreePMap<Long, SegmentRecord> recent;

    private final PMap<ObjectId, Long> recentNumbers;
    private final PSet<ObjectId> removed;
    private final PMap<ObjectId, SegmentDeletes> deletes;
    private final Totals totals;
    private final long deletedRowCount;

    /** Sums over all segments, deleted rows included. */
    public record Totals(long segmentCount, long rowCount, long byteCount) {
        Totals plus(SegmentRecord segment) {
            return new Totals(segmentCount + 1, rowCount + segment.rowCount(), byteCount + segment.byteCount());
        }

        Totals minus(SegmentRecord segment) {
            return new Totals(segmentCount - 1, rowCount - segment.rowCount(), byteCount - segment.byteCount());
        }
    }

    private SegmentSet(
            List<ManifestReference> manifests,
            TreePMap<Long, SegmentRecord> recent,
            PMap<ObjectId, Long> recentNumbers,
            PSet<ObjectId> removed,
            PMap<ObjectId, SegmentDeletes> deletes,
            Totals totals,
            long deletedRowCount) {
        this.manifests = manifests;
        this.recent = recent;
        this.recentNumbers = recentNumbers;
        this.removed = removed;
        this.deletes = deletes;
        this.totals = totals;
        this.deletedRowCount = deletedRowCount;
    }

    /** Makes the set that a checkpoint describes. */
    public static SegmentSet of(
            List<ManifestReference> manifests,
            List<SegmentRecord> recent,
            Set<ObjectId> removed,
            Map<ObjectId, SegmentDeletes> deletes,
            Totals totals) {
        TreePMap<Long, SegmentRecord> records = TreePMap.empty();
        PMap<ObjectId, Long> numbers = HashTreePMap.empty();
        var number = 0L;
        for (var segment : recent) {
            records = records.plus(number, segment);
            numbers = numbers.plus(segment.id(), number++);
        }
        var deletedRowCount =
                deletes.values().stream().mapToLong(SegmentDeletes::count).sum();
        return new SegmentSet(
                List.copyOf(manifests),
                records,
                numbers,
                HashTreePSet.from(removed),
                HashTreePMap.from(deletes),
                totals,
                deletedRowCount);
    }

    public List<ManifestReference> manifests() {
        return manifests;
    }

    /** Returns the segments that no manifest lists yet, in the order in which they were added. */
    public Collection<SegmentRecord> recent() {
        return recent.values();
    }

    /** Returns segments that the manifests list and that are gone. */
    public Set<ObjectId> removed() {
        return removed;
    }

    /** Returns the deleted rows of the segments that have any. */
    public Map<ObjectId, SegmentDeletes> deletes() {
        return deletes;
    }

    public Totals totals() {
        return totals;
    }

    /** Returns how many rows of all segments are deleted. */
    public long deletedRowCount() {
        return deletedRowCount;
    }

    /**
     * Returns this set in another form.
     *
     * @param before the set from which this one came by changes
     * @param rewritten the same segments as {@code before}, listed in other manifests
     */
    public SegmentSet rebase(SegmentSet before, SegmentSet rewritten) {
        var gone = removed.minusAll(before.removed);
        for (var id : before.recentNumbers.keySet()) {
            gone = recentNumbers.containsKey(id) ? gone : gone.plus(id);
        }
        var listed = new ArrayList<SegmentRecord>();
        for (var segment : rewritten.recent.values()) {
            if (!gone.contains(segment.id())) {
                listed.add(segment);
            }
        }
        for (var segment : recent.values()) {
            if (!before.recentNumbers.containsKey(segment.id())) {
                listed.add(segment);
            }
        }
        var rows = new HashMap<>(deletes);
        rows.replaceAll((id, deleted) ->
                deleted.equals(before.deletes.get(id)) ? rewritten.deletes.getOrDefault(id, deleted) : deleted);
        return of(rewritten.manifests, listed, gone.minusAll(rewritten.recentNumbers.keySet()), rows, totals);
    }

    SegmentSet add(List<SegmentRecord> segments) {
        var records = recent;
        var numbers = recentNumbers;
        var sums = totals;
        var number = records.isEmpty() ? 0 : records.lastKey() + 1;
        for (var segment : segments) {
            records = records.plus(number, segment);
            numbers = numbers.plus(segment.id(), number++);
            sums = sums.plus(segment);
        }
        return new SegmentSet(manifests, records, numbers, removed, deletes, sums, deletedRowCount);
    }

    SegmentSet remove(List<SegmentRecord> segments) {
        var records = recent;
        var numbers = recentNumbers;
        var gone = removed;
        var sums = totals;
        var rest = deletes;
        var deleted = deletedRowCount;
        for (var segment : segments) {
            var number = numbers.get(segment.id());
            if (number == null) {
                gone = gone.plus(segment.id());
            } else {
                records = records.minus(number);
                numbers = numbers.minus(segment.id());
            }
            sums = sums.minus(segment);
            var rows = rest.get(segment.id());
            if (rows != null) {
                deleted -= rows.count();
                rest = rest.minus(segment.id());
            }
        }
        return new SegmentSet(manifests, records, numbers, gone, rest, sums, deleted);
    }

    SegmentSet delete(ObjectId segment, DeleteDelta.Rows rows) {
        var before = deletes.getOrDefault(segment, SegmentDeletes.NONE);
        return new SegmentSet(
                manifests,
                recent,
                recentNumbers,
                removed,
                deletes.plus(segment, before.plus(rows)),
                totals,
                deletedRowCount + rows.count());
    }
}
