package dev.slipher.compute.spill;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What temporary files of one kind may take of the disk together: half of what would be free without them, so that they
 * leave room for commits, which lie on the same disk as a rule.
 *
 * <p>Any thread may use it.
 */
public final class DiskShare {
    private final Path directory;
    private final LongSupplier freeBytes;
    private final AtomicLong usedBytes = new AtomicLong();

    /** Makes the share of files in {@code directory}, which exists. */
    public DiskShare(Path directory) {
        this(directory, directory.toFile()::getUsableSpace);
    }

    /** @param freeBytes what the file system of {@code directory} has left at the moment */
    public DiskShare(Path directory, LongSupplier freeBytes) {
        this.directory = directory;
        this.freeBytes = freeBytes;
    }

    /** Takes bytes before they are written, or returns false and takes none. */
    public boolean tryTake(long bytes) {
        var limit = limitBytes();
        if (usedBytes.addAndGet(bytes) <= limit) {
            return true;
        }
        usedBytes.addAndGet(-bytes);
        return false;
    }

    /** Gives back what was taken, once the file that has it is gone. */
    public void giveBack(long bytes) {
        usedBytes.addAndGet(-bytes);
    }

    /** Returns the most that all files may take together at the moment. */
    public long limitBytes() {
        return (freeBytes.getAsLong() + usedBytes.get()) / 2;
    }

    /** Returns what all files take together. */
    public long usedBytes() {
        return usedBytes.get();
    }

    /**
     * Returns the error of one for whom {@link #tryTake} has nothing left.
     *
     * @param files what takes the share, in the plural
     * @param hint what else the user can do than to free space
     */
    public SlipherException exhausted(String files, String hint) {
        return new SlipherException(
                        SqlState.DISK_FULL,
                        "%s take %d bytes in \"%s\" and may take %d, half of what would be free without them"
                                .formatted(files, usedBytes(), directory, limitBytes()))
                .withHint("%s, or free space on the file system.".formatted(hint));
    }
}
