/**
 * The PostgreSQL wire protocol, version 3: messages, their codec, value formats, authentication and the state machine
 * of a connection.
 *
 * <p>It knows no SQL engine: it calls an interface that the leader implements.
 */
@NullMarked
package dev.slipher.wire;

import org.jspecify.annotations.NullMarked;
