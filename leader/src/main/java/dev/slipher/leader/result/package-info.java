/**
 * Rows between the engine and a client that is slower: {@link dev.slipher.leader.result.ResultStore} keeps them,
 * {@link dev.slipher.leader.result.ClientBuffer} sends them.
 */
@NullMarked
package dev.slipher.leader.result;

import org.jspecify.annotations.NullMarked;
