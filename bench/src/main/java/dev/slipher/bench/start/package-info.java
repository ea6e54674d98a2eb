/**
 * How fast a fresh server is: {@link dev.slipher.bench.start.StartRun} times starts to the first answers, {@link
 * dev.slipher.bench.start.FirstRuns} the first run of statements against their later ones.
 */
@NullMarked
package dev.slipher.bench.start;

import org.jspecify.annotations.NullMarked;
