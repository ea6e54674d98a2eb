/**
 * What every other module stands on: value types, batches of vectors, errors with their SQLSTATE, the formats of
 * immutable objects, the commit log that says which of them exist, and the catalog that the log folds into.
 *
 * <p>Nothing in this module knows of statements, plans or sockets.
 */
@NullMarked
package dev.slipher.storage;

import org.jspecify.annotations.NullMarked;
