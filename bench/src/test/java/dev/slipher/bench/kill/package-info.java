/**
 * What remains of a warehouse whose process is killed at work. Read {@link dev.slipher.bench.kill.KillTest} first, then
 * {@link dev.slipher.bench.kill.Ledger}.
 */
@NullMarked
package dev.slipher.bench.kill;

import org.jspecify.annotations.NullMarked;
