/**
 * A client's connection from its first byte to its last, and the interface through which it reaches the SQL engine.
 *
 * <p>Read {@link dev.slipher.wire.connection.Session} first: it is what the engine implements. {@link
 * dev.slipher.wire.connection.PostgresServer} listens, and runs one virtual thread a connection that calls it.
 */
@NullMarked
package dev.slipher.wire.connection;

import org.jspecify.annotations.NullMarked;
