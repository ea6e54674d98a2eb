/**
 * The engine's side of a connection: {@link dev.slipher.leader.session.SqlSession} is a state machine over transactions,
 * prepared statements and portals; each family of statements has one executor class that it calls.
 */
@NullMarked
package dev.slipher.leader.session;

import org.jspecify.annotations.NullMarked;
