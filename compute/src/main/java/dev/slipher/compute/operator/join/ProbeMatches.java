package dev.slipher.compute.operator.join;

import dev.slipher.compute.memory.MemoryAccount;

/** Which rows of a probe partition have a match in any piece of the build side seen so far. */
final class ProbeMatches implements AutoCloseable {
    private final MemoryAccount account;
    private long[] bits;

    ProbeMatches(MemoryAccount account, long rowCount) {
        this.account = account;
        var words = Math.toIntExact((rowCount + 63) / 64);
        account.reserve(8L * words, "a spilled join");
        bits = new long[words];
    }

    /** Adds the matches of rows from {@code firstRow} on, and adds to {@code matched} those known before. */
    void unite(long firstRow, int count, long[] matched) {
        for (var i = 0; i < count; i++) {
            var row = firstRow + i;
            var word = (int) (row >>> 6);
            var match = (matched[i >>> 6] >>> i | bits[word] >>> row) & 1;
            bits[word] |= match << row;
            matched[i >>> 6] |= match << i;
        }
    }

    @Override
    public void close() {
        account.release(8L * bits.length);
        bits = new long[0];
    }
}
