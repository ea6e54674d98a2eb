package dev.slipher.compute.spill;

import dev.slipher.storage.error.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The directory of spill files, which holds nothing while no query runs; one process uses it at a time. */
public final class SpillSpace {
    /** Files that stay open between uses, of all queries: fewer than the least that systems let a process open. */
    static final int MOST_KEPT_OPEN = 256;

    private final Path directory;
    private final DiskShare disk;
    private final AtomicLong nextFile = new AtomicLong();
    private final AtomicInteger keptOpen = new AtomicInteger();

    /** Opens the directory, making it if needed and deleting what an earlier process left in it. */
    public SpillSpace(Path directory) {
        this(directory, new DiskShare(directory));
    }

    /** @param disk what all files may take together */
    public SpillSpace(Path directory, DiskShare disk) {
        this.directory = directory;
        this.disk = disk;
        try {
            Files.createDirectories(directory);
            try (var leftovers = Files.newDirectoryStream(directory, "*.spill")) {
                for (var file : leftovers) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException failed) {
            throw FileErrors.of("open", directory, failed);
        }
    }

    /** Returns a new file, which appears on disk with its first bytes. */
    public SpillFile open(LongAdder writtenBytes, LongAdder readBytes) {
        return new SpillFile(this, directory.resolve(nextFile.getAndIncrement() + ".spill"), writtenBytes, readBytes);
    }

    /** Takes disk for bytes that are about to be written, or throws 53100 if spill files have their share. */
    void takeDisk(long bytes) {
        if (!disk.tryTake(bytes)) {
            throw disk.exhausted(
                    "spill files of all queries",
                    "Run the query while fewer others do, give it more memory by a larger wlm_query_slot_count,"
                            + " have it sort, join or group fewer rows or columns");
        }
    }

    void giveBackDisk(long bytes) {
        disk.giveBack(bytes);
    }

    /** Returns whether one more file may stay open, until {@link #noteClosed}. */
    boolean tryKeepOpen() {
        return keptOpen.getAndUpdate(count -> Math.min(count + 1, MOST_KEPT_OPEN)) < MOST_KEPT_OPEN;
    }

    void noteClosed() {
        keptOpen.decrementAndGet();
    }
}
