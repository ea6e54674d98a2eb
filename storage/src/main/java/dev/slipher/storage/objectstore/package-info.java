/**
 * Immutable objects under names, which is all that Slipher asks of a disk or of a service such as S3.
 * Read {@link dev.slipher.storage.objectstore.ObjectStore} first.
 */
@NullMarked
package dev.slipher.storage.objectstore;

import org.jspecify.annotations.NullMarked;
