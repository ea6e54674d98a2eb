package dev.slipher.storage.objectstore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What {@link LocalDirectoryStore} asks of a file system, one method a system call, so that tests can lose power between
 * any two of them.
 */
interface FileOperations {
    /** Creates a file that must not exist. */
    WritableFile create(Path file) throws IOException;

    ReadableFile open(Path file) throws IOException;

    boolean exists(Path file);

    /** Makes durable what a file holds, whoever wrote it. */
    void sync(Path file) throws IOException;

    /**
     * Gives a file a second name.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the name is taken
     */
    void link(Path file, Path name) throws IOException;

    /** Takes a name away, or does nothing if there is none. */
    void delete(Path file) throws IOException;

    /** Creates a directory, or does nothing if there is one. */
    void createDirectory(Path directory) throws IOException;

    /** Makes the names in a directory durable. */
    void syncDirectory(Path directory) throws IOException;

    /** Returns what is in a directory, in any order; nothing if the directory does not exist. */
    List<Entry> list(Path directory) throws IOException;

    /** A file or directory in a directory. */
    record Entry(String name, boolean isDirectory, long size, Instant modified) {}

    /** A new file. */
    interface WritableFile extends Closeable {
        /** Appends all remaining bytes. */
        void write(ByteBuffer bytes) throws IOException;

        /** Replaces bytes that are there from {@code position} on. */
        void overwrite(ByteBuffer bytes, long position) throws IOException;

        /** Takes all bytes from {@code size} on away. */
        void truncate(long size) throws IOException;

        /** Makes everything written durable, and the file's size. */
        void sync() throws IOException;
    }

    /** A finished file. */
    interface ReadableFile extends Closeable {
        long size() throws IOException;

        /** Reads some bytes from {@code position} on, as many as fit and are there; -1 at the end. */
        int read(ByteBuffer target, long position) throws IOException;
    }
}
