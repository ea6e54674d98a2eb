/**
 * How 2,048 values of one column become bytes and come back: bit packing with its kernels, and one class for each
 * encoding built on it. Nothing here knows of files; {@code segment} lays blocks out in objects, and
 * {@link dev.slipher.storage.encoding.BatchCodec} serves rows that travel outside of segments.
 * Read {@link dev.slipher.storage.encoding.Encoding} and {@link dev.slipher.storage.encoding.BitPacking} first.
 */
@NullMarked
package dev.slipher.storage.encoding;

import org.jspecify.annotations.NullMarked;
