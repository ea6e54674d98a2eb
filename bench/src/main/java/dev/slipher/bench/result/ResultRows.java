package dev.slipher.bench.result;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query in a form that is the same for every engine: null, {@link BigDecimal} for exact numbers,
 * {@link Double} for floating ones, {@link Boolean}, and {@link String} for everything else, without trailing blanks.
 */
public record ResultRows(List<List<@Nullable Object>> rows) {
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4, 6, SignStyle.NORMAL)
            .appendPattern("-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);

    /** Reads all rows that are left in {@code result}. */
    public static ResultRows read(ResultSet result) throws SQLException {
        var columns = result.getMetaData();
        var rows = new ArrayList<List<@Nullable Object>>();
        while (result.next()) {
            var row = new ArrayList<@Nullable Object>();
            for (var column = 1; column <= columns.getColumnCount(); column++) {
                row.add(value(result, column, columns.getColumnType(column)));
            }
            rows.add(Collections.unmodifiableList(row));
        }
        return new ResultRows(Collections.unmodifiableList(rows));
    }

    private static @Nullable Object value(ResultSet result, int column, int jdbcType) throws SQLException {
        var text = result.getString(column);
        if (text == null) {
            return null;
        }
        return switch (jdbcType) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> new BigDecimal(text);
            case Types.DECIMAL, Types.NUMERIC -> number(text);
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> floating(text);
            case Types.BOOLEAN, Types.BIT -> result.getBoolean(column);
            case Types.TIMESTAMP -> wholeSeconds(timestamp(result, column, text));
            default -> isHugeInteger(result, column) ? new BigDecimal(text) : otherText(text);
        };
    }

    private static Object number(String text) {
        return text.equalsIgnoreCase("nan") ? (Object) Double.NaN : new BigDecimal(text);
    }

    private static Double floating(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "inf", "infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.valueOf(text);
        };
    }

    private static boolean isHugeInteger(ResultSet result, int column) throws SQLException {
        return "HUGEINT".equals(result.getMetaData().getColumnTypeName(column));
    }

    /** DuckDB's driver writes timestamps in the calendar of {@link java.sql.Timestamp}, which is Julian before 1582. */
    private static String timestamp(ResultSet result, int column, String text) throws SQLException {
        return result instanceof DuckDBResultSet && !text.endsWith("infinity")
                ? result.getObject(column, LocalDateTime.class).format(TIMESTAMP)
                : text;
    }

    /** Some drivers show a fraction of a second even where there is none. */
    private static String wholeSeconds(String timestamp) {
        return timestamp.endsWith(".0") ? timestamp.substring(0, timestamp.length() - 2) : timestamp;
    }

    private static String otherText(String text) {
        var end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }
}
