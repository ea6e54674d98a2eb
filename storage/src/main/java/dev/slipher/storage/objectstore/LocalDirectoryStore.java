package dev.slipher.storage.objectstore;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.slipher.storage.error.FileErrors;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.FileOperations.ReadableFile;
import dev.slipher.storage.objectstore.FileOperations.WritableFile;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Objects as files below one directory.
 *
 * <p>An object is written as a temporary file in {@code tmp/} and synced, linked to its name, and the name's directory is
 * synced; so its name never stands for a part of it. Small objects below {@code log/}, for each of which a commit waits,
 * are records of a {@link Journal} in {@code journal/} instead. One store at a time may be open on a directory.
 */
public final class LocalDirectoryStore implements ObjectStore {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    private static final String TEMPORARY = "tmp";
    private static final String JOURNALED = "log/";
    private static final int JOURNAL_FILE_BYTES = 4 << 20;
    private static final int ZEROS_BYTES = 1 << 18;
    private static final int OPEN_FILES = 256;

    private final Path root;
    private final FileOperations files;
    private final Journal journal;
    private final AtomicLong temporaryNumber = new AtomicLong();

    /** Directories whose own names are durable. */
    private final Set<Path> knownDirectories = ConcurrentHashMap.newKeySet();

    /** Directories in which a name may be seen that is not durable, because giving or syncing it failed. */
    private final Set<Path> unsyncedDirectories = ConcurrentHashMap.newKeySet();

    private final Cache<String, ReadableFile> openFiles = Caffeine.newBuilder()
            .maximumSize(OPEN_FILES)
            .executor(Runnable::run)
            .removalListener(
                    (@Nullable String key, @Nullable ReadableFile file, RemovalCause cause) -> closeQuietly(file))
            .build();

    /**
     * Opens the store in {@code root}, which is created if need be, and deletes what a crash left half written.
     *
     * @throws SlipherException if the directory cannot be created or read
     */
    public LocalDirectoryStore(Path root) {
        this(root, new PosixFileOperations(), JOURNAL_FILE_BYTES);
    }

    LocalDirectoryStore(Path root, FileOperations files, int journalFileBytes) {
        this.root = root;
        this.files = files;
        try {
            files.createDirectory(root);
            var parent = root.toAbsolutePath().getParent();
            if (parent != null) {
                files.syncDirectory(parent);
            }
            // A crash may have come between the creation of a name and the sync that makes it durable.
            syncTree(root);
            var temporary = root.resolve(TEMPORARY);
            files.createDirectory(temporary);
            for (var leftover : files.list(temporary)) {
                files.delete(temporary.resolve(leftover.name()));
            }
            journal = new Journal(root.resolve(Journal.DIRECTORY), files, this::createDurably, journalFileBytes);
        } catch (IOException e) {
            throw FileErrors.of("open", root, e);
        }
    }

    @Override
    public boolean putIfAbsent(String key, ByteBuffer bytes) {
        var target = path(key);
        settle();
        if (isJournaled(key) && journal.takes(key, bytes.remaining())) {
            return journal.putIfAbsent(key, bytes, target);
        }
        var temporary = temporaryFile();
        try {
            try (var file = files.create(temporary)) {
                file.write(bytes.duplicate());
                file.sync();
            }
            makeDirectory(directoryOf(target));
        } catch (IOException e) {
            deleteQuietly(temporary);
            throw FileErrors.of("write to", target, e);
        }
        try {
            return publish(key, temporary, target);
        } finally {
            deleteQuietly(temporary);
        }
    }

    @Override
    public ObjectWriter create(String key) {
        var target = path(key);
        settle();
        var temporary = temporaryFile();
        try {
            return new FileWriter(key, target, temporary, files.create(temporary));
        } catch (IOException e) {
            deleteQuietly(temporary);
            throw FileErrors.of("create", target, e);
        }
    }

