package dev.slipher.compute.source.text;

import dev.slipher.compute.source.ParallelSource;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SessionTime;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The records of some text files: each worker takes a part of its own while there are any, and then helps with one that
 * another has begun, block by block.
 *
 * <p>Large files whose bytes can be read from anywhere and whose records end at line feeds are several parts, all others
 * one: in CSV only the quotes before a line feed tell whether it ends a record, so that such a file is cut in order.
 *
 * <p>A record that ends the load does so once everything before it in its file has been read, so that the first such record
 * is the one that is told.
 */
public final class TextSource implements ParallelSource, AutoCloseable {
    private static final int BLOCK_BYTES = 1 << 20;
    private static final long RANGE_BYTES = 16 << 20;

    private final TextFormat format;
    private final List<TextColumn> columns;
    private final SessionTime time;
    private final RejectionHandler rejections;
    private final BlockListener listener;
    private final long rangeBytes;
    private final Deque<Part> waiting;

    // Guarded by this, as is what waits.
    private final List<OpenPart> begun = new ArrayList<>();
    private int openedParts;
    private int readingWorkers;
    private @Nullable Failure failure;

    /** What one worker begins to read. */
    private sealed interface Part {
        TextFile file();

        InputStream open() throws IOException;

        /** Returns how many lines of the file come before it. */
        long linesBefore() throws IOException;

        /** A file from its header on. */
        record Whole(TextFile file) implements Part {
            @Override
            public InputStream open() throws IOException {
                return ByteOrderMark.skip(file.open());
            }

            @Override
            public long linesBefore() {
                return 0;
            }
        }

        /** Some records of a file, without its header. */
        record Range(TextFile file, FileRanges ranges, int index) implements Part {
            @Override
            public InputStream open() throws IOException {
                return ranges.open(index);
            }

            @Override
            public long linesBefore() throws IOException {
                return ranges.linesBefore(index);
            }
        }
    }

    /**
     * @param order of the parts by file and place
     */
    private record OpenPart(Part part, int order, RecordBlockReader blocks) {
        boolean isBefore(OpenPart other) {
            return order < other.order && part.file().equals(other.part.file());
        }
    }

    /** What ends the load at a line of a part. */
    private record Failure(OpenPart part, long line, SlipherException error) {
        boolean isBefore(Failure other) {
            return part.order < other.part.order || part.order == other.part.order && line < other.line;
        }
    }

    /**
     * @param columns the targets of the fields, in the order of the files
     */
    public TextSource(
            List<? extends TextFile> files,
            TextFormat format,
            List<TextColumn> columns,
            SessionTime time,
            RejectionHandler rejections,
            BlockListener listener) {
        this(files, format, columns, time, rejections, listener, RANGE_BYTES);
    }

    /**
     * @param rangeBytes of a part of a large file
     */
    TextSource(
            List<? extends TextFile> files,
            TextFormat format,
            List<TextColumn> columns,
            SessionTime time,
            RejectionHandler rejections,
            BlockListener listener,
            long rangeBytes) {
        this.format = format;
        this.columns = List.copyOf(columns);
        this.time = time;
        this.rejections = rejections;
        this.listener = listener;
        this.rangeBytes = rangeBytes;
        this.waiting = new ArrayDeque<>();
        files.forEach(file -> waiting.addAll(parts(file)));
    }

    private List<Part> parts(TextFile file) {
        var bytes = file.addressable();
        if (bytes.isEmpty()
                || bytes.get().size() < 2 * rangeBytes
                || !(RecordBoundary.of(format.layout()) instanceof RecordBoundary.Local boundary)) {
            return List.of(new Part.Whole(file));
        }
        try {
            var ranges = new FileRanges(bytes.get(), boundary, rangeBytes, format.ignoreHeader());
            var parts = new ArrayList<Part>();
            for (var i = 0; i < ranges.count(); i++) {
                parts.add(new Part.Range(file, ranges, i));
            }
            return parts;
        } catch (IOException e) {
            throw unreadable("open", file, e);
        }
    }

    private static SlipherException unreadable(String verb, TextFile file, IOException e) {
        return new SlipherException(
                SqlState.IO_ERROR, "could not %s file \"%s\": %s".formatted(verb, file.name(), e.getMessage()), e);
    }

