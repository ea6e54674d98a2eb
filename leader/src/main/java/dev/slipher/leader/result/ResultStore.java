package dev.slipher.leader.result;

import dev.slipher.storage.batch.Batch;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows between the engine, which gives them all at once or takes them so, and a client that is slower: in memory at first, past
 * {@value #MEMORY_BYTES} bytes, or what the space has, in files that go as they are read.
 *
 * <p>Batches come out in the order in which they went in. One thread uses it.
 */
public final class ResultStore implements AutoCloseable {
    public static final int MEMORY_BYTES = 4 << 20;

    /** After so many bytes the next file begins, since only whole files can be given back. */
    private static final int FILE_BYTES = 64 << 20;

    private final ResultSpace space;
    private final ArrayDeque<byte[]> memory = new ArrayDeque<>();
    private long memoryBytes;
    private long byteCount;
    /** What came after all that is in memory. */
    private final ArrayDeque<ResultFile> files = new ArrayDeque<>();

    private @Nullable Batch current;
    private int currentOffset;
    private long rowCount;

    /** Makes an empty store. */
    public ResultStore(ResultSpace space) {
        this.space = space;
    }

    /** Makes a store and has {@code filling} append to it, which leaves nothing behind if it fails. */
    public static ResultStore filled(ResultSpace space, Consumer<ResultStore> filling) {
        var store = new ResultStore(space);
        try {
            filling.accept(store);
            return store;
        } catch (Throwable e) {
            store.close();
            throw e;
        }
    }

    /** Appends a copy of the selected rows, or throws 53100 if there is no space for them. */
    public void append(Batch batch) {
        if (!tryAppend(batch)) {
            throw space.disk().exhausted("rows that wait for clients", "Fetch or close what is open, select less");
        }
    }

    /** Appends a copy of the selected rows, or returns false and appends none if there is no space for them. */
    public boolean tryAppend(Batch batch) {
        int count = batch.selectedCount();
        if (count == 0) {
            return true;
        }
        if (!space.withCodec(codec -> tryAppend(codec.encode(batch)))) {
            return false;
        }
        rowCount += count;
        return true;
    }

    private boolean tryAppend(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (!tryKeep(bytes) && !tryWrite(bytes)) {
            return false;
        }
        byteCount += length;
        return true;
    }

    private boolean tryKeep(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (!files.isEmpty() || memoryBytes + length > MEMORY_BYTES || !space.tryTakeMemory(length)) {
            return false;
        }
        memoryBytes += length;
        var copy = new byte[length];
        bytes.get(copy);
        memory.addLast(copy);
        return true;
    }

    private boolean tryWrite(ByteBuffer bytes) {
        if (!space.disk().tryTake(ResultFile.bytesFor(bytes))) {
            return false;
        }
        lastFile(bytes).write(bytes);
        return true;
    }

    private ResultFile lastFile(ByteBuffer bytes) {
        var file = files.peekLast();
        if (file != null && file.byteCount() < FILE_BYTES) {
            return file;
        }
        try {
            file = new ResultFile(space);
        } catch (RuntimeException e) {
            space.disk().giveBack(ResultFile.bytesFor(bytes));
            throw e;
        }
        files.addLast(file);
        return file;
    }

    /** Returns the encoded bytes of the batches of which no row was taken. */
    public long byteCount() {
        return byteCount;
    }

    /** Returns how many rows were appended in all. */
    public long rowCount() {
        return rowCount;
    }

    /** Takes what a part of the rows is given to. */
    @FunctionalInterface
    public interface RowConsumer {
        void rows(Batch batch, int from, int count);
    }

    /** Takes as much as it likes of a part of the rows, and says how many. */
    @FunctionalInterface
    public interface RowTaker {
        int offer(Batch batch, int from, int count);
    }

    /**
     * Gives the next rows to {@code consumer}.
     *
     * @return how many there were, fewer than {@code maxRows} only at the end
     */
    public long take(long maxRows, RowConsumer consumer) {
        long taken = 0;
        while (taken < maxRows) {
            var batch = advance();
            if (batch == null) {
                break;
            }
            int count = (int) Math.min(maxRows - taken, batch.selectedCount() - currentOffset);
            consumer.rows(batch, currentOffset, count);
            taken += count;
            currentOffset += count;
        }
        return taken;
    }

    /** Offers the next rows to {@code taker} until it takes fewer than it could. */
    public void offer(RowTaker taker) {
        for (var batch = advance(); batch != null; batch = advance()) {
            int count = batch.selectedCount() - currentOffset;
            int taken = taker.offer(batch, currentOffset, count);
            currentOffset += taken;
            if (taken < count) {
                return;
            }
        }
    }

    /** Takes the next batch, of which no row was taken before; empty if there is none. */
    public Optional<Batch> takeBatch() {
        var batch = Optional.ofNullable(advance());
        batch.ifPresent(taken -> currentOffset = taken.selectedCount());
        return batch;
    }

    /** Returns whether all rows were taken. */
    public boolean isDrained() {
        return advance() == null;
    }

    /** Returns the batch of the next row, which is at {@link #currentOffset} in it, or null if there is none. */
    private @Nullable Batch advance() {
        var batch = current;
        if (batch == null || currentOffset == batch.selectedCount()) {
            batch = next();
            current = batch;
            currentOffset = 0;
        }
        return batch;
    }

    private @Nullable Batch next() {
        var held = memory.pollFirst();
        if (held != null) {
            memoryBytes -= held.length;
            space.giveBackMemory(held.length);
            byteCount -= held.length;
            return decode(ByteBuffer.wrap(held));
        }
        var file = files.peekFirst();
        if (file == null) {
            return null;
        }
        var bytes = file.read();
        byteCount -= bytes.remaining();
        var batch = decode(bytes);
        if (file.isDrained()) {
            file.close();
            files.removeFirst();
        }
        return batch;
    }

    private Batch decode(ByteBuffer bytes) {
        return space.withCodec(codec -> codec.decode(bytes));
    }

    @Override
    public void close() {
        memory.clear();
        space.giveBackMemory(memoryBytes);
        memoryBytes = 0;
        files.forEach(ResultFile::close);
        files.clear();
        current = null;
    }
}
