package dev.slipher.leader.table;

import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.Set;

/** Tables that have changed since a background thread looked at them, in that order. */
public final class ChangedTables {
    /** Guarded by this, as is all below. */
    private final Set<Integer> changed = new LinkedHashSet<>();

    private boolean closed;

    /** Has a table looked at soon; never waits. */
    public synchronized void add(int tableOid) {
        changed.add(tableOid);
        notifyAll();
    }

    /** Returns the table to look at next, waiting for one; empty once this is closed. */
    public synchronized OptionalInt take() throws InterruptedException {
        while (changed.isEmpty() && !closed) {
            wait();
        }
        if (closed) {
            return OptionalInt.empty();
        }
        int next = changed.iterator().next();
        changed.remove(next);
        return OptionalInt.of(next);
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** Lets who takes tables end. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
