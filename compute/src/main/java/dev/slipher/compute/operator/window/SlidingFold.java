package dev.slipher.compute.operator.window;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.LongFunction;

/**
 * Folds the rows of frames that move forward, for states of which nothing can be taken back: sums of doubles, moments.
 *
 * <p>What is folded lies in two parts. Of the front one the fold of each of its ends is known, so that rows leave it for
 * nothing; rows are added to the rear one. When the front is used up the frame is folded anew, its first rows as the front:
 * <pre>
 *   rows    from ........ middle ........ to
 *           front[0] = fold of from..middle, front[1] = fold of from+1..middle, ...
 *           rear = fold of middle..to
 * </pre>
 *
 * Each row is folded about twice if the frame is no longer than the front may be. This is the queue of two stacks, see
 * Tangwongsan, Hirzel, Schneider, "Low-Latency Sliding-Window Aggregation in Worst-Case Constant Time", 2017.
 *
 * @param <S> an immutable state
 */
final class SlidingFold<S> {
    /** States kept at most, so that they need no grant of memory; longer frames are folded anew each so many rows. */
    private static final int MOST_STATES = 1 << 15;

    private final S empty;
    private final LongFunction<S> ofRow;
    private final BinaryOperator<S> combine;
    private final List<S> front = new ArrayList<>();
    private S rear;
    /** The first row of the front as it was made. */
    private long base;

    private long middle;
    private long to;

    /**
     * @param empty the state of no rows
     * @param ofRow gives the state of one row
     * @param combine folds two states of neighbouring rows; associative
     */
    SlidingFold(S empty, LongFunction<S> ofRow, BinaryOperator<S> combine) {
        this.empty = empty;
        this.ofRow = ofRow;
        this.combine = combine;
        rear = empty;
    }

    /**
     * Returns the fold of a frame.
     *
     * @param start its first row, no less than that of the frame before
     * @param end the row after its last, in the same way; not before {@code start}
     */
    S of(long start, long end) {
        if (start > middle) {
            begin(start, end);
        }
        for (; to < end; to++) {
            rear = combine.apply(rear, ofRow.apply(to));
        }
        return start == middle ? rear : combine.apply(front.get((int) (start - base)), rear);
    }

    private void begin(long start, long end) {
        front.clear();
        base = start;
        middle = Math.min(end, start + MOST_STATES);
        // Rows on disk are read forward only.
        for (var row = start; row < middle; row++) {
            front.add(ofRow.apply(row));
        }
        for (var i = front.size() - 2; i >= 0; i--) {
            front.set(i, combine.apply(front.get(i), front.get(i + 1)));
        }
        rear = empty;
        to = middle;
    }
}
