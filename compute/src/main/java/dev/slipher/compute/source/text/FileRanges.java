package dev.slipher.compute.source.text;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * One file cut into ranges of the same size, for workers that read them apart: a record belongs to the range in which it
 * begins, and the lines of a header to none.
 *
 * <p>Line numbers cost a pass over what lies before, and are found only if somebody asks.
 */
final class FileRanges {
    private static final int PEEKED_BYTES = 1 << 16;
    private static final long UNKNOWN = -1;

    private final TextFile.Addressable bytes;
    private final RecordBoundary.Local boundary;
    private final long rangeBytes;
    private final long headerLines;
    private final long dataStart;
    /** Guarded by this: the line feeds of each range. */
    private final long[] lineCounts;

    FileRanges(TextFile.Addressable bytes, RecordBoundary.Local boundary, long rangeBytes, long headerLines)
            throws IOException {
        this.bytes = bytes;
        this.boundary = boundary;
        this.rangeBytes = rangeBytes;
        this.headerLines = headerLines;
        dataStart = afterHeader();
        lineCounts = new long[Math.toIntExact((bytes.size() - dataStart + rangeBytes - 1) / rangeBytes)];
        Arrays.fill(lineCounts, UNKNOWN);
    }

    /** Returns where the records begin, after a byte-order mark too. */
    private long afterHeader() throws IOException {
        var position = (long) ByteOrderMark.length(bytes);
        var lines = 0L;
        var buffer = new byte[PEEKED_BYTES];
        while (lines < headerLines) {
            var length = bytes.peek(position, buffer);
            if (length == 0) {
                break;
            }
            var i = 0;
            while (i < length && lines < headerLines) {
                if (buffer[i++] == '\n') {
                    lines++;
                }
            }
            position += i;
        }
        return position;
    }

    int count() {
        return lineCounts.length;
    }

    /** Opens the whole records that begin in a range. */
    InputStream open(int index) throws IOException {
        var start = recordStart(index);
        return new BoundedStream(bytes.openAt(start), recordStart(index + 1) - start);
    }

    /** Returns where the first record begins that does so in a range or after it. */
    private long recordStart(int index) throws IOException {
        var position = dataStart + index * rangeBytes;
        if (index == 0 || position >= bytes.size()) {
            return Math.min(position, bytes.size());
        }
        var before = 16L;
        var buffer = new byte[PEEKED_BYTES];
        while (true) {
            var windowStart = Math.max(dataStart, position - before);
            var length = bytes.peek(windowStart, buffer);
            if (length < buffer.length && windowStart + length < bytes.size()) {
                throw shorter(bytes.size());
            }
            // The record before may end with the byte before the range.
            var from = (int) (position - 1 - windowStart);
            var end = boundary.firstRecordEnd(buffer, from, length, windowStart == dataStart);
            if (end > 0) {
                return windowStart + end;
            }
            if (end == 0 && windowStart + length >= bytes.size()) {
                return bytes.size();
            }
            if (end == RecordBoundary.UNDECIDED) {
                before *= 16;
            }
            buffer = new byte[Math.toIntExact(2L * Math.max(before, buffer.length))];
        }
    }

    /** Returns how many lines of the file lie before the first record of a range. */
    synchronized long linesBefore(int index) throws IOException {
        var lines = headerLines;
        for (var i = 0; i < index; i++) {
            if (lineCounts[i] == UNKNOWN) {
                lineCounts[i] = countLines(i);
            }
            lines += lineCounts[i];
        }
        return lines;
    }

    private long countLines(int index) throws IOException {
        var position = recordStart(index);
        var end = recordStart(index + 1);
        var buffer = new byte[PEEKED_BYTES];
        var lines = 0L;
        while (position < end) {
            var length = (int) Math.min(bytes.peek(position, buffer), end - position);
            if (length <= 0) {
                throw shorter(end);
            }
            lines += ByteSearch.count(buffer, 0, length, (byte) '\n');
            position += length;
        }
        return lines;
    }

    private static EOFException shorter(long byteCount) {
        return new EOFException("the file has become shorter than %d bytes".formatted(byteCount));
    }
}
