/**
 * What a client can ask for: one immutable record for each kind of SQL statement, free of names resolved, catalogs and
 * Calcite. Read {@link dev.slipher.leader.statement.Statement} first;
 * {@link dev.slipher.leader.calcite.SqlParser} makes them.
 */
@NullMarked
package dev.slipher.leader.statement;

import org.jspecify.annotations.NullMarked;
