package dev.slipher.bench.tpch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The fixed texts of TPC-H: eight tables, smallest first, and 22 queries with the specification's validation values. */
public final class TpchWorkload {
    public static final int QUERY_COUNT = 22;

    /** The tables in the order in which they are generated and loaded. */
    public static final List<String> TABLES =
            List.of("region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem");

    private static final Pattern PHYSICAL_DESIGN = Pattern.compile("\\s+diststyle\\s+\\w+");
    private static final Pattern AVERAGE = Pattern.compile("avg\\((\\w+)\\)");

    private TpchWorkload() {}

    /** Returns the numbers of all queries. */
    public static List<Integer> allQueries() {
        return IntStream.rangeClosed(1, QUERY_COUNT).boxed().toList();
    }

    /** Returns the text of query {@code number}, from 1. */
    public static String query(int number) {
        return read("q%02d.sql".formatted(number)).strip();
    }

    /**
     * Returns query {@code number} for an engine whose AVG of a decimal is a double: the averages, all over decimals of
     * two digits and positive, are rounded to two digits by integer arithmetic on SUM and COUNT, as Redshift's AVG is.
     */
    public static String queryWithExactAverages(int number) {
        return AVERAGE.matcher(query(number))
                .replaceAll("(cast((cast(sum($1) * 200 as hugeint) + count($1)) // (2 * count($1)) as decimal(38,0)) *"
                        + " 0.01)");
    }

    /** Returns the result columns, from 0, that query {@code number} orders by, in order; ties beyond them are free. */
    public static List<Integer> sortColumns(int number) {
        return switch (number) {
            case 1 -> List.of(0, 1);
            case 2 -> List.of(0, 2, 1, 3);
            case 3 -> List.of(1, 2);
            case 4, 8, 12, 15, 20, 22 -> List.of(0);
            case 5, 11 -> List.of(1);
            case 7 -> List.of(0, 1, 2);
            case 9 -> List.of(0, 1);
            case 10 -> List.of(2);
            case 13 -> List.of(1, 0);
            case 16 -> List.of(3, 0, 1, 2);
            case 18 -> List.of(4, 3);
            case 21 -> List.of(1, 0);
            default -> List.of();
        };
    }

    /** Returns one CREATE TABLE statement a table, in the order of {@link #TABLES}, in Redshift's dialect. */
    public static List<String> schema() {
        return Arrays.stream(read("schema.sql").split(";"))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** Returns the statements of {@link #schema()} without Redshift's physical design. */
    public static List<String> portableSchema() {
        var statements = new ArrayList<String>();
        for (var statement : schema()) {
            statements.add(PHYSICAL_DESIGN.matcher(statement).replaceAll(""));
        }
        return statements;
    }

    private static String read(String name) {
        try (var in = TpchWorkload.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
