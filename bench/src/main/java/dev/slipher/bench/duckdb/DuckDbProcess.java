package dev.slipher.bench.duckdb;

import dev.slipher.bench.result.ResultRows;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A running DuckDB in a process of its own, which ends when this is closed. Not safe for use by several threads. */
public final class DuckDbProcess implements AutoCloseable {
    private final Process process;
    private final DataOutputStream requests;
    private final DataInputStream answers;

    private DuckDbProcess(Process process) {
        this.process = process;
        this.requests = new DataOutputStream(process.getOutputStream());
        this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
    }

    /** What a statement gave. */
    public record Answer(ResultRows rows, long nanos) {}

    /**
     * Starts DuckDB.
     *
     * @param file the database file; absent for one in memory
     * @param memoryMegabytes DuckDB's memory limit
     * @param threads threads that a query may use
     */
    public static DuckDbProcess start(Optional<Path> file, long memoryMegabytes, int threads) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DuckDbServer.class.getName(),
                        file.map(Path::toString).orElse(""))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var duckDb = new DuckDbProcess(process);
        try {
            duckDb.run("set memory_limit = '%dMB'".formatted(memoryMegabytes));
            duckDb.run("set threads = " + threads);
            duckDb.run("set preserve_insertion_order = false");
        } catch (IOException | RuntimeException e) {
            duckDb.close();
            throw e;
        }
        return duckDb;
    }

    /**
     * Runs one statement and reads all its rows.
     *
     * @throws DuckDbException if DuckDB refuses the statement
     * @throws IOException if the process is gone
     */
    public Answer run(String sql) throws IOException {
        var bytes = sql.getBytes(StandardCharsets.UTF_8);
        requests.writeInt(bytes.length);
        requests.write(bytes);
        requests.flush();
        if (answers.readByte() != 0) {
            throw new DuckDbException(readText());
        }
        var nanos = answers.readLong();
        var rowCount = answers.readInt();
        var rows = new ArrayList<List<@Nullable Object>>(rowCount);
        for (var i = 0; i < rowCount; i++) {
            var columns = answers.readInt();
            var row = new ArrayList<@Nullable Object>(columns);
            for (var column = 0; column < columns; column++) {
                row.add(readValue());
            }
            rows.add(Collections.unmodifiableList(row));
        }
        return new Answer(new ResultRows(rows), nanos);
    }

    /** Returns the id of the process, for reading its memory. */
    public long pid() {
        return process.pid();
    }

    private @Nullable Object readValue() throws IOException {
        return switch (answers.readByte()) {
            case DuckDbServer.NULL -> null;
            case DuckDbServer.DECIMAL -> new BigDecimal(readText());
            case DuckDbServer.DOUBLE -> answers.readDouble();
            case DuckDbServer.BOOLEAN -> answers.readBoolean();
            case DuckDbServer.TEXT -> readText();
            default -> throw new IOException("DuckDB's process sent an unknown value");
        };
    }

    private String readText() throws IOException {
        return new String(answers.readNBytes(answers.readInt()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