    @Override
    public void read(String key, long offset, MemorySegment target) {
        settle();
        var bytes = target.asByteBuffer();
        var journaled = readJournal(key);
        if (journaled.isPresent()) {
            var there = journaled.get();
            if (offset + bytes.remaining() > there.length) {
                throw endsEarly(key, there.length, offset + bytes.remaining() - there.length);
            }
            bytes.put(there, (int) offset, bytes.remaining());
            return;
        }
        while (true) {
            try {
                var file = openFile(key);
                var end = fill(file, offset, bytes.clear());
                if (bytes.hasRemaining()) {
                    throw endsEarly(key, end, bytes.remaining());
                }
                return;
            } catch (ClosedByInterruptException e) {
                openFiles.invalidate(key);
                throw FileErrors.of("read", path(key), e);
            } catch (ClosedChannelException e) {
                // Evicted, or its reader was interrupted, which closes the file for all.
                openFiles.invalidate(key);
            } catch (IOException e) {
                throw FileErrors.of("read", path(key), e);
            }
        }
    }

    @Override
    public byte[] readAll(String key) {
        settle();
        var path = path(key);
        var journaled = readJournal(key);
        if (journaled.isPresent()) {
            return journaled.get();
        }
        try (var file = files.open(path)) {
            var bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            fill(file, 0, bytes);
            return bytes.array();
        } catch (IOException e) {
            throw FileErrors.of("read", path, e);
        }
    }

    @Override
    public OptionalLong size(String key) {
        settle();
        var path = path(key);
        if (isJournaled(key) && journal.size(key).isPresent()) {
            return journal.size(key);
        }
        try (var file = files.open(path)) {
            return OptionalLong.of(file.size());
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw FileErrors.of("open", path, e);
        }
    }

    @Override
    public List<StoredObject> list(String prefix, String after, int limit) {
        settle();
        var result = new ArrayList<StoredObject>();
        var directory = root.resolve(prefix);
        try {
            addObjects(directory, prefix, after, result);
            journal.list(prefix, after, result);
        } catch (IOException e) {
            throw FileErrors.of("list", directory, e);
        }
        result.sort(Comparator.comparing(StoredObject::key));
        return result.size() <= limit ? result : List.copyOf(result.subList(0, limit));
    }

    @Override
    public void delete(String key) {
        var path = path(key);
        openFiles.invalidate(key);
        try {
            // A deletion that a crash undoes is done again by whoever finds the object then.
            if (!isJournaled(key) || !journal.delete(key)) {
                files.delete(path);
            }
        } catch (IOException e) {
            throw FileErrors.of("delete", path, e);
        }
    }

    @Override
    public void close() {
        openFiles.invalidateAll();
        journal.close();
    }

    @Override
    public String toString() {
        return root.toString();
    }

    private boolean publish(String key, Path temporary, Path target) {
        var directory = directoryOf(target);
        try {
            var isNew = isJournaled(key)
                    ? journal.linkIfAbsent(key, () -> link(temporary, target))
                    : link(temporary, target);
            files.syncDirectory(directory);
            return isNew;
        } catch (IOException e) {
            unsyncedDirectories.add(directory);
            throw new UnknownOutcomeException(key, FileErrors.of("give a durable name to", target, e));
        }
    }

