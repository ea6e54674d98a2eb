package dev.slipher.leader.compaction;

import dev.slipher.storage.catalog.DatumOrder;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.SegmentRecord.ColumnRange;
import dev.slipher.storage.segment.ColumnStatistics;
import dev.slipher.storage.segment.SegmentWriter;
import dev.slipher.storage.type.Datum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Says which segments of a table are worth being written anew together.
 *
 * <p>When nobody asked for it, segments less than half full are sorted into tiers by their rows, each four times the one before. A tier that has
 * four is joined with those below it, so that few small segments stay and a row is rewritten about once a tier. Full ones
 * are left alone, for whoever copies a table's segments has them already, unless a fifth of their rows is deleted or more
 * than four of them may hold the same value of the sort key. VACUUM, a step at a time, leaves none that may hold the same
 * values of the sort key, and at most one that is small.
 *
 * <p>A segment has no bounds of the sort key if it was written before its column became one: it may hold any values, and has
 * them once it was rewritten, also if all are null.
 */
final class CompactionPolicy {
    private static final int TIERS = 5;
    private static final long FIRST_TIER_ROWS = SegmentWriter.MAX_ROWS >> (2 * TIERS - 1);
    private static final int TIER_SEGMENTS = 4;
    private static final int DEPTH = 4;

    /** Of a string's bound, what rounding up leaves as it is unless it ends in bytes of all ones, which UTF-8 has not. */
    private static final int EXACT_BYTES = ColumnStatistics.MAX_BOUND_BYTES - 1;

    /** VACUUM joins segments with fewer rows. */
    private static final long SMALL_ROWS = 1L << 20;

    private static final double DELETED_SHARE = 0.2;

    /** Deleted rows that cost too little to be worth an object and a log entry. */
    private static final long FEW_DELETED_ROWS = 8_192;

    /** Rows that are rewritten together at most, given memory; what is left over waits for the next choice. */
    static final long REWRITTEN_ROWS = 8L * SegmentWriter.MAX_ROWS;

    /** Bytes likewise. */
    private static final long REWRITTEN_BYTES = 8 * SegmentWriter.MAX_BYTES;

    private CompactionPolicy() {}

    /**
     * Returns the segments to rewrite next, none if the table is in good order.
     *
     * @param deletedRows how many rows of a segment are deleted
     * @param sortColumn the first column of the sort key, if there is one
     * @param mostRows the rows that there is memory for, beyond which no more than two segments are chosen
     */
    static List<SegmentRecord> choose(
            List<SegmentRecord> segments,
            ToLongFunction<SegmentRecord> deletedRows,
            OptionalInt sortColumn,
            long mostRows) {
        var small = smallOnes(segments, mostRows);
        if (!small.isEmpty()) {
            return small;
        }
        var holey = segments.stream()
                .filter(segment -> isHoley(segment, deletedRows.applyAsLong(segment)))
                .toList();
        if (!holey.isEmpty()) {
            return atMost(holey, 1, mostRows);
        }
        return sortColumn.isPresent() ? overlapping(segments, sortColumn.getAsInt(), DEPTH, mostRows) : List.of();
    }

    /**
     * Returns the segments that VACUUM rewrites next, none once the table is as it leaves it.
     *
     * @param deletedRows how many rows of a segment are deleted
     * @param isOld whether a segment was there when it began; others are not rewritten only because a few of their rows are
     *     deleted, which might go on for as long as somebody deletes some
     * @param sortColumn the first column of the sort key, empty if rows need not be sorted
     * @param mostRows the rows that there is memory for, beyond which no more than two segments are chosen
     */
    static List<SegmentRecord> chooseForVacuum(
            List<SegmentRecord> segments,
            ToLongFunction<SegmentRecord> deletedRows,
            Predicate<SegmentRecord> isOld,
            OptionalInt sortColumn,
            long mostRows) {
        var poor = segments.stream()
                .filter(segment -> isSmall(segment) || isLargelyDeleted(segment, deletedRows.applyAsLong(segment)))
                .toList();
        if (poor.size() > 1 || poor.size() == 1 && isWorthwhileAlone(poor.getFirst(), deletedRows, isOld)) {
            return atMost(poor, 1, mostRows);
        }
        if (sortColumn.isEmpty()) {
            return List.of();
        }
        var unsorted = segments.stream()
                .filter(segment -> range(segment, sortColumn.getAsInt()).isEmpty())
                .toList();
        return unsorted.isEmpty()
                ? overlapping(segments, sortColumn.getAsInt(), 1, mostRows)
                : atMost(unsorted, 1, mostRows);
    }

