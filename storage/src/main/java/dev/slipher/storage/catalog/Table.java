package dev.slipher.storage.catalog;

/** A table at one version: what it is, and its rows. */
public record Table(TableDefinition definition, TableContents contents) {
    public int oid() {
        return definition.oid();
    }

    public String name() {
        return definition.name();
    }
}
