/**
 * The relations that the leader makes up itself: {@code pg_catalog}, {@code information_schema} and the STL, STV, SVL,
 * SVV and SYS families.
 *
 * <p>Each is one declaration of name, columns and rows in a list; {@link dev.slipher.leader.systemtable.SystemRelation}
 * is the type to read first. They are planned and joined like any table.
 */
@NullMarked
package dev.slipher.leader.systemtable;

import org.jspecify.annotations.NullMarked;
