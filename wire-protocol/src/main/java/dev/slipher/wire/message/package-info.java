/**
 * The messages of PostgreSQL's protocol, version 3.0, as values: what clients send is a {@link
 * dev.slipher.wire.message.FrontendMessage}, what they get a {@link dev.slipher.wire.message.BackendMessage}.
 *
 * <p>Rows and copied lines are the exception; being many, they are written as bytes at once.
 */
@NullMarked
package dev.slipher.wire.message;

import org.jspecify.annotations.NullMarked;
