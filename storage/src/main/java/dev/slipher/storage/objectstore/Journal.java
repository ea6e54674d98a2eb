package dev.slipher.storage.objectstore;

import dev.slipher.storage.error.FileErrors;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.FileOperations.Entry;
import dev.slipher.storage.objectstore.FileOperations.WritableFile;
import dev.slipher.storage.objectstore.JournalSectors.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Small objects that come one after the other and do not stay long, in files that are made ahead, so that a put is one
 * write and one sync and changes no name; used by many threads. {@link JournalSectors} is the format of a file.
 *
 * <p>One file is written at a time, and only by the process that made it; a failed write or sync ends it, too, because of
 * its next bytes nobody could say which are durable. A file goes once no object is left in it; the few that stay longer
 * than the others move into the next new file. Deletions are not written: those of a file that is still there are undone
 * when the journal is opened again, and are then the caller's to repeat.
 */
final class Journal {
    static final String DIRECTORY = "journal";

    private static final Pattern NAME = Pattern.compile("0\\d{19}");

    private final Path directory;
    private final FileOperations files;
    private final NewFiles newFiles;
    private final int fileBytes;

    /** What can be seen, which is durable. Changed under {@link #journalFiles}. */
    private final ConcurrentSkipListMap<String, Located> objects = new ConcurrentSkipListMap<>();

    /** Guarded by itself, as is what is in the files. */
    private final TreeMap<Long, JournalFile> journalFiles = new TreeMap<>();

    /** Held while a record is written, for the next one may begin only when it is durable. */
    private final ReentrantLock writing = new ReentrantLock();

    // Guarded by writing, all that follow.
    private long lastNumber;
    private @Nullable OpenFile open;

    /** Written under the lock; read without it by who only asks whether there is something to do. */
    private volatile @Nullable Unsettled unsettled;

    /** Makes files durable under their names. */
    interface NewFiles {
        /**
         * Makes a file whose name nobody else uses, of so many zeros after {@code beginning}.
         *
         * @throws SlipherException if it could not; a file that is there then may be deleted
         */
        WritableFile create(Path file, ByteBuffer beginning, int sizeBytes);
    }

    private static final class JournalFile {
        private final long number;
        private final Path path;
        private int liveBytes;
        private boolean ended;

        private JournalFile(long number, Path path) {
            this.number = number;
            this.path = path;
        }

        private JournalSectors sectors() {
            return new JournalSectors(path, number);
        }
    }

    private record Located(JournalFile file, Place place) {}

    /** The file that is written. */
    private record OpenFile(JournalFile file, WritableFile writer, int endSector, int sizeBytes) {}

    /** An object of which nobody knows whether it will be there after a crash. */
    private record Unsettled(String key, ByteBuffer bytes) {}

    /**
     * Opens the journal in a directory, which need not exist.
     *
     * @param fileBytes the size of new files, a multiple of that of a sector
     * @throws SlipherException XX001 if a file is corrupted
     */
    Journal(Path directory, FileOperations files, NewFiles newFiles, int fileBytes) throws IOException {
        this.directory = directory;
        this.files = files;
        this.newFiles = newFiles;
        this.fileBytes = fileBytes;
        var entries = new ArrayList<>(files.list(directory));
        entries.sort(Comparator.comparing(Entry::name));
        for (var entry : entries) {
            if (NAME.matcher(entry.name()).matches()) {
                load(new JournalFile(Long.parseLong(entry.name()), directory.resolve(entry.name())));
            }
        }
        deleteFiles(takeEmptyFiles());
    }

    private void load(JournalFile file) throws IOException {
        // A process that was killed may have left a record that can be read and is not durable.
        files.sync(file.path);
        var bytes = readFully(file.path, 0, Integer.MAX_VALUE);
        file.ended = true;
        journalFiles.put(file.number, file);
        lastNumber = file.number;
        file.sectors().scan(bytes).forEach(place -> show(file, place));
    }

    /** Returns whether an object is one for the journal. */
    boolean takes(String key, int length) {
        return JournalSectors.place(key, 0, length).sizeBytes() <= fileBytes / 16;
    }

    /**
     * Stores an object, unless there is one of that key.
     *
     * @param elsewhere a file that would be that object, too
     */
    boolean putIfAbsent(String key, ByteBuffer bytes, Path elsewhere) {
        writing.lock();
        try {
            settle();
            if (objects.containsKey(key) || files.exists(elsewhere)) {
                return false;
            }
            write(key, bytes);
            return true;
        } finally {
            writing.unlock();
        }
    }

