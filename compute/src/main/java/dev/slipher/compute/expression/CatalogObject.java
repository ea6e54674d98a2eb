package dev.slipher.compute.expression;

/** A kind of object that PostgreSQL has a type of oids for: {@code regclass}, {@code regtype} and so on. */
public enum CatalogObject {
    /** A table, view or index. */
    RELATION,
    TYPE,
    FUNCTION,
    SCHEMA,
    ROLE
}
