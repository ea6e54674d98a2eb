package dev.slipher.leader.launch;

import static dev.slipher.storage.error.SqlState.IO_ERROR;
import static dev.slipher.storage.error.SqlState.OBJECT_IN_USE;

import dev.slipher.storage.error.FileErrors;
import dev.slipher.storage.error.SlipherException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The right to be a data folder's only server, held as an operating system lock on its file {@code slipher.lock} and so
 * lost with the process at the latest.
 *
 * <p>POSIX drops a process's lock when it closes <em>any</em> descriptor of the file; nothing else may open it.
 */
final class DataFolderLock implements AutoCloseable {

    private static final String FILE = "slipher.lock";

    /** A status command holds the lock for an instant to see whether it is free; a start waits this out. */
    private static final int ATTEMPTS = 20;

    private static final long PAUSE_MILLIS = 50;

    private final Path file;
    private final FileChannel channel;

    private DataFolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Locks the folder, creating it if it is absent.
     *
     * @throws SlipherException if a server holds it, naming that server's process, or no warehouse can be in it
     */
    static DataFolderLock acquire(Path folder) {
        DataFolder.requireUsable(folder);
        try {
            Files.createDirectories(folder);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Optional<DataFolderLock> lock = tryAcquire(folder);
                if (lock.isPresent()) {
                    return lock.get();
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            String holder = RunningServer.read(folder)
                    .map(server -> "process %d on %s".formatted(server.pid(), server.address()))
                    .orElse("a process that is just starting or stopping");
            throw new SlipherException(OBJECT_IN_USE, "data folder \"%s\" is in use by %s".formatted(folder, holder))
                    .withHint("end that server with slipher stop, or choose another folder with --data");
        } catch (IOException e) {
            throw FileErrors.of("lock", folder.resolve(FILE), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlipherException(IO_ERROR, "interrupted while locking data folder \"%s\"".formatted(folder), e);
        }
    }

    /** Tells whether a server holds the folder. */
    static boolean isHeld(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(FILE))) {
            return false;
        }
        Optional<DataFolderLock> lock = tryAcquire(folder);
        lock.ifPresent(DataFolderLock::close);
        return lock.isEmpty();
    }

    // A channel that met this process's own lock must stay open: closing it would drop that lock.
    @SuppressWarnings("resource")
    private static Optional<DataFolderLock> tryAcquire(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(new DataFolderLock(file, channel));
            }
            channel.close();
            return Optional.empty();
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw FileErrors.of("unlock", file, e);
        }
    }
}
