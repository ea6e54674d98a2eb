package dev.slipher.compute.source.text;

import dev.slipher.compute.source.ParallelSource;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SessionTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
    private final List<OpenPart> begun = new ArrayList<>();

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
                return file.open();
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

    private record OpenPart(Part part, RecordBlockReader blocks) {}

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

    /** Returns a part to read from: a new one if there is, else one that is not at its end yet, else null. */
    private synchronized @Nullable OpenPart nextPart() {
        var part = waiting.poll();
        if (part == null) {
            return begun.isEmpty() ? null : begun.getFirst();
        }
        try {
            var open = new OpenPart(part, new RecordBlockReader(part.file().name(), part.open(), format.layout()));
            begun.add(open);
            return open;
        } catch (IOException e) {
            throw unreadable("open", part.file(), e);
        }
    }

    private synchronized void ended(OpenPart part) {
        if (begun.remove(part)) {
            closeQuietly(part);
        }
    }

    private static void closeQuietly(OpenPart part) {
        try {
            part.blocks.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class BlockReader implements Reader {
        private final RecordBlock block = new RecordBlock(BLOCK_BYTES);
        private final TextParser wholes = new TextParser(format, columns, time, rejections);
        private final TextParser ranges = new TextParser(format.withoutHeader(), columns, time, this::rejectInRange);
        private @Nullable OpenPart current;

        @Override
        public boolean read(Consumer<Batch> out) {
            while (true) {
                var open = current != null ? current : nextPart();
                if (open == null) {
                    return false;
                }
                current = open;
                if (open.blocks.next(block)) {
                    parse(open.part, out);
                    return true;
                }
                current = null;
                ended(open);
            }
        }

        private void parse(Part part, Consumer<Batch> out) {
            var parser = part instanceof Part.Range ? ranges : wholes;
            var before = parser.rowCount();
            parser.parse(part.file().name(), block, out);
            listener.parsed(part.file(), parser.rowCount() - before);
        }

        /** Takes a record whose line is counted from the beginning of its range. */
        private void rejectInRange(RejectedRecord rejected) {
            var open = current;
            if (open == null) {
                throw new IllegalStateException("a record without its file");
            }
            try {
                rejections.reject(rejected.movedDown(open.part.linesBefore()));
            } catch (IOException e) {
                throw unreadable("read", open.part.file(), e);
            }
        }

        @Override
        public void close() {
            // The buffers are the collector's, and files are closed by the source.
        }
    }
}