    /** Runs {@code linking}, and returns its result, unless an object of that key is in the journal. */
    boolean linkIfAbsent(String key, Linking linking) throws IOException {
        writing.lock();
        try {
            settle();
            return !objects.containsKey(key) && linking.link();
        } finally {
            writing.unlock();
        }
    }

    /** Gives an object elsewhere its name. */
    interface Linking {
        boolean link() throws IOException;
    }

    /** Returns an object, nothing if the journal does not have it. */
    Optional<byte[]> read(String key) throws IOException {
        settleOutcome();
        while (true) {
            var located = objects.get(key);
            if (located == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(read(located));
            } catch (NoSuchFileException e) {
                // Unless it is there no more, or in another file.
                if (located.equals(objects.get(key))) {
                    throw e;
                }
            }
        }
    }

    /** Returns the size of an object, nothing if the journal does not have it. */
    OptionalLong size(String key) {
        settleOutcome();
        var located = objects.get(key);
        return located == null ? OptionalLong.empty() : OptionalLong.of(located.place.length());
    }

    /** Adds the objects whose keys start with {@code prefix} and sort after {@code after}; their times are those of files. */
    void list(String prefix, String after, List<StoredObject> result) throws IOException {
        settleOutcome();
        var times = new HashMap<String, Instant>();
        for (var object : objects.tailMap(prefix).entrySet()) {
            var key = object.getKey();
            if (!key.startsWith(prefix)) {
                break;
            }
            if (times.isEmpty()) {
                files.list(directory).forEach(entry -> times.put(entry.name(), entry.modified()));
            }
            if (key.compareTo(after) > 0) {
                var located = object.getValue();
                var modified = times.getOrDefault(nameOf(located.file.number), Instant.MAX);
                result.add(new StoredObject(key, located.place.length(), modified));
            }
        }
    }

    /** Deletes an object, and returns whether the journal had it. */
    boolean delete(String key) {
        settleOutcome();
        synchronized (journalFiles) {
            var located = objects.remove(key);
            if (located == null) {
                return false;
            }
            located.file.liveBytes -= located.place.sizeBytes();
            if (located.file.liveBytes > 0 || !located.file.ended) {
                return true;
            }
        }
        deleteFiles(takeEmptyFiles());
        return true;
    }

    void close() {
        writing.lock();
        try {
            endFile();
        } finally {
            writing.unlock();
        }
    }

    private void settleOutcome() {
        if (unsettled != null) {
            writing.lock();
            try {
                settle();
            } finally {
                writing.unlock();
            }
        }
    }

    /** Makes the outcome of a failed write known, by writing it again where it can be synced. */
    private void settle() {
        var object = unsettled;
        if (object != null) {
            try {
                write(object.key, object.bytes);
            } catch (UnknownOutcomeException e) {
                throw e.failure();
            }
            unsettled = null;
        }
    }

