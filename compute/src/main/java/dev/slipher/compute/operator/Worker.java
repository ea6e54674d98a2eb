package dev.slipher.compute.operator;

import dev.slipher.compute.spill.SpillFile;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.encoding.BatchCodec;
import dev.slipher.storage.encoding.DecodeScratch;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A thread's part in one phase of one query; nothing here is shared but the flag that stops the phase. */
public final class Worker {
    private final int index;
    private final int peers;
    private final QueryContext query;
    private final Turn turn;
    private final AtomicBoolean stopped;
    /** The same worker as it is to the steps before a limit. */
    private final @Nullable Worker before;

    private @Nullable DecodeScratch scratch;
    private @Nullable BatchCodec codec;

    /**
     * @param index its number in the phase, from 0
     * @param peers the workers of the phase, this one among them
     */
    public Worker(int index, int peers, QueryContext query, Turn turn, AtomicBoolean stopped) {
        this(index, peers, query, turn, stopped, null);
    }

    private Worker(
            int index, int peers, QueryContext query, Turn turn, AtomicBoolean stopped, @Nullable Worker before) {
        this.index = index;
        this.peers = peers;
        this.query = query;
        this.turn = turn;
        this.stopped = stopped;
        this.before = before;
    }

    /**
     * Returns this worker as it is to the steps behind a limit, which go on with the rows that came through when those
     * before it are stopped.
     *
     * @param stoppedBehind whether nobody wants rows any more of those steps, the same for all workers
     */
    public Worker behind(AtomicBoolean stoppedBehind) {
        return new Worker(index, peers, query, turn, stoppedBehind, this);
    }

    /** Returns this worker's number in the phase, from 0. */
    public int index() {
        return index;
    }

    /** Returns how many workers the phase has, whether they run already or not. */
    public int peers() {
        return peers;
    }

    public QueryContext query() {
        return query;
    }

    /** Ends the worker's part if the query was cancelled or failed, and lets other queries have their turn. */
    public void checkpoint() {
        query.throwIfStopped();
        turn.yieldIfDue();
    }

    /** Runs {@code waiting}, which may block, without holding up another query. */
    public void block(Runnable waiting) {
        turn.block(waiting);
    }

    /** Returns what {@code waiting} does, which may block, without holding up another query. */
    public <T> T await(Supplier<T> waiting) {
        var result = new AtomicReference<T>();
        turn.block(() -> result.set(waiting.get()));
        return Objects.requireNonNull(result.get());
    }

    /** Takes a lock without holding up whoever has it, who may be waiting for the right to run. */
    public void lock(Lock lock) {
        if (!lock.tryLock()) {
            block(lock::lock);
        }
    }

    /** Returns whether no step behind the one that asks wants the rows still to come. */
    public boolean isStopped() {
        return stopped.get();
    }

    /** Says that no more rows are wanted of the steps before. */
    public void stop() {
        stopped.set(true);
        if (before != null) {
            before.stop();
        }
    }

    public DecodeScratch scratch() {
        if (scratch == null) {
            scratch = new DecodeScratch();
        }
        return scratch;
    }

    /**
     * Writes the selected rows of a batch, of which there is at least one, to a spill file, without holding up another
     * query; 53100 if the disk has no room for them.
     */
    public void write(SpillFile file, Batch batch) {
        var bytes = codec().encode(batch);
        block(() -> file.append(bytes, batch.selectedCount()));
    }

    /** Returns a batch of a spill file over new arrays, without holding up another query while it is read. */
    public Batch read(SpillFile file, int index) {
        return codec().decode(await(() -> file.read(index)));
    }

    private BatchCodec codec() {
        if (codec == null) {
            codec = new BatchCodec();
        }
        return codec;
    }

    /** The right of a thread to run. */
    public interface Turn {
        /** Lets another thread run if one waits and this one's time is up. */
        void yieldIfDue();

        /** Gives the right up while {@code waiting} runs. */
        void block(Runnable waiting);
    }
}
