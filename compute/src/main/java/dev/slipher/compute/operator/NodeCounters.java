package dev.slipher.compute.operator;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What the workers of a query count for one plan node. */
public final class NodeCounters {
    private final LongAdder rows = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder busyNanos = new LongAdder();
    private final LongAdder spilledBytes = new LongAdder();
    private final LongAdder unspilledBytes = new LongAdder();
    private final LongAccumulator memoryBytes = new LongAccumulator(Math::max, 0);
    private volatile String form = "";

    public LongAdder rows() {
        return rows;
    }

    public LongAdder bytes() {
        return bytes;
    }

    public LongAdder busyNanos() {
        return busyNanos;
    }

    public LongAdder spilledBytes() {
        return spilledBytes;
    }

    public LongAdder unspilledBytes() {
        return unspilledBytes;
    }

    public long memoryBytes() {
        return memoryBytes.get();
    }

    /** Notes that the node holds {@code byteCount} bytes just now. */
    public void holds(long byteCount) {
        memoryBytes.accumulate(byteCount);
    }

    public String form() {
        return form;
    }

    /** Notes which implementation serves the node. */
    public void setForm(String name) {
        form = name;
    }
}
