package dev.slipher.storage.catalog;

/**
 * What the catalog says about a named thing, apart from rows; its object id is permanent and never used again.
 *
 * <p>Names are unique among databases, among users, among the schemas of a database, and among the tables and views of a
 * schema.
 */
public sealed interface Definition
        permits DatabaseDefinition, SchemaDefinition, TableDefinition, ViewDefinition, UserDefinition {
    int oid();

    String name();
}
