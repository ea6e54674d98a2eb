package dev.slipher.bench.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A table with random rows, among them nulls and the extreme values of each type; its columns start with its letter.
 *
 * @param rowCount about how many rows it has
 * @param fills statements that fill it, in words of both engines
 */
record RandomTable(String name, List<Column> columns, int rowCount, List<String> fills) {
    private static final int ROWS_A_STATEMENT = 200;

    /**
     * The tables of all statements: a large skewed one, two smaller ones, one of nulls, one without rows, and one of rows of
     * the others that have been changed since. A table is filled after those before it.
     */
    static List<RandomTable> all(Choice choice) {
        return List.of(
                make("t_fact", 600, Column.all('f'), choice),
                make("t_more", 200, Column.all('m'), choice),
                make("t_small", 40, Column.all('s'), choice),
                make("t_null", 3, Column.all('n'), choice),
                make("t_empty", 0, Column.all('e'), choice),
                copied());
    }

    /** Columns get what statements compute, mostly short values in wide types, as no literal stands for them. */
    private static RandomTable copied() {
        return new RandomTable(
                "t_copied",
                Column.all('c'),
                300,
                List.of(
                        "insert into t_copied select f_id, f_key, f_key, f_small, f_number, f_decimal, f_decimal,"
                            + " f_double, f_odd, f_flag, f_day, f_day, f_word, f_word, f_blank from t_fact where f_id"
                            + " % 2 = 0",
                        "insert into t_copied select m_id + 600, m_key, m_number, m_small, m_big, m_number, m_wide,"
                                + " m_double, m_odd, m_id < 100, m_day, m_time, m_text || m_word, m_word, m_blank from"
                                + " t_more where m_id % 3 = 0",
                        "update t_copied set c_wide = c_number, c_big = c_small, c_text = c_word, c_time = c_day"
                                + " where c_id % 5 = 1",
                        "delete from t_copied where c_id % 7 = 2"));
    }

    /** A column and the values that it may hold. */
    record Column(String name, String type, Kind kind) {
        static List<Column> all(char letter) {
            return List.of(
                    new Column(letter + "_id", "integer", Kind.INTEGER),
                    new Column(letter + "_key", "integer", Kind.INTEGER),
                    new Column(letter + "_number", "bigint", Kind.INTEGER),
                    new Column(letter + "_small", "smallint", Kind.EXTREME_INTEGER),
                    new Column(letter + "_big", "bigint", Kind.EXTREME_INTEGER),
                    new Column(letter + "_decimal", "decimal(12,2)", Kind.DECIMAL),
                    new Column(letter + "_wide", "decimal(38,4)", Kind.EXTREME_DECIMAL),
                    new Column(letter + "_double", "double precision", Kind.DOUBLE),
                    new Column(letter + "_odd", "double precision", Kind.ODD_DOUBLE),
                    new Column(letter + "_flag", "boolean", Kind.BOOLEAN),
                    new Column(letter + "_day", "date", Kind.DATE),
                    new Column(letter + "_time", "timestamp", Kind.TIMESTAMP),
                    new Column(letter + "_text", "varchar(60)", Kind.TEXT),
                    new Column(letter + "_word", "varchar(20)", Kind.TEXT),
                    new Column(letter + "_blank", "varchar(60)", Kind.BLANK_TEXT));
        }
    }

