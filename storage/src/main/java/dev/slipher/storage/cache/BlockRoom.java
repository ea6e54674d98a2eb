package dev.slipher.storage.cache;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one thread has of its own beside the cache: how it waits for what is read, and for when the cache has no room, memory
 * off the heap for one block, which grows to the largest one asked for, and an account of that and of what its user keeps on
 * the heap.
 */
public final class BlockRoom implements AutoCloseable {
    private final Account account;
    private final Consumer<Runnable> waiting;
    private MemorySegment memory = MemorySegment.NULL;
    /** The chunk whose block is in {@link #memory}; null if that holds none whole. */
    private @Nullable ChunkKey filledOf;

    private int filledBlock;

    /** Makes room for a thread that nobody waits for. */
    public BlockRoom(Account account) {
        this(account, Runnable::run);
    }

    /**
     * @param waiting runs what waits for bytes to be read, at once and in this thread
     */
    public BlockRoom(Account account, Consumer<Runnable> waiting) {
        this.account = account;
        this.waiting = waiting;
    }

    /** Who is told of bytes in use outside the cache. */
    public interface Account {
        /** Notes bytes that are about to be used; throws if they are too many. */
        void take(long byteCount);

        void giveBack(long byteCount);

        /** Returns an account for those who use few bytes, or none. */
        static Account none() {
            return new Account() {
                @Override
                public void take(long byteCount) {}

                @Override
                public void giveBack(long byteCount) {}
            };
        }
    }

    /**
     * Returns a chunk's block at the start of at least {@code byteCount} bytes, valid until the next call.
     *
     * @param reader fills the memory, unless it was just filled with the same block
     */
    public MemorySegment fill(ChunkKey chunk, int block, long byteCount, Consumer<MemorySegment> reader) {
        if (!chunk.equals(filledOf) || filledBlock != block) {
            filledOf = null;
            grow(byteCount);
            waiting.accept(() -> reader.accept(memory));
            filledOf = chunk;
            filledBlock = block;
        }
        return memory;
    }

    private void grow(long byteCount) {
        if (memory.byteSize() < byteCount) {
            close();
            account.take(byteCount);
            try {
                memory = ChunkCache.allocate(byteCount);
            } finally {
                if (memory.byteSize() == 0) {
                    account.giveBack(byteCount);
                }
            }
        }
    }

    /** Runs what may wait for bytes to be read. */
    public void await(Runnable reading) {
        waiting.accept(reading);
    }

    public Account account() {
        return account;
    }

    /** Frees the memory, which the next block gets anew. */
    @Override
    public void close() {
        filledOf = null;
        if (memory.byteSize() > 0) {
            account.giveBack(memory.byteSize());
            NativeMemory.free(memory);
            memory = MemorySegment.NULL;
        }
    }
}
