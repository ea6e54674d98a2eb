/**
 * The errors that end a statement. Read {@link dev.slipher.storage.error.SlipherException} first; every error that a
 * client can see is one, and carries its {@link dev.slipher.storage.error.SqlState}.
 */
@NullMarked
package dev.slipher.storage.error;

import org.jspecify.annotations.NullMarked;
