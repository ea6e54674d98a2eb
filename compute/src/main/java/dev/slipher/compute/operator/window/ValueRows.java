package dev.slipher.compute.operator.window;

/**
 * The rows of a partition whose value in one column is not null, by number from 0 in the partition's order; for one
 * thread.
 *
 * <p>Of each block of rows it is known how many values lie before it, so that a row or value that is looked for is found
 * from the start of its block. Who goes on from the place it was at, as windows do, does not even look from there.
 */
final class ValueRows implements AutoCloseable {
    /** Said instead of a row if there is no such value. */
    static final long NONE = -1;

    /** Counts kept at most without a grant of memory; if none is given, blocks are made longer. */
    static final int FREE_COUNTS = 1 << 12;

    private static final int LEAST_SHIFT = 6;

    private final PartitionRows partition;
    private final int column;
    private int shift = LEAST_SHIFT;
    private long reservedBytes;
    /** The values before each block, and those of the partition behind the last one. */
    private final long[] before;

    private final Place counted = new Place();
    private final Place found = new Place();

    ValueRows(PartitionRows partition, int column) {
        this.partition = partition;
        this.column = column;
        before = new long[chooseBlocks() + 1];
        var place = new Place();
        for (var block = 1; block < before.length; block++) {
            place.walkTo(Math.min((long) block << shift, partition.size()));
            before[block] = place.values;
        }
    }

    /** Sets the length of blocks and returns how many there are. */
    private int chooseBlocks() {
        var blocks = blocks();
        if (blocks > FREE_COUNTS && blocks < Integer.MAX_VALUE - 16) {
            var bytes = Long.BYTES * (blocks + 1);
            if (partition.tryReserve(bytes)) {
                reservedBytes = bytes;
                return (int) blocks;
            }
        }
        while (blocks() > FREE_COUNTS) {
            shift++;
        }
        return (int) blocks();
    }

    private long blocks() {
        return (partition.size() + (1L << shift) - 1) >>> shift;
    }

    /** Returns how many values there are in the rows before {@code row}, which may be the one after the last. */
    long before(long row) {
        if (row < counted.row || row - counted.row > 1L << shift) {
            counted.startBlock((int) (row >>> shift));
        }
        counted.walkTo(row);
        return counted.values;
    }

    /** Returns the row of the value of that number, which may be any; {@link #NONE} if there are not so many. */
    long row(long number) {
        if (number < 0 || number >= before[before.length - 1]) {
            return NONE;
        }
        if (number < found.values || number >= before[(int) (found.row >>> shift) + 1]) {
            found.startBlock(blockOf(number));
        }
        found.walkToValue(number);
        return found.row;
    }

    /** Returns the last block with at most {@code number} values before it: the value lies there. */
    private int blockOf(long number) {
        var low = 0;
        var high = before.length - 1;
        while (high - low > 1) {
            var middle = low + high >>> 1;
            if (before[middle] <= number) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public void close() {
        partition.release(reservedBytes);
        reservedBytes = 0;
    }

    /** A row and how many values there are before it. */
    private final class Place {
        private long row;
        private long values;

        private void startBlock(int block) {
            row = (long) block << shift;
            values = before[block];
        }

        private void walkTo(long target) {
            for (; row < target; row++) {
                if (!partition.isNull(row, column)) {
                    values++;
                }
            }
        }

        /** Goes to the row of a value that lies in it or behind. */
        private void walkToValue(long number) {
            for (; values < number || partition.isNull(row, column); row++) {
                if (!partition.isNull(row, column)) {
                    values++;
                }
            }
        }
    }
}