    private void write(String key, ByteBuffer bytes) {
        var target = fileFor(key, bytes.remaining());
        var place = JournalSectors.place(key, target.endSector, bytes.remaining());
        try {
            target.writer.overwrite(target.file.sectors().encode(place, bytes), place.offsetBytes());
            target.writer.sync();
        } catch (IOException e) {
            var failure = FileErrors.of("write to", target.file.path, e);
            if (takeBack(place, target.writer)) {
                throw failure;
            }
            var copy = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate());
            unsettled = new Unsettled(key, copy.flip());
            throw new UnknownOutcomeException(key, failure);
        }
        open = new OpenFile(target.file, target.writer, place.endSector(), target.sizeBytes);
        show(target.file, place);
    }

    /** Makes sure that a failed write will not be there, and returns whether that is sure. The file has ended. */
    private boolean takeBack(Place place, WritableFile writer) {
        try {
            writer.truncate(place.offsetBytes());
            writer.sync();
            return true;
        } catch (IOException _) {
            return false;
        } finally {
            endFile();
        }
    }

    /** Returns the open file, a new one if it has no room for an object. */
    private OpenFile fileFor(String key, int length) {
        var known = open;
        if (known != null) {
            var place = JournalSectors.place(key, known.endSector, length);
            if ((long) place.endSector() * JournalSectors.SECTOR_BYTES <= known.sizeBytes) {
                return known;
            }
        }
        endFile();
        var made = newFile();
        open = made;
        return made;
    }

    /** Makes a new file; a small one where there is no space for another, since to drop a table takes an entry as well. */
    private OpenFile newFile() {
        try {
            return newFile(fileBytes, fileBytes / 2);
        } catch (SlipherException e) {
            if (e.sqlState() != SqlState.DISK_FULL) {
                throw e;
            }
            return newFile(fileBytes / 8, JournalSectors.SECTOR_BYTES);
        }
    }

    /**
     * Makes a file that begins with what is left in files that are almost empty, and deletes these.
     *
     * @param beginningBytes how much of it that may be, with the header
     */
    private OpenFile newFile(int sizeBytes, int beginningBytes) {
        var number = ++lastNumber;
        var file = new JournalFile(number, directory.resolve(nameOf(number)));
        var sectors = file.sectors();
        var beginning = ByteBuffer.allocate(beginningBytes).put(sectors.header());
        var moves = new HashMap<Located, Place>();
        for (var object : leftObjects(beginning.remaining()).entrySet()) {
            var end = beginning.position() / JournalSectors.SECTOR_BYTES;
            var bytes = ByteBuffer.wrap(object.getValue());
            var place = JournalSectors.place(object.getKey().place.key(), end, bytes.remaining());
            beginning.put(sectors.encode(place, bytes));
            moves.put(object.getKey(), place);
        }
        var end = beginning.position() / JournalSectors.SECTOR_BYTES;
        var writer = newFiles.create(file.path, beginning.flip(), sizeBytes);
        synchronized (journalFiles) {
            journalFiles.put(number, file);
            moves.forEach((from, place) -> {
                // What was deleted meanwhile stays deleted.
                if (from.equals(objects.get(place.key()))) {
                    show(file, place);
                }
            });
        }
        deleteFiles(takeEmptyFiles());
        return new OpenFile(file, writer, end, sizeBytes);
    }

    /** Returns the objects of files that are almost empty, as far as they fit into {@code roomBytes}. */
    private Map<Located, byte[]> leftObjects(int roomBytes) {
        var left = new HashMap<Located, byte[]>();
        var room = roomBytes;
        for (var some : fewOfAFile().values()) {
            var bytes =
                    some.stream().mapToInt(located -> located.place.sizeBytes()).sum();
            if (bytes <= room) {
                try {
                    for (var located : some) {
                        left.put(located, read(located));
                    }
                } catch (IOException | SlipherException _) {
                    // The others stay where they are, and whoever reads one is told.
                }
                room -= bytes;
            }
        }
        return left;
    }

    /** Returns the objects of each file that is almost empty. */
    private Map<JournalFile, List<Located>> fewOfAFile() {
        synchronized (journalFiles) {
            return objects.values().stream()
                    .filter(located -> located.file.liveBytes <= fileBytes / 8)
                    .collect(Collectors.groupingBy(Located::file));
        }
    }

    private void show(JournalFile file, Place place) {
        synchronized (journalFiles) {
            file.liveBytes += place.sizeBytes();
            var before = objects.put(place.key(), new Located(file, place));
            if (before != null) {
                before.file.liveBytes -= before.place.sizeBytes();
            }
        }
    }

    private byte[] read(Located located) throws IOException {
        var place = located.place;
        var bytes = readFully(located.file.path, place.offsetBytes(), place.sizeBytes());
        if (bytes.remaining() < place.sizeBytes()) {
            bytes = ByteBuffer.allocate(place.sizeBytes()).put(bytes).clear();
        }
        return located.file.sectors().decode(place, bytes);
    }

    /** Returns what a file has from {@code position} on, at most {@code limit} bytes. */
    private ByteBuffer readFully(Path path, long position, int limit) throws IOException {
        try (var reader = files.open(path)) {
            var bytes = ByteBuffer.allocate((int) Math.min(limit, reader.size() - position));
            while (bytes.hasRemaining() && reader.read(bytes, position + bytes.position()) >= 0) {
                // Goes on until all is read.
            }
            return bytes.flip();
        }
    }

    private void endFile() {
        var ended = open;
        open = null;
        if (ended != null) {
            try {
                ended.writer.close();
            } catch (IOException _) {
                // What is in it was synced, or is written elsewhere again.
            }
            synchronized (journalFiles) {
                ended.file.ended = true;
            }
        }
    }

    private List<JournalFile> takeEmptyFiles() {
        synchronized (journalFiles) {
            var empty = journalFiles.values().stream()
                    .filter(file -> file.ended && file.liveBytes == 0)
                    .toList();
            empty.forEach(file -> journalFiles.remove(file.number));
            return empty;
        }
    }

    private void deleteFiles(List<JournalFile> empty) {
        for (var file : empty) {
            try {
                files.delete(file.path);
            } catch (IOException _) {
                // Its objects come back when the journal is opened next, and are then deleted again.
            }
        }
    }

    private static String nameOf(long number) {
        return "%020d".formatted(number);
    }
}