    @Override
    public Reader open() {
        return new BlockReader();
    }

    /** Closes the files that are still open; no reader may be reading. */
    @Override
    public synchronized void close() {
        waiting.clear();
        begun.forEach(TextSource::closeQuietly);
        begun.clear();
    }

    /**
     * Returns a part to read from: the last one, a new one if there is, one that is not at its end yet, or null. After a
     * failure only what comes before it is read on; the last worker that finds nothing left throws it.
     */
    private synchronized @Nullable OpenPart nextPart(@Nullable OpenPart last) {
        var next = failure == null ? anyPart(last) : partBefore(failure);
        if (next != null) {
            readingWorkers++;
        } else if (failure != null && readingWorkers == 0) {
            throw failure.error;
        }
        return next;
    }

    private @Nullable OpenPart anyPart(@Nullable OpenPart last) {
        if (last != null) {
            return last;
        }
        var part = waiting.poll();
        if (part == null) {
            return begun.isEmpty() ? null : begun.getFirst();
        }
        try {
            var blocks = new RecordBlockReader(part.file().name(), part.open(), format.layout());
            var open = new OpenPart(part, openedParts++, blocks);
            begun.add(open);
            return open;
        } catch (IOException e) {
            throw unreadable("open", part.file(), e);
        }
    }

    private @Nullable OpenPart partBefore(Failure failed) {
        for (var open : begun) {
            if (open.isBefore(failed.part)) {
                return open;
            }
        }
        return null;
    }

    private synchronized void parsed() {
        readingWorkers--;
    }

    private synchronized void failed(Failure failed) {
        readingWorkers--;
        if (failure == null || failed.isBefore(failure)) {
            failure = failed;
        }
    }

    private synchronized void ended(OpenPart part) {
        readingWorkers--;
        if (begun.remove(part)) {
            closeQuietly(part);
        }
    }

    private static void closeQuietly(OpenPart part) {
        try {
            part.blocks.close();
        } catch (IOException _) {
            // All that is wanted of it was read, or something else has failed before and is what is told.
        }
    }

    private final class BlockReader implements Reader {
        private final RecordBlock block = new RecordBlock(BLOCK_BYTES);
        private final TextParser wholes = new TextParser(format, columns, time, this::reject);
        private final TextParser ranges = new TextParser(format.withoutHeader(), columns, time, this::rejectInRange);
        private @Nullable OpenPart current;
        private @Nullable Failure failing;

        @Override
        public boolean read(Consumer<Batch> out) {
            while (true) {
                var open = nextPart(current);
                current = open;
                if (open == null) {
                    return false;
                }
                if (open.blocks.next(block)) {
                    parse(open.part, out);
                    return true;
                }
                current = null;
                ended(open);
            }
        }

        @SuppressWarnings("ReferenceEquality") // asks whether this reader's own rejection ended the parsing
        private void parse(Part part, Consumer<Batch> out) {
            var parser = part instanceof Part.Range ? ranges : wholes;
            var before = parser.rowCount();
            try {
                parser.parse(part.file().name(), block, out);
            } catch (SlipherException e) {
                if (failing == null || failing.error != e) {
                    throw e;
                }
                current = null;
                failed(failing);
                return;
            }
            listener.parsed(part.file(), parser.rowCount() - before);
            TextSource.this.parsed();
        }

        private void reject(RejectedRecord rejected) {
            reject(rejected, 0);
        }

        /** Takes a record whose line is counted from the beginning of its range. */
        private void rejectInRange(RejectedRecord rejected) {
            var open = openPart();
            try {
                reject(rejected, open.part.linesBefore());
            } catch (IOException e) {
                throw unreadable("read", open.part.file(), e);
            }
        }

        private void reject(RejectedRecord rejected, long linesBefore) {
            try {
                rejections.reject(rejected.movedDown(linesBefore));
            } catch (SlipherException e) {
                failing = new Failure(openPart(), rejected.line(), e);
                throw e;
            }
        }

        private OpenPart openPart() {
            var open = current;
            if (open == null) {
                throw new IllegalStateException("a record without its file");
            }
            return open;
        }

        @Override
        public void close() {
            // The buffers are the collector's, and files are closed by the source.
        }
    }
}
