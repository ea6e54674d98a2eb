package dev.slipher.bench.oracle;

import java.util.List;

/**
 * Something that a query reads: its text for FROM and its columns, named with its alias.
 *
 * @param unique columns that together tell its rows apart, empty if none do
 * @param rows about how many rows it has
 */
record Relation(Sql text, List<Value> columns, List<Value> unique, long rows) {}
