package dev.slipher.compute.source.text;

import java.util.Optional;

/**
 * A record that COPY refused, as stl_load_errors shows it.
 *
 * @param line number of its first line in the file, from 1
 * @param column index of the offending column, absent when the record as a whole is wrong
 * @param position of the field in the record, in bytes from 0
 */
public record RejectedRecord(
        String file,
        long line,
        Optional<Integer> column,
        int position,
        String rawLine,
        String rawField,
        LoadErrorCode code) {
    /** Returns the same record so many lines further down. */
    RejectedRecord movedDown(long lines) {
        return new RejectedRecord(file, line + lines, column, position, rawLine, rawField, code);
    }
}
