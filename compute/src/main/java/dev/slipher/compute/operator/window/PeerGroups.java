package dev.slipher.compute.operator.window;

/** A place that walks forward over the groups of rows that are equal in the window's order. */
final class PeerGroups {
    private final PartitionRows partition;
    private long row;
    private long group;
    private long start;
    /** -1 until it is looked for, as that means to walk ahead. */
    private long end = -1;

    PeerGroups(PartitionRows partition) {
        this.partition = partition;
    }

    /** Goes to the group of {@code target}, which is not before the row gone to last. */
    void moveTo(long target) {
        while (row < target) {
            if (row < end - 1) {
                row = Math.min(target, end - 1);
                continue;
            }
            row++;
            if (row == end || end < 0 && partition.startsGroup(row)) {
                start = row;
                end = -1;
                group++;
            }
        }
    }

    /** Goes to group {@code number}, or past the last one, which has no rows; never back. */
    void moveToGroup(long number) {
        while (group < number && start < partition.size()) {
            start = end();
            row = start;
            end = -1;
            group++;
        }
    }

    /** Returns the group's number, from 0. */
    long group() {
        return group;
    }

    /** Returns the group's first row. */
    long start() {
        return start;
    }

    /** Returns the row after the group's last. */
    long end() {
        if (end < 0) {
            end = Math.min(row + 1, partition.size());
            while (end < partition.size() && !partition.startsGroup(end)) {
                end++;
            }
        }
        return end;
    }
}
