package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;

/** A database: schemas that one connection can see. */
@Tag(30)
public record DatabaseDefinition(int oid, String name, int ownerOid) implements Definition {}
