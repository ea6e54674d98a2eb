package dev.slipher.bench.tpch;

import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Writes TPC-H rows as delimited text, several parts of a table at once. */
public final class TpchGenerator {
    /** Rows of lineitem at scale factor 1, for progress; the generator's own count differs by a few. */
    private static final double LINEITEM_ROWS = 6_001_215;

    private static final long ROWS_A_REPORT = 16_384;

    private final double scaleFactor;
    private final Path folder;

    /**
     * @param scaleFactor 1 for about 1 GB of text
     * @param folder where the files go; made if it does not exist
     */
    public TpchGenerator(double scaleFactor, Path folder) {
        this.scaleFactor = scaleFactor;
        this.folder = folder;
    }

    /** Returns the file that {@link #generate} writes for a table. */
    public Path file(String table) {
        return folder.resolve(table + ".tbl");
    }

    /** Returns about how many rows a table has, for progress. */
    public long expectedRows(String table) {
        var fixed = switch (table) {
            case "region" -> 5;
            case "nation" -> 25;
            case "supplier" -> 10_000 * scaleFactor;
            case "customer" -> 150_000 * scaleFactor;
            case "part" -> 200_000 * scaleFactor;
            case "partsupp" -> 800_000 * scaleFactor;
            case "orders" -> 1_500_000 * scaleFactor;
            case "lineitem" -> LINEITEM_ROWS * scaleFactor;
            default -> throw new IllegalArgumentException("TPC-H has no table " + table);
        };
        return Math.max(1, Math.round(fixed));
    }

    /**
     * Writes one table as a {@code |}-separated file without trailing separators.
     *
     * @param rowsWritten told of rows as they are written, from several threads
     */
    public void generate(String table, AtomicLong rowsWritten) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var parts = expectedRows(table) < 10_000 ? 1 : Runtime.getRuntime().availableProcessors();
        var paths = new ArrayList<Path>();
        try (var threads = Executors.newFixedThreadPool(parts)) {
            var running = new ArrayList<Future<?>>();
            for (var part = 1; part <= parts; part++) {
                var path = part == 1 ? file(table) : folder.resolve(table + ".tbl." + part);
                var number = part;
                paths.add(path);
                running.add(threads.submit(() -> writePart(table, number, parts, path, rowsWritten)));
            }
            for (var one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("cannot generate " + table + ": " + e.getMessage(), e);
        }
        appendAll(paths);
    }

    private void writePart(String table, int part, int parts, Path path, AtomicLong rowsWritten) {
        try (var out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 20)) {
            long rows = 0;
            for (TpchEntity entity : TpchTable.getTable(table).createGenerator(scaleFactor, part, parts)) {
                var line = entity.toLine();
                var length = line.endsWith("|") ? line.length() - 1 : line.length();
                out.write(line.substring(0, length).getBytes(StandardCharsets.UTF_8));
                out.write('\n');
                if (++rows % ROWS_A_REPORT == 0) {
                    rowsWritten.addAndGet(ROWS_A_REPORT);
                }
            }
            rowsWritten.addAndGet(rows % ROWS_A_REPORT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void appendAll(List<Path> paths) throws IOException {
        try (var whole = FileChannel.open(paths.getFirst(), StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            for (var path : paths.subList(1, paths.size())) {
                try (var part = FileChannel.open(path)) {
                    long position = 0;
                    while (position < part.size()) {
                        position += part.transferTo(position, part.size() - position, whole);
                    }
                }
                Files.delete(path);
            }
        }
    }
}
