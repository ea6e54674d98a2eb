package dev.slipher.compute.source;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.storage.cache.BlockRoom;

/**
 * What a worker's scan keeps of chunks that the cache has no room for. The query's other operators make room for it; it is
 * refused what is more than the whole grant.
 */
final class UncachedBytes implements BlockRoom.Account {
    private final MemoryAccount account;
    private long heldBytes;

    UncachedBytes(MemoryAccount account) {
        this.account = account;
    }

    @Override
    public void take(long byteCount) {
        if (heldBytes + byteCount > account.grantBytes()) {
            throw account.refused(byteCount, "reading past a full chunk cache");
        }
        account.overdraw(byteCount);
        heldBytes += byteCount;
    }

    @Override
    public void giveBack(long byteCount) {
        account.release(byteCount);
        heldBytes -= byteCount;
    }
}
