/**
 * Bytes to messages and back. {@link dev.slipher.wire.codec.FrameDecoder} cuts the stream on Netty's event loop; {@link
 * dev.slipher.wire.codec.MessageParser} and {@link dev.slipher.wire.codec.MessageWriter} do the rest on the connection's
 * own thread.
 */
@NullMarked
package dev.slipher.wire.codec;

import org.jspecify.annotations.NullMarked;
