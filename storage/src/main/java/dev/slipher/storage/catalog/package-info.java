/**
 * What exists: databases, schemas, tables, views and users as one immutable value for each version of the commit log.
 * Read {@link dev.slipher.storage.catalog.TableDefinition} first.
 */
@NullMarked
package dev.slipher.storage.catalog;

import org.jspecify.annotations.NullMarked;
