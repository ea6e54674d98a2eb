/**
 * A running warehouse: {@link dev.slipher.leader.server.WarehouseServer} puts store, log, engine and protocol together by
 * hand.
 */
@NullMarked
package dev.slipher.leader.server;

import org.jspecify.annotations.NullMarked;
