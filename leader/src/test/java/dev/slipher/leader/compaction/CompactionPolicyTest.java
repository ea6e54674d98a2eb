package dev.slipher.leader.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.SegmentRecord.ColumnRange;
import dev.slipher.storage.segment.SegmentWriter;
import dev.slipher.storage.type.Datum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CompactionPolicyTest {
    private static final int SORT_COLUMN = 3;

    private final Random random = new Random(11);

    private SegmentRecord segment(long rows) {
        return new SegmentRecord(ObjectId.random(random), rows, 10 * rows, 0, 4095, List.of());
    }

    private SegmentRecord segment(long rows, long min, long max) {
        var range = new ColumnRange(SORT_COLUMN, new Datum.Integral(min), new Datum.Integral(max), false);
        return new SegmentRecord(ObjectId.random(random), rows, 10 * rows, 0, 4095, List.of(range));
    }

    private static List<SegmentRecord> join(List<SegmentRecord> segments) {
        return CompactionPolicy.choose(segments, _ -> 0, OptionalInt.empty(), Long.MAX_VALUE);
    }

    private static List<SegmentRecord> choose(List<SegmentRecord> segments) {
        return CompactionPolicy.choose(segments, _ -> 0, OptionalInt.of(SORT_COLUMN), Long.MAX_VALUE);
    }

    @Test
    void howeverRowsComeFewSegmentsStayAndRowsAreRewrittenFewTimes() {
        for (var largest : List.of(10, 1_000, 60_000, 3_000_000)) {
            var segments = new ArrayList<SegmentRecord>();
            var rows = 0L;
            var rewritten = 0L;
            for (var i = 0; i < 2_000; i++) {
                var added = segment(1 + random.nextInt(largest));
                segments.add(added);
                rows += added.rowCount();
                for (var chosen = join(segments); !chosen.isEmpty(); chosen = join(segments)) {
                    assertThat(chosen.size()).isGreaterThan(1);
                    var left =
                            chosen.stream().mapToLong(SegmentRecord::rowCount).sum();
                    rewritten += left;
                    segments.removeAll(chosen);
                    for (; left > 0; left -= SegmentWriter.MAX_ROWS) {
                        segments.add(segment(Math.min(left, SegmentWriter.MAX_ROWS)));
                    }
                }
                var full = rows / (SegmentWriter.MAX_ROWS / 2);
                assertThat((long) segments.size()).isLessThanOrEqualTo(15 + full);
            }
            assertThat(segments.stream().mapToLong(SegmentRecord::rowCount).sum())
                    .isEqualTo(rows);
            // The lowest tier has no floor: tiny segments join it again and again until it is left.
            assertThat(rewritten).as("%d rows at most", largest).isLessThan(rows * 5 + 16_384L * 2_000);
        }
    }

    @Test
    void segmentsInGoodOrderAreLeftAlone() {
        var rows = SegmentWriter.MAX_ROWS;
        assertThat(choose(List.of())).isEmpty();
        assertThat(choose(List.of(segment(5), segment(20_000), segment(900_000), segment(rows, 0, 9))))
                .isEmpty();
        var sorted = new ArrayList<SegmentRecord>();
        for (var i = 0; i < 100; i++) {
            sorted.add(segment(rows, i * 10L, i * 10L + 10));
        }
        assertThat(choose(sorted)).isEmpty();
    }

    @Test
    void segmentsThatMayHoldTheSameSortKeyAreSortedTogether() {
        var segments = new ArrayList<SegmentRecord>();
        var rows = (long) SegmentWriter.MAX_ROWS;
        for (var i = 0; i < 4; i++) {
            segments.add(segment(rows, 0, 100));
        }
        segments.add(segment(rows, 200, 300));
        segments.add(segment(rows, 300, 400));
        assertThat(choose(segments)).isEmpty();
        segments.add(segment(rows, 50, 60));
        assertThat(choose(segments)).hasSize(5).doesNotContain(segments.get(4), segments.get(5));
        assertThat(CompactionPolicy.choose(segments, _ -> 0, OptionalInt.empty(), Long.MAX_VALUE))
                .isEmpty();
    }

    @Test
    void aFullSegmentIsRewrittenOnceAFifthOfItIsDeleted() {
        var rows = (long) SegmentWriter.MAX_ROWS;
        var first = segment(rows);
        var second = segment(rows);
        var segments = List.of(first, second);
        assertThat(CompactionPolicy.choose(
                        segments,
                        segment -> segment.equals(first) ? rows / 5 + 1 : rows / 6,
                        OptionalInt.empty(),
                        Long.MAX_VALUE))
                .containsExactly(first);
        // A table of a few rows that are updated all the time is not worth it.
        assertThat(CompactionPolicy.choose(List.of(segment(20)), _ -> 20, OptionalInt.empty(), Long.MAX_VALUE))
                .isEmpty();
    }

    @Test
    void vacuumGoesOnUntilNoTwoSegmentsMayHoldTheSameSortKey() {
        var rows = (long) SegmentWriter.MAX_ROWS;
        var segments = new ArrayList<SegmentRecord>();
        for (var i = 0; i < 20; i++) {
            var min = random.nextInt(1_000);
            segments.add(segment(rows, min, min + 1 + random.nextInt(1_000)));
        }
        segments.add(segment(5_000, 0, 2_000));
        segments.add(segment(900_000, 0, 2_000));
        var steps = 0;
        for (var chosen = vacuum(segments); !chosen.isEmpty(); chosen = vacuum(segments)) {
            segments.removeAll(chosen);
            segments.addAll(sorted(chosen));
            assertThat(++steps).isLessThan(200);
        }
        segments.sort(Comparator.comparingLong(CompactionPolicyTest::min));
        for (var i = 1; i < segments.size(); i++) {
            assertThat(max(segments.get(i - 1))).isLessThanOrEqualTo(min(segments.get(i)));
        }
        assertThat(segments.stream().filter(segment -> segment.rowCount() < 1 << 20))
                .hasSizeLessThan(2);
    }

    @Test
    void vacuumWithoutASortKeyJoinsSmallSegmentsAndDropsDeletedRows() {
        var large = segment(3_000_000);
        assertThat(CompactionPolicy.chooseForVacuum(
                        List.of(large, segment(9)), _ -> 0, _ -> true, OptionalInt.empty(), Long.MAX_VALUE))
                .isEmpty();
        assertThat(CompactionPolicy.chooseForVacuum(
                        List.of(large, segment(9), segment(7)), _ -> 0, _ -> true, OptionalInt.empty(), Long.MAX_VALUE))
                .hasSize(2)
                .doesNotContain(large);
        assertThat(CompactionPolicy.chooseForVacuum(
                        List.of(large), _ -> 599_999, _ -> true, OptionalInt.empty(), Long.MAX_VALUE))
                .isEmpty();
        assertThat(CompactionPolicy.chooseForVacuum(
                        List.of(large), _ -> 600_000, _ -> true, OptionalInt.empty(), Long.MAX_VALUE))
                .containsExactly(large);
    }

    @Test
    void aSmallSegmentThatVacuumHasWrittenItselfIsNotWrittenAgainForFewDeletedRows() {
        var small = List.of(segment(1_000));
        var none = OptionalInt.empty();
        assertThat(CompactionPolicy.chooseForVacuum(small, _ -> 1, _ -> true, none, Long.MAX_VALUE))
                .isEqualTo(small);
        assertThat(CompactionPolicy.chooseForVacuum(small, _ -> 1, _ -> false, none, Long.MAX_VALUE))
                .isEmpty();
        assertThat(CompactionPolicy.chooseForVacuum(small, _ -> 200, _ -> false, none, Long.MAX_VALUE))
                .isEqualTo(small);
    }

    @Test
    void segmentsOfAnotherSortKeyMayHoldAnyValueUntilTheyAreRewritten() {
        var rows = (long) SegmentWriter.MAX_ROWS;
        var other = new ColumnRange(SORT_COLUMN + 1, new Datum.Integral(1), new Datum.Integral(2), false);
        var old = new SegmentRecord(ObjectId.random(random), rows, rows, 0, 4095, List.of(other));
        var first = segment(rows, 0, 10);
        var second = segment(rows, 10, 20);
        assertThat(vacuum(List.of(first, old, second))).containsExactly(old);
        assertThat(vacuum(List.of(first, second))).isEmpty();
        assertThat(CompactionPolicy.chooseForVacuum(
                        List.of(old), _ -> 0, _ -> true, OptionalInt.empty(), Long.MAX_VALUE))
                .isEmpty();

        var nulls = new ColumnRange(SORT_COLUMN, Datum.Null.NULL, Datum.Null.NULL, true);
        var empty = new SegmentRecord(ObjectId.random(random), rows, rows, 0, 4095, List.of(nulls));
        assertThat(vacuum(List.of(first, empty, second))).isEmpty();

        var segments = new ArrayList<>(List.of(first, second));
        for (var i = 0; i < 3; i++) {
            segments.add(segment(rows));
        }
        assertThat(choose(segments)).isEmpty();
        segments.add(segment(rows));
        assertThat(choose(segments)).hasSize(5);
    }

    private static List<SegmentRecord> vacuum(List<SegmentRecord> segments) {
        return CompactionPolicy.chooseForVacuum(
                segments, _ -> 0, _ -> true, OptionalInt.of(SORT_COLUMN), Long.MAX_VALUE);
    }

    /** Returns the rows of {@code chosen} as if they were spread evenly over all their keys. */
    private List<SegmentRecord> sorted(List<SegmentRecord> chosen) {
        var rows = chosen.stream().mapToLong(SegmentRecord::rowCount).sum();
        var min = chosen.stream().mapToLong(CompactionPolicyTest::min).min().orElseThrow();
        var max = chosen.stream().mapToLong(CompactionPolicyTest::max).max().orElseThrow();
        var result = new ArrayList<SegmentRecord>();
        for (var from = 0L; from < rows; from += SegmentWriter.MAX_ROWS) {
            var to = Math.min(rows, from + SegmentWriter.MAX_ROWS);
            result.add(segment(to - from, min + (max - min) * from / rows, min + (max - min) * to / rows));
        }
        return result;
    }

    private static long min(SegmentRecord segment) {
        return ((Datum.Integral) segment.ranges().getFirst().min()).value();
    }

    private static long max(SegmentRecord segment) {
        return ((Datum.Integral) segment.ranges().getFirst().max()).value();
    }

    @Test
    void whereMemoryIsShortTwoOfManyAreRewritten() {
        var segments = new ArrayList<SegmentRecord>();
        for (var i = 0; i < 6; i++) {
            segments.add(segment(8_000_000, i, 100 + i));
        }
        var sortColumn = OptionalInt.of(SORT_COLUMN);
        assertThat(CompactionPolicy.choose(segments, _ -> 0, sortColumn, 9_000_000))
                .hasSize(2);
        assertThat(CompactionPolicy.chooseForVacuum(segments, _ -> 0, _ -> true, sortColumn, 25_000_000))
                .hasSize(3);
        var small = List.of(segment(900_000), segment(800_000), segment(700_000), segment(600_000));
        assertThat(CompactionPolicy.chooseForVacuum(small, _ -> 0, _ -> true, sortColumn, 1))
                .hasSize(2);
        assertThat(CompactionPolicy.choose(small, _ -> 0, sortColumn, 1)).hasSize(2);
    }
}
