package dev.slipher.storage.objectstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * A file system in memory that loses power on demand: what was not synced, bytes or names, is then lost, each with a
 * chance that it had reached the disk by luck.
 */
public final class SimulatedDisk implements FileOperations {
    private static final Path ROOT = Path.of("/data");

    /** What a disk writes whole or not at all. */
    private static final int SECTOR_BYTES = 512;

    /** Small, so that a test writes many of them. */
    private static final int JOURNAL_FILE_BYTES = 32 << 10;

    private final TreeMap<Path, TreeMap<String, Inode>> names = new TreeMap<>();
    private final TreeMap<Path, TreeMap<String, Inode>> durableNames = new TreeMap<>();
    private final List<Inode> inodes = new ArrayList<>();
    private IntFunction<Fault> faults = _ -> Fault.NONE;
    private int operations;
    private boolean isOff;

    /** What happens instead of an operation. */
    public enum Fault {
        NONE,
        /** It fails without effect. */
        FAIL,
        /** It fails without effect if it needs space. */
        DISK_FULL,
        /** It succeeds but reports an error. */
        LIE,
        /** It fails, and if it was to write bytes, the first half of the sectors is written. */
        PARTLY,
        /** Power is lost before it. */
        POWER_CUT
    }

    /** The end of the process for lack of power. */
    public static final class PowerCutException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Inode {
        private final boolean isDirectory;
        private byte[] bytes = {};
        private byte[] durableBytes = {};

        private Inode(boolean isDirectory) {
            this.isDirectory = isDirectory;
        }

