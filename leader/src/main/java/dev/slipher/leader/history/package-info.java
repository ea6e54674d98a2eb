/**
 * What ran and what runs: the node's bounded, in-memory logs of statements, sessions and loads that the STL, STV and SYS
 * relations show. {@link dev.slipher.leader.history.QueryLog} is the type to read first.
 */
@NullMarked
package dev.slipher.leader.history;

import org.jspecify.annotations.NullMarked;
