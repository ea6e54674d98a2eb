/**
 * The binary form of sealed records: what the commit log and checkpoints are written in. Codecs are
 * derived from the records' components; nothing is deserialised by Java.
 * Read {@link dev.slipher.storage.codec.TaggedCodec} first.
 */
@NullMarked
package dev.slipher.storage.codec;

import org.jspecify.annotations.NullMarked;
