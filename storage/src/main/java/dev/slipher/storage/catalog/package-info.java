/**
 * What exists: databases, schemas, tables, views and users as one immutable value for each version of the commit log.
 * Read {@link dev.slipher.storage.catalog.Catalog} first, then {@link dev.slipher.storage.catalog.Action}.
 */
@NullMarked
package dev.slipher.storage.catalog;

import org.jspecify.annotations.NullMarked;
