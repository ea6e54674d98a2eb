/**
 * Workload management as a pure module: it is told of queries, slots and memory, and answers with decisions as
 * values. It owns no thread and no clock, and imports no other module.
 */
@NullMarked
package dev.slipher.wlm;

import org.jspecify.annotations.NullMarked;
