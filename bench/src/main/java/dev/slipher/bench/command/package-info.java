/**
 * The commands {@code slipher bench} and {@code slipher demo}.
 * Read {@link dev.slipher.bench.command.BenchCommands} first.
 */
@NullMarked
package dev.slipher.bench.command;

import org.jspecify.annotations.NullMarked;
