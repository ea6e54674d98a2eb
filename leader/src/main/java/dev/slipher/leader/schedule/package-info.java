/**
 * When and with what a statement runs: {@link dev.slipher.leader.schedule.QueryGate} lets queries in as workload
 * management says, {@link dev.slipher.leader.schedule.Cancellation} stops them.
 */
@NullMarked
package dev.slipher.leader.schedule;

import org.jspecify.annotations.NullMarked;
