/**
 * The text and binary forms of values as PostgreSQL clients read and write them, and the OIDs that name their types.
 *
 * <p>Read {@link dev.slipher.wire.format.WireType} first.
 */
@NullMarked
package dev.slipher.wire.format;

import org.jspecify.annotations.NullMarked;