    private static boolean isWorthwhileAlone(
            SegmentRecord poor, ToLongFunction<SegmentRecord> deletedRows, Predicate<SegmentRecord> isOld) {
        var deleted = deletedRows.applyAsLong(poor);
        return isLargelyDeleted(poor, deleted) || deleted > 0 && isOld.test(poor);
    }

    private static boolean isSmall(SegmentRecord segment) {
        return segment.rowCount() < SMALL_ROWS && segment.byteCount() < SegmentWriter.MAX_BYTES / 2;
    }

    private static boolean isLargelyDeleted(SegmentRecord segment, long deletedRows) {
        return deletedRows > 0 && deletedRows >= segment.rowCount() * DELETED_SHARE;
    }

    /** Returns whether so much of a segment is deleted that the rest is worth being written alone. */
    static boolean isHoley(SegmentRecord segment, long deletedRows) {
        return deletedRows >= FEW_DELETED_ROWS && isLargelyDeleted(segment, deletedRows);
    }

    private static List<SegmentRecord> smallOnes(List<SegmentRecord> segments, long mostRows) {
        var upToTier = new ArrayList<SegmentRecord>();
        var bound = FIRST_TIER_ROWS;
        for (var tier = 0; tier < TIERS; tier++, bound <<= 2) {
            long floor = tier == 0 ? 0 : bound >> 2;
            long ceiling = bound;
            var those = segments.stream()
                    .filter(segment -> segment.byteCount() < SegmentWriter.MAX_BYTES / 2
                            && segment.rowCount() >= floor
                            && segment.rowCount() < ceiling)
                    .toList();
            upToTier.addAll(those);
            if (those.size() >= TIER_SEGMENTS) {
                return atMost(upToTier, 2, mostRows);
            }
        }
        return List.of();
    }

    /** Returns the most segments that may hold one value of the sort key, if they are more than {@code depth}. */
    private static List<SegmentRecord> overlapping(
            List<SegmentRecord> segments, int sortColumn, int depth, long mostRows) {
        var ranged = new ArrayList<Ranged>();
        var deep = new ArrayList<SegmentRecord>();
        for (var segment : segments) {
            var range = range(segment, sortColumn);
            if (range.isEmpty()) {
                deep.add(segment);
            } else if (!range.get().min().isNull()) {
                ranged.add(new Ranged(segment, range.get()));
            }
        }
        ranged.sort((a, b) -> DatumOrder.compare(a.range.min(), b.range.min()));
        var open = new ArrayList<Ranged>();
        var deepest = List.<Ranged>of();
        for (var next : ranged) {
            // Segments that share no more than a bound are as a sort leaves them.
            open.removeIf(before -> isAtMost(before.range.max(), next.range.min()));
            open.add(next);
            if (open.size() > deepest.size()) {
                deepest = List.copyOf(open);
            }
        }
        deepest.forEach(next -> deep.add(next.segment));
        return deep.size() > depth ? atMost(deep, depth + 1, mostRows) : List.of();
    }

    private static Optional<ColumnRange> range(SegmentRecord segment, int column) {
        return segment.ranges().stream()
                .filter(range -> range.columnId() == column)
                .findFirst();
    }

    /** Bounds of long strings are not exact: those that begin alike may be one value, which no sorting tells apart. */
    private static boolean isAtMost(Datum max, Datum min) {
        return DatumOrder.compare(beginning(max), beginning(min)) <= 0;
    }

    private static Datum beginning(Datum bound) {
        return bound instanceof Datum.Bytes(var bytes) && bytes.length > EXACT_BYTES
                ? new Datum.Bytes(Arrays.copyOf(bytes, EXACT_BYTES))
                : bound;
    }

    private record Ranged(SegmentRecord segment, ColumnRange range) {}

    /**
     * Returns the smallest of {@code segments} that are rewritten at once: at least {@code least} of them, or two if there is
     * memory for no more. Two of many that overlap do not overlap any more.
     */
    private static List<SegmentRecord> atMost(List<SegmentRecord> segments, int least, long mostRows) {
        var result = new ArrayList<SegmentRecord>();
        var rows = 0L;
        var bytes = 0L;
        for (var segment : segments.stream()
                .sorted(Comparator.comparingLong(SegmentRecord::rowCount))
                .toList()) {
            rows += segment.rowCount();
            bytes += segment.byteCount();
            var isMuch = rows > REWRITTEN_ROWS || bytes > REWRITTEN_BYTES;
            if (isMuch && result.size() >= least || rows > mostRows && result.size() >= 2) {
                break;
            }
            result.add(segment);
        }
        return result;
    }
}
