/**
 * Delimited text, CSV and fixed-width files turned into batches: a {@link dev.slipher.compute.source.text.RecordBlockReader}
 * cuts a stream into blocks of whole records, and a {@link dev.slipher.compute.source.text.TextParser} a worker turns blocks
 * into batches. Read {@link dev.slipher.compute.source.text.TextLayout} first.
 */
@NullMarked
package dev.slipher.compute.source.text;

import org.jspecify.annotations.NullMarked;
