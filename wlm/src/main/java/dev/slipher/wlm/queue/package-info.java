/**
 * The queues that queries wait in: their settings, the rows that show them, and the share of memory a slot is worth.
 * {@link dev.slipher.wlm.queue.QueueSettings} is the place to start.
 */
@NullMarked
package dev.slipher.wlm.queue;

import org.jspecify.annotations.NullMarked;
