package dev.slipher.compute.source.text;

import java.io.IOException;
import java.io.InputStream;

/** One file to read, opened when its turn comes. */
public interface TextFile {
    /** Returns its name, for errors and system tables. */
    String name();

    /** Opens the file's uncompressed bytes. */
    InputStream open() throws IOException;
}
