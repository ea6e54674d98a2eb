package dev.slipher.compute.operator;

import dev.slipher.compute.memory.MemoryAccount;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parts that the workers of an operator have of its memory while rows come in, so that none is left without because
 * others were quicker. Once all rows are on disk, who reads them back has the memory as a whole.
 */
public final class WorkerAccounts implements AutoCloseable {
    private final MemoryAccount whole;
    /** Guarded by this, as is all below; null until the worker first asks. */
    private final @Nullable MemoryAccount[] parts;

    /** What cannot be refused to one part. */
    private long certainBytes;

    /** Divides an operator's account among the workers of a query. */
    public WorkerAccounts(MemoryAccount whole, int workers) {
        this.whole = whole;
        parts = new MemoryAccount[workers];
    }

    /**
     * Returns the account of a worker, the same for its number in any phase. Its peers get theirs with it: one that begins
     * late would find their parts used up.
     */
    public synchronized MemoryAccount of(Worker worker) {
        if (Arrays.stream(parts).allMatch(Objects::isNull)) {
            certainBytes = Math.max(0, whole.guaranteedBytes() - whole.reservedBytes()) / parts.length;
        }
        for (var i = 0; i < worker.peers(); i++) {
            open(i);
        }
        return open(worker.index());
    }

    private MemoryAccount open(int index) {
        var part = parts[index];
        if (part == null) {
            part = whole.openChild();
            part.guarantee(certainBytes);
            parts[index] = part;
        }
        return part;
    }

    /** Returns what workers have reserved. */
    public synchronized long reservedBytes() {
        var total = 0L;
        for (var part : parts) {
            total += part == null ? 0 : part.reservedBytes();
        }
        return total;
    }

    /** Gives the parts back to the whole; there are no rows in them. */
    @Override
    public synchronized void close() {
        for (var i = 0; i < parts.length; i++) {
            var part = parts[i];
            if (part != null) {
                part.close();
                parts[i] = null;
            }
        }
    }
}
