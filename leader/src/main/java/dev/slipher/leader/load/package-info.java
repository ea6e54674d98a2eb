/**
 * COPY from files and from the client: which files, how they are read, how many errors are borne, what is recorded.
 * Read {@link dev.slipher.leader.load.CopyOptions} first.
 */
@NullMarked
package dev.slipher.leader.load;

import org.jspecify.annotations.NullMarked;
