/**
 * Workloads that measure Slipher, and the demo that shows it. Nothing else depends on this module.
 */
@NullMarked
package dev.slipher.bench;

import org.jspecify.annotations.NullMarked;
