/** Runs the commands and statements that the README and the documents show. */
@NullMarked
package dev.slipher.bench.document;

import org.jspecify.annotations.NullMarked;
