/**
 * Stored tables: {@link dev.slipher.leader.table.TableOrder} says how rows are sorted that are written, and
 * {@link dev.slipher.leader.table.ReadAhead} fills the cache in quiet times.
 */
@NullMarked
package dev.slipher.leader.table;

import org.jspecify.annotations.NullMarked;
