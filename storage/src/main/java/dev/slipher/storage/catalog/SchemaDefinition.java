package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;

/** A schema of a database: a space of names for tables and views. */
@Tag(31)
public record SchemaDefinition(int oid, int databaseOid, String name, int ownerOid) implements Definition {}