    /** Returns the statement that makes the table, in words of both engines. */
    String create() {
        return columns.stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", ", "create table " + name + " (", ")"));
    }

    private static List<String> inserts(String name, List<List<String>> rows) {
        var statements = new ArrayList<String>();
        for (var first = 0; first < rows.size(); first += ROWS_A_STATEMENT) {
            statements.add(rows.subList(first, Math.min(rows.size(), first + ROWS_A_STATEMENT)).stream()
                    .map(row -> "(" + String.join(", ", row) + ")")
                    .collect(Collectors.joining(", ", "insert into " + name + " values ", "")));
        }
        return List.copyOf(statements);
    }

    private static RandomTable make(String name, int rowCount, List<Column> columns, Choice choice) {
        var rows = new ArrayList<List<String>>();
        for (var id = 0; id < rowCount; id++) {
            var row = new ArrayList<String>();
            for (var column : columns) {
                row.add(literal(name, column, id, choice));
            }
            rows.add(List.copyOf(row));
        }
        return new RandomTable(name, columns, rowCount, inserts(name, rows));
    }

    private static String literal(String table, Column column, int id, Choice choice) {
        if (column.name().endsWith("_id")) {
            return Integer.toString(id);
        }
        if (table.equals("t_null") || choice.chance(12)) {
            return "null";
        }
        return switch (column.kind()) {
            case INTEGER -> integer(column, choice);
            case EXTREME_INTEGER -> extremeInteger(column, choice);
            case DECIMAL -> String.format(Locale.ROOT, "%d.%02d", choice.between(-9_999, 9_999), choice.below(100));
            case EXTREME_DECIMAL -> extremeDecimal(choice);
            case DOUBLE, INEXACT_DOUBLE -> Double.toString(choice.between(-4_000, 4_000) / 4.0);
            case ODD_DOUBLE ->
                "cast('%s' as double precision)"
                        .formatted(choice.of(
                                "NaN", "Infinity", "-Infinity", "0", "-0", "1e308", "-1e308", "5e-324", "0.1", "1"));
            case BOOLEAN -> choice.of("true", "false");
            case DATE -> "date '" + day(choice) + "'";
            case TIMESTAMP -> "timestamp '" + time(choice) + "'";
            case TEXT -> quoted(column.name().endsWith("_word") ? word(choice) : text(choice));
            case BLANK_TEXT -> quoted(word(choice) + " ".repeat(choice.below(3)));
        };
    }

    /** Keys are skewed: four of ten rows have the same. */
    private static String integer(Column column, Choice choice) {
        if (!column.name().endsWith("_key")) {
            return Integer.toString(choice.between(-1_000, 1_000));
        }
        return choice.chance(40) ? "7" : Integer.toString(choice.between(0, 50));
    }

    private static String extremeInteger(Column column, Choice choice) {
        return column.type().equals("smallint")
                ? choice.of("-32768", "32767", "0", "1", "-1", Integer.toString(choice.between(-32_768, 32_767)))
                : choice.of(
                        "-9223372036854775807",
                        "9223372036854775807",
                        "2147483648",
                        "-2147483649",
                        "0",
                        Long.toString(choice.anyLong()));
    }

    private static String extremeDecimal(Choice choice) {
        return choice.of(
                "9999999999999999999999999999999999.9999",
                "-9999999999999999999999999999999999.9999",
                "0.0001",
                "-0.0001",
                "0",
                "922337203685477580.8",
                choice.anyLong() + ".25");
    }

    private static String day(Choice choice) {
        return choice.chance(8)
                ? choice.of("0005-01-01", "9990-12-31", "1582-10-15", "1999-12-31", "2000-02-29")
                : "20%02d-%02d-%02d".formatted(choice.between(10, 14), choice.between(1, 12), choice.between(1, 28));
    }

    private static String time(Choice choice) {
        return "%s %02d:%02d:%02d%s"
                .formatted(
                        day(choice),
                        choice.below(24),
                        choice.below(60),
                        choice.below(60),
                        choice.of("", ".5", ".000001", ".999999"));
    }

    private static String word(Choice choice) {
        return choice.of("red", "green", "blue", "Red", "GREEN", "", "ähre", "日本", "b", "zz", "a%b", "a_b");
    }

    private static String text(Choice choice) {
        return word(choice) + choice.of("", "-", "/") + choice.between(0, 30) + choice.of("x", "é", "😀", "Q");
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }
}
