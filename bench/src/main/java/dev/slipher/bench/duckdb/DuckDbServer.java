package dev.slipher.bench.duckdb;

import dev.slipher.bench.result.ResultRows;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The main class of the process that holds DuckDB: reads statements from standard input and answers on standard output.
 *
 * <p>A request is an int length and UTF-8 text. An answer is a byte (0 ok, 1 error); an error is followed by its text; a
 * success by the nanoseconds that execution and reading of all rows took, the number of rows, and each row as its number
 * of values and the values as {@link #writeValue} puts them.
 */
final class DuckDbServer {
    static final byte NULL = 0;
    static final byte DECIMAL = 1;
    static final byte DOUBLE = 2;
    static final byte BOOLEAN = 3;
    static final byte TEXT = 4;

    private DuckDbServer() {}

    /** Takes the database file, or an empty string for one in memory. */
    public static void main(String[] arguments) throws IOException, SQLException {
        var in = new DataInputStream(System.in);
        var out = new DataOutputStream(new BufferedOutputStream(System.out));
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + arguments[0])) {
            for (var length = nextLength(in); length >= 0; length = nextLength(in)) {
                answer(connection, new String(in.readNBytes(length), StandardCharsets.UTF_8), out);
                out.flush();
            }
        }
    }

    /** Returns the bytes of the next statement, -1 once nobody asks any more. */
    private static int nextLength(DataInputStream in) throws IOException {
        try {
            return in.readInt();
        } catch (EOFException e) {
            return -1;
        }
    }

    private static void answer(Connection connection, String sql, DataOutputStream out) throws IOException {
        var start = System.nanoTime();
        ResultRows rows;
        try (var statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                try (var result = statement.getResultSet()) {
                    rows = ResultRows.read(result);
                }
            } else {
                rows = new ResultRows(List.of());
            }
        } catch (SQLException e) {
            out.writeByte(1);
            writeText(String.valueOf(e.getMessage()), out);
            return;
        }
        out.writeByte(0);
        out.writeLong(System.nanoTime() - start);
        out.writeInt(rows.rows().size());
        for (var row : rows.rows()) {
            out.writeInt(row.size());
            for (var value : row) {
                writeValue(value, out);
            }
        }
    }

    private static void writeValue(@Nullable Object value, DataOutputStream out) throws IOException {
        switch (value) {
            case null -> out.writeByte(NULL);
            case BigDecimal number -> {
                out.writeByte(DECIMAL);
                writeText(number.toPlainString(), out);
            }
            case Double number -> {
                out.writeByte(DOUBLE);
                out.writeDouble(number);
            }
            case Boolean truth -> {
                out.writeByte(BOOLEAN);
                out.writeBoolean(truth);
            }
            default -> {
                out.writeByte(TEXT);
                writeText(value.toString(), out);
            }
        }
    }

    private static void writeText(String text, DataOutputStream out) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
