/**
 * Slipher as its users meet it: a server process and statements over the protocol.
 * Read {@link dev.slipher.bench.server.ServerProcess} first.
 */
@NullMarked
package dev.slipher.bench.server;

import org.jspecify.annotations.NullMarked;
