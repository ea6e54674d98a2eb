package dev.slipher.compute.source.text;

import dev.slipher.compute.source.ParallelSource;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SessionTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The records of some text files: each worker takes a file of its own while there are any, and then helps with one that
 * another has begun, block by block.
 */
public final class TextSource implements ParallelSource, AutoCloseable {
    private static final int BLOCK_BYTES = 1 << 20;

    private final TextFormat format;
    private final List<TextColumn> columns;
    private final SessionTime time;
    private final RejectionHandler rejections;
    private final BlockListener listener;
    private final Deque<TextFile> waiting;
    private final List<OpenFile> begun = new ArrayList<>();

    private record OpenFile(TextFile file, RecordBlockReader blocks) {}

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
        this.waiting = new ArrayDeque<>(files);
        this.format = format;
        this.columns = List.copyOf(columns);
        this.time = time;
        this.rejections = rejections;
        this.listener = listener;
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

    /** Returns a file to read from: a new one if there is, else one that is not at its end yet, else null. */
    private synchronized @Nullable OpenFile nextFile() {
        var file = waiting.poll();
        if (file == null) {
            return begun.isEmpty() ? null : begun.getFirst();
        }
        try {
            var open = new OpenFile(file, new RecordBlockReader(file.name(), file.open(), format.layout()));
            begun.add(open);
            return open;
        } catch (IOException e) {
            throw new SlipherException(
                    SqlState.IO_ERROR, "could not open file \"%s\": %s".formatted(file.name(), e.getMessage()), e);
        }
    }

    private synchronized void ended(OpenFile file) {
        if (begun.remove(file)) {
            closeQuietly(file);
        }
    }

    private static void closeQuietly(OpenFile file) {
        try {
            file.blocks.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class BlockReader implements Reader {
        private final RecordBlock block = new RecordBlock(BLOCK_BYTES);
        private final TextParser parser = new TextParser(format, columns, time, rejections);
        private @Nullable OpenFile file;

        @Override
        public boolean read(Consumer<Batch> out) {
            while (true) {
                var current = file != null ? file : nextFile();
                if (current == null) {
                    return false;
                }
                file = current;
                if (current.blocks.next(block)) {
                    var before = parser.rowCount();
                    parser.parse(current.file.name(), block, out);
                    listener.parsed(current.file, parser.rowCount() - before);
                    return true;
                }
                file = null;
                ended(current);
            }
        }

        @Override
        public void close() {
            // The buffers are the collector's, and files are closed by the source.
        }
    }
}