        private void write(byte[] source, int length, int position) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length, position + length));
            System.arraycopy(source, 0, bytes, position, length);
        }

        /** Keeps, of what was not synced, some sectors of those written over, and some bytes of those appended. */
        private void losePower(Random random) {
            if (bytes.length < durableBytes.length) {
                bytes = random.nextBoolean() ? bytes : Arrays.copyOf(bytes, durableBytes.length);
            }
            var luck = bytes.length - durableBytes.length;
            var kept = luck <= 0 || random.nextBoolean()
                    ? Math.min(bytes.length, durableBytes.length)
                    : durableBytes.length + random.nextInt(luck + 1);
            var result = Arrays.copyOf(bytes, kept);
            var common = Math.min(kept, durableBytes.length);
            for (var from = 0; from < common; from += SECTOR_BYTES) {
                if (random.nextBoolean()) {
                    var count = Math.min(SECTOR_BYTES, common - from);
                    System.arraycopy(durableBytes, from, result, from, count);
                }
            }
            bytes = result;
            durableBytes = result;
        }
    }

    public SimulatedDisk() {
        names.put(ROOT, new TreeMap<>());
        durableNames.put(ROOT, new TreeMap<>());
    }

    /** Opens the store on this disk. */
    public LocalDirectoryStore openStore() {
        return new LocalDirectoryStore(ROOT, this, JOURNAL_FILE_BYTES);
    }

    /** Asks {@code newFaults} what happens to each operation that writes, by its number from 0. */
    public synchronized void setFaults(IntFunction<Fault> newFaults) {
        faults = newFaults;
        operations = 0;
    }

    public synchronized int operations() {
        return operations;
    }

    /** Returns whether power was lost. */
    public synchronized boolean isOff() {
        return isOff;
    }

    /** Comes back after a power cut, with what had reached the disk. */
    public synchronized void powerOn(Random random) {
        isOff = false;
        faults = _ -> Fault.NONE;
        for (var inode : inodes) {
            if (!Arrays.equals(inode.bytes, inode.durableBytes)) {
                inode.losePower(random);
            }
        }
        names.forEach((directory, live) -> {
            var durable = durableNames.computeIfAbsent(directory, _ -> new TreeMap<>());
            for (var entry : live.entrySet()) {
                if (random.nextInt(3) == 0) {
                    durable.put(entry.getKey(), entry.getValue());
                }
            }
        });
        names.clear();
        durableNames.forEach((directory, durable) -> names.put(directory, new TreeMap<>(durable)));
    }

    /** Returns the sizes of all files by their names below the root. */
    public synchronized Map<String, Integer> files() {
        var result = new TreeMap<String, Integer>();
        names.forEach((directory, files) -> files.forEach((name, inode) -> {
            if (!inode.isDirectory) {
                result.put(ROOT.relativize(directory.resolve(name)).toString(), inode.bytes.length);
            }
        }));
        return result;
    }

    /** Changes one byte of a file where it lies. */
    public synchronized void flip(String file, int offset, int bit) throws IOException {
        var inode = require(ROOT.resolve(file));
        inode.bytes = inode.bytes.clone();
        inode.bytes[offset] ^= (byte) (1 << bit);
        inode.durableBytes = inode.bytes;
    }

    /** Makes bytes of a file zeros where they lie. */
    public synchronized void clear(String file, int offset, int count) throws IOException {
        var inode = require(ROOT.resolve(file));
        inode.bytes = inode.bytes.clone();
        Arrays.fill(inode.bytes, offset, offset + count, (byte) 0);
        inode.durableBytes = inode.bytes;
    }

    @Override
    public synchronized WritableFile create(Path file) throws IOException {
        var inode = new Inode(false);
        return write(
                () -> {
                    put(file, inode);
                    inodes.add(inode);
                },
                new SimulatedFile(inode));
    }

    @Override
    public synchronized ReadableFile open(Path file) throws IOException {
        requirePower();
        return new SimulatedFile(require(file));
    }

    @Override
    public synchronized boolean exists(Path file) {
        requirePower();
        var directory = names.get(file.getParent());
        return directory != null && directory.containsKey(file.getFileName().toString());
    }

    @Override
    public synchronized void sync(Path file) throws IOException {
        var inode = require(file);
        sync(inode);
    }

    private void sync(Inode inode) throws IOException {
        writePart(() -> inode.durableBytes = inode.bytes, () -> {}, inode.bytes.length > inode.durableBytes.length);
    }

    @Override
    public synchronized void link(Path file, Path name) throws IOException {
        var inode = require(file);
        write(() -> put(name, inode), true);
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        var directory = names.getOrDefault(file.getParent(), new TreeMap<>());
        writePart(() -> directory.remove(file.getFileName().toString()), () -> {}, false);
    }

    @Override
    public synchronized void createDirectory(Path directory) throws IOException {
        if (!names.containsKey(directory)) {
            write(
                    () -> {
                        names.put(directory, new TreeMap<>());
                        var inode = new Inode(true);
                        put(directory, inode);
                    },
                    true);
        } else if (!directory.equals(ROOT)
                && !directory(directory.getParent())
                        .containsKey(directory.getFileName().toString())) {
            write(() -> put(directory, new Inode(true)), true);
        }
    }

    @Override
    public synchronized void syncDirectory(Path directory) throws IOException {
        write(
                () -> {
                    var live = names.get(directory);
                    if (live != null) {
                        durableNames.put(directory, new TreeMap<>(live));
                    }
                },
                true);
    }

    @Override
    public synchronized List<Entry> list(Path directory) throws IOException {
        requirePower();
        var result = new ArrayList<Entry>();
        for (var entry : names.getOrDefault(directory, new TreeMap<>()).entrySet()) {
            var inode = entry.getValue();
            result.add(new Entry(entry.getKey(), inode.isDirectory, inode.bytes.length, Instant.EPOCH));
        }
        return result;
    }

    private void put(Path file, Inode inode) throws IOException {
        var directory = directory(file.getParent());
        var name = file.getFileName().toString();
        if (directory.containsKey(name)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        directory.put(name, inode);
    }

    private Map<String, Inode> directory(Path directory) throws IOException {
        var result = names.get(directory);
        if (result == null) {
            throw new NoSuchFileException(directory.toString());
        }
        return result;
    }

    private Inode require(Path file) throws IOException {
        var inode = directory(file.getParent()).get(file.getFileName().toString());
        if (inode == null) {
            throw new NoSuchFileException(file.toString());
        }
        return inode;
    }

    private void requirePower() {
        if (isOff) {
            throw new PowerCutException();
        }
    }

    private interface Effect {
        void run() throws IOException;
    }

    private <T> T write(Effect effect, T result) throws IOException {
        writePart(effect, () -> {}, true);
        return result;
    }

    private void writePart(Effect effect, Effect part, boolean needsSpace) throws IOException {
        requirePower();
        switch (faults.apply(operations++)) {
            case NONE -> effect.run();
            case PARTLY -> {
                part.run();
                throw new IOException("Input/output error");
            }
            case FAIL -> throw new IOException("Input/output error");
            case DISK_FULL -> {
                if (needsSpace) {
                    throw new IOException("No space left on device");
                }
                effect.run();
            }
            case LIE -> {
                effect.run();
                throw new IOException("Input/output error");
            }
            case POWER_CUT -> {
                isOff = true;
                throw new PowerCutException();
            }
        }
    }

    private final class SimulatedFile implements WritableFile, ReadableFile {
        private final Inode inode;

        private SimulatedFile(Inode inode) {
            this.inode = inode;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            synchronized (SimulatedDisk.this) {
                write(bytes, inode.bytes.length);
            }
        }

        @Override
        public void overwrite(ByteBuffer bytes, long position) throws IOException {
            synchronized (SimulatedDisk.this) {
                write(bytes, (int) position);
            }
        }

        private void write(ByteBuffer bytes, int position) throws IOException {
            var copy = new byte[bytes.remaining()];
            bytes.get(copy);
            var half = Math.ceilDiv(copy.length / SECTOR_BYTES, 2) * SECTOR_BYTES;
            writePart(() -> inode.write(copy, copy.length, position), () -> inode.write(copy, half, position), true);
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimulatedDisk.this) {
                writePart(() -> inode.bytes = Arrays.copyOf(inode.bytes, (int) size), () -> {}, false);
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (SimulatedDisk.this) {
                SimulatedDisk.this.sync(inode);
            }
        }

        @Override
        public long size() {
            return inode.bytes.length;
        }

        @Override
        public int read(ByteBuffer target, long position) {
            synchronized (SimulatedDisk.this) {
                requirePower();
                if (position >= inode.bytes.length) {
                    return -1;
                }
                var count = (int) Math.min(target.remaining(), inode.bytes.length - position);
                target.put(inode.bytes, (int) position, count);
                return count;
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
