package dev.slipher.storage.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The machine's file system, on which there is no more space, or nothing can be overwritten, whenever a test says so; and a
 * test says what happens beside a file.
 */
public final class FillableDisk implements FileOperations {
    public static final int JOURNAL_FILE_BYTES = 64 << 10;

    private final FileOperations disk = new PosixFileOperations();
    private final AtomicLong freeBytes = new AtomicLong(Long.MAX_VALUE);
    private final AtomicReference<@Nullable Interlude> interlude = new AtomicReference<>();
    private volatile BooleanSupplier overwritingFails = () -> false;

    /** What happens once, before a file of a folder appears. */
    private record Interlude(String folder, Event event) {}

    /** Something that a test does. */
    @FunctionalInterface
    public interface Event {
        void happen() throws Exception;
    }

    public LocalDirectoryStore openStore(Path directory) {
        return new LocalDirectoryStore(directory, this, JOURNAL_FILE_BYTES);
    }

    public void setFull(boolean full) {
        setFreeBytes(full ? 0 : Long.MAX_VALUE);
    }

    /** Sets how many bytes may still be written; deleting frees none. */
    public void setFreeBytes(long bytes) {
        freeBytes.set(bytes);
    }

    /** Has something happen before the next file appears somewhere below a folder of that name. */
    public void beforeNext(String folder, Event event) {
        interlude.set(new Interlude(folder, event));
    }

    private void beginInterlude(Path name) throws IOException {
        var next = interlude.get();
        if (next != null
                && StreamSupport.stream(name.spliterator(), false)
                        .anyMatch(part -> part.toString().equals(next.folder))
                && interlude.compareAndSet(next, null)) {
            try {
                next.event.happen();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    /** Asks {@code condition}, by the thread that overwrites a part of a file or truncates it, whether that fails. */
    public void failOverwritingIf(BooleanSupplier condition) {
        overwritingFails = condition;
    }

    private void requireOverwriting(Path file) throws IOException {
        if (overwritingFails.getAsBoolean()) {
            throw new FileSystemException(file.toString(), null, "Input/output error");
        }
    }

    private void requireSpace(Path file, int byteCount) throws IOException {
        if (freeBytes.addAndGet(-byteCount) <= 0) {
            freeBytes.addAndGet(byteCount);
            throw new FileSystemException(file.toString(), null, "No space left on device");
        }
    }

    @Override
    public WritableFile create(Path file) throws IOException {
        var created = disk.create(file);
        return new WritableFile() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                requireSpace(file, bytes.remaining());
                created.write(bytes);
            }

            @Override
            public void overwrite(ByteBuffer bytes, long position) throws IOException {
                requireOverwriting(file);
                created.overwrite(bytes, position);
            }

            @Override
            public void truncate(long size) throws IOException {
                requireOverwriting(file);
                created.truncate(size);
            }

            @Override
            public void sync() throws IOException {
                created.sync();
            }

            @Override
            public void close() throws IOException {
                created.close();
            }
        };
    }

    @Override
    public ReadableFile open(Path file) throws IOException {
        return disk.open(file);
    }

    @Override
    public boolean exists(Path file) {
        return disk.exists(file);
    }

    @Override
    public void sync(Path file) throws IOException {
        disk.sync(file);
    }

    @Override
    public void link(Path file, Path name) throws IOException {
        beginInterlude(name);
        requireSpace(name, 1);
        disk.link(file, name);
    }

    @Override
    public void delete(Path file) throws IOException {
        disk.delete(file);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        disk.createDirectory(directory);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        disk.syncDirectory(directory);
    }

    @Override
    public List<Entry> list(Path directory) throws IOException {
        return disk.list(directory);
    }
}
