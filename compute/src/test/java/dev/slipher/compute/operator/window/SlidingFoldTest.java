package dev.slipher.compute.operator.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SlidingFoldTest {
    private static final Run NONE = new Run(0, 0);

    private long folded;

    /** Rows that follow one another; folds of others are refused. */
    private record Run(long first, long count) {
        private Run combine(Run next) {
            if (count == 0 || next.count == 0) {
                return count == 0 ? next : this;
            }
            assertThat(next.first).isEqualTo(first + count);
            return new Run(first, count + next.count);
        }
    }

    private SlidingFold<Run> fold() {
        return new SlidingFold<>(
                NONE,
                row -> {
                    folded++;
                    return new Run(row, 1);
                },
                Run::combine);
    }

    @Test
    void framesThatMoveAnyWayForwardHaveTheirRows() {
        var random = new Random(1);
        for (var round = 0; round < 200; round++) {
            var fold = fold();
            var most = 1 + random.nextInt(50);
            long start = 0;
            long end = 0;
            for (var i = 0; i < 100; i++) {
                start += random.nextInt(most);
                end = Math.max(start, end + random.nextInt(most));
                assertThat(fold.of(start, end)).isEqualTo(start == end ? NONE : new Run(start, end - start));
            }
        }
    }

    @Test
    void aLongFrameIsNotFoldedForEachRow() {
        var fold = fold();
        var rows = 300_000L;
        var length = 100_000L;
        for (var row = 0L; row < rows; row++) {
            var end = Math.min(rows, row + length);
            assertThat(fold.of(row, end).count()).isEqualTo(end - row);
        }
        assertThat(folded).isLessThan(10 * rows);
    }
}