    private boolean link(Path temporary, Path target) throws IOException {
        try {
            files.link(temporary, target);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Makes a file of the journal. */
    private WritableFile createDurably(Path target, ByteBuffer beginning, int sizeBytes) {
        var temporary = temporaryFile();
        @Nullable WritableFile file = null;
        try {
            file = files.create(temporary);
            var zeros = sizeBytes - beginning.remaining();
            file.write(beginning);
            for (var chunk = 0; zeros > 0; zeros -= chunk) {
                chunk = Math.min(zeros, ZEROS_BYTES);
                file.write(ByteBuffer.allocate(chunk));
            }
            file.sync();
            makeDirectory(directoryOf(target));
            files.link(temporary, target);
            files.syncDirectory(directoryOf(target));
            return file;
        } catch (IOException e) {
            closeQuietly(file);
            deleteQuietly(target);
            throw FileErrors.of("create", target, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    private Optional<byte[]> readJournal(String key) {
        try {
            return isJournaled(key) ? journal.read(key) : Optional.empty();
        } catch (IOException e) {
            throw FileErrors.of("read", path(key), e);
        }
    }

    private static boolean isJournaled(String key) {
        return key.startsWith(JOURNALED);
    }

    private static SlipherException endsEarly(String key, long end, long missing) {
        return new SlipherException(
                SqlState.DATA_CORRUPTED,
                "object \"%s\" ends at byte %d, where %d more bytes were expected".formatted(key, end, missing));
    }

    /** Makes durable what can be seen. */
    private void settle() {
        for (var directory : List.copyOf(unsyncedDirectories)) {
            try {
                files.syncDirectory(directory);
                unsyncedDirectories.remove(directory);
            } catch (IOException e) {
                throw FileErrors.of("sync", directory, e);
            }
        }
    }

    private ReadableFile openFile(String key) throws IOException {
        var known = openFiles.getIfPresent(key);
        if (known != null) {
            return known;
        }
        var opened = files.open(path(key));
        var other = openFiles.asMap().putIfAbsent(key, opened);
        if (other != null) {
            closeQuietly(opened);
            return other;
        }
        return opened;
    }

    private static long fill(ReadableFile file, long offset, ByteBuffer target) throws IOException {
        var position = offset;
        while (target.hasRemaining()) {
            var count = file.read(target, position);
            if (count < 0) {
                break;
            }
            position += count;
        }
        return position;
    }

    private void addObjects(Path directory, String prefix, String after, List<StoredObject> result) throws IOException {
        for (var entry : files.list(directory)) {
            var key = prefix + entry.name();
            if (!entry.isDirectory()) {
                if (key.compareTo(after) > 0) {
                    result.add(new StoredObject(key, entry.size(), entry.modified()));
                }
            } else if (!key.equals(TEMPORARY) && !key.equals(Journal.DIRECTORY)) {
                addObjects(directory.resolve(entry.name()), key + "/", after, result);
            }
        }
    }

    private void syncTree(Path directory) throws IOException {
        files.syncDirectory(directory);
        knownDirectories.add(directory);
        for (var entry : files.list(directory)) {
            if (entry.isDirectory()) {
                syncTree(directory.resolve(entry.name()));
            }
        }
    }

    private void makeDirectory(Path directory) throws IOException {
        if (knownDirectories.contains(directory)) {
            return;
        }
        var parent = directoryOf(directory);
        makeDirectory(parent);
        files.createDirectory(directory);
        files.syncDirectory(parent);
        knownDirectories.add(directory);
    }

    private Path path(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("not a key: " + key);
        }
        return root.resolve(key);
    }

    private Path temporaryFile() {
        return root.resolve(TEMPORARY).resolve(Long.toString(temporaryNumber.incrementAndGet()));
    }

    private static Path directoryOf(Path file) {
        var parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("no directory: " + file);
        }
        return parent;
    }

    private void deleteQuietly(Path temporary) {
        try {
            files.delete(temporary);
        } catch (IOException _) {
            // Whatever stays in tmp/ is deleted when the store is opened next.
        }
    }

    private static void closeQuietly(@Nullable Closeable file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException _) {
            // Nothing was written through it that counts.
        }
    }

    private final class FileWriter implements ObjectWriter {
        private final String key;
        private final Path target;
        private final Path temporary;
        private final WritableFile file;
        private boolean isWritten;
        private boolean ended;

        private FileWriter(String key, Path target, Path temporary, WritableFile file) {
            this.key = key;
            this.target = target;
            this.temporary = temporary;
            this.file = file;
        }

        @Override
        public void append(ByteBuffer bytes) {
            try {
                file.write(bytes);
            } catch (IOException e) {
                throw FileErrors.of("write to", target, e);
            }
        }

        @Override
        public void commit() {
            if (!isWritten) {
                try (file) {
                    file.sync();
                    makeDirectory(directoryOf(target));
                } catch (IOException e) {
                    throw FileErrors.of("write to", target, e);
                }
                isWritten = true;
            }
            // Without a known outcome the temporary file stays, for another try.
            var isNew = publish(key, temporary, target);
            ended = true;
            deleteQuietly(temporary);
            if (!isNew) {
                throw new SlipherException(SqlState.DUPLICATE_FILE, "object \"%s\" exists".formatted(key));
            }
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                try {
                    file.close();
                } catch (IOException e) {
                    throw FileErrors.of("close", target, e);
                } finally {
                    deleteQuietly(temporary);
                }
            }
        }
    }
}
