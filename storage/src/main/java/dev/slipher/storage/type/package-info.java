/**
 * SQL types, their physical forms, single values, and the conversions between values and PostgreSQL's text.
 * Read {@link dev.slipher.storage.type.SqlType} and {@link dev.slipher.storage.type.PhysicalKind} first.
 */
@NullMarked
package dev.slipher.storage.type;

import org.jspecify.annotations.NullMarked;
