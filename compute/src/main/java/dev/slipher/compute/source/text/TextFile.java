package dev.slipher.compute.source.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** One file to read, opened when its turn comes. */
public interface TextFile {
    /** Returns its name, for errors and system tables. */
    String name();

    /** Opens the file's uncompressed bytes. */
    InputStream open() throws IOException;

    /** Returns access to any part of the bytes that {@link #open} gives, if there is any such access. */
    default Optional<Addressable> addressable() {
        return Optional.empty();
    }

    /** Bytes that can be read from any position. */
    interface Addressable {
        /** Returns the number of bytes. */
        long size();

        /** Opens the bytes on from {@code position}. */
        InputStream openAt(long position) throws IOException;

        /** Looks at the bytes on from {@code position}, and returns how many there were; fewer only at the end. */
        int peek(long position, byte[] target) throws IOException;
    }
}
