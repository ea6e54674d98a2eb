package dev.slipher.leader.result;

import dev.slipher.compute.spill.DiskShare;
import dev.slipher.storage.encoding.BatchCodec;
import dev.slipher.storage.error.FileErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * What rows that wait for their clients, or were sent by them and wait to be written, may take, those of all sessions
 * together: some memory, and a share of the disk.
 *
 * <p>Safe for use by all sessions at once.
 */
public final class ResultSpace {
    private static final int IDLE_CODECS = 4;

    private final Path directory;
    private final long memoryBytes;
    private final DiskShare disk;
    private final ArrayBlockingQueue<BatchCodec> idleCodecs = new ArrayBlockingQueue<>(IDLE_CODECS);
    private final AtomicLong usedMemoryBytes = new AtomicLong();

    /**
     * Opens the directory of the files, making it if needed.
     *
     * @param memoryBytes what rows in memory may take
     */
    public static ResultSpace open(Path directory, long memoryBytes) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw FileErrors.of("open", directory, e);
        }
        return new ResultSpace(directory, memoryBytes, new DiskShare(directory));
    }

    /** @param disk what the files, in {@code directory}, may take together */
    ResultSpace(Path directory, long memoryBytes, DiskShare disk) {
        this.directory = directory;
        this.memoryBytes = memoryBytes;
        this.disk = disk;
    }

    /** Returns where the files lie. */
    public Path directory() {
        return directory;
    }

    /** Takes memory, or returns false and takes none. */
    boolean tryTakeMemory(long bytes) {
        if (usedMemoryBytes.addAndGet(bytes) <= memoryBytes) {
            return true;
        }
        usedMemoryBytes.addAndGet(-bytes);
        return false;
    }

    void giveBackMemory(long bytes) {
        usedMemoryBytes.addAndGet(-bytes);
    }

    /** Returns what the files may take together. */
    DiskShare disk() {
        return disk;
    }

    /** Lends a codec, whose buffers are too large for each of many clients that do not read to have its own. */
    <T> T withCodec(Function<BatchCodec, T> work) {
        var idle = idleCodecs.poll();
        var codec = idle == null ? new BatchCodec() : idle;
        try {
            return work.apply(codec);
        } finally {
            idleCodecs.offer(codec);
        }
    }

    /** Makes a file that goes when it is closed, or with the process. */
    FileChannel openFile() throws IOException {
        var path = Files.createTempFile(directory, "result-", ".rows");
        try {
            return FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }
}
