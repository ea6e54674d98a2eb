package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;

/** A manifest: the object that lists {@code segmentCount} segments of one table. */
@Tag(48)
public record ManifestReference(ObjectId id, int segmentCount) {}
