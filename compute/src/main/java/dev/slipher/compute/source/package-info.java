/**
 * Where a pipeline's batches come from: the segments and inline rows of a table, which
 * {@link dev.slipher.compute.source.TableReader} finds, relations of the leader, constants and series. Read
 * {@link dev.slipher.compute.source.BoundInputs} first.
 */
@NullMarked
package dev.slipher.compute.source;

import org.jspecify.annotations.NullMarked;
