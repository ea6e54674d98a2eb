/**
 * Transactions of sessions over the commit log: which version each sees, what it has staged, and which tables it has
 * locked. Read {@link dev.slipher.leader.transaction.Transaction} first.
 */
@NullMarked
package dev.slipher.leader.transaction;

import org.jspecify.annotations.NullMarked;
