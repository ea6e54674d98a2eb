/**
 * Memory that operators hold between batches: pages of a process-wide pool, reserved from the query's account before
 * they are taken, and the row heaps made of them. Read {@link dev.slipher.compute.memory.MemoryAccount} and
 * {@link dev.slipher.compute.memory.RowHeap} first.
 */
@NullMarked
package dev.slipher.compute.memory;

import org.jspecify.annotations.NullMarked;
