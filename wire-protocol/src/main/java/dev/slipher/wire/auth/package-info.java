/**
 * How clients prove who they are: trust, SCRAM-SHA-256, MD5, or a cleartext password over TLS.
 *
 * <p>Read {@link dev.slipher.wire.auth.AuthenticationPolicy} first: it is what the engine implements.
 */
@NullMarked
package dev.slipher.wire.auth;

import org.jspecify.annotations.NullMarked;
