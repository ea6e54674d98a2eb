package dev.slipher.bench.result;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of two engines: exact on integers, decimals and strings, {@value #RELATIVE_TOLERANCE} relative on
 * doubles, as multisets.
 *
 * <p>Order is checked apart, by comparing the sequence of the sort columns alone: rows tied in them may stand in any
 * order.
 */
public final class RowComparison {
    private static final double RELATIVE_TOLERANCE = 1e-12;

    private RowComparison() {}

    /**
     * Returns the first difference in words, or nothing when the rows agree.
     *
     * @param sortColumns indexes of the columns that the query orders by, empty if it does not
     */
    public static Optional<String> firstDifference(ResultRows expected, ResultRows actual, List<Integer> sortColumns) {
        if (expected.rows().size() != actual.rows().size()) {
            return Optional.of("expected %d rows, found %d"
                    .formatted(expected.rows().size(), actual.rows().size()));
        }
        for (var i = 0; i < expected.rows().size(); i++) {
            for (int column : sortColumns) {
                var wanted = expected.rows().get(i).get(column);
                var found = actual.rows().get(i).get(column);
                if (!agree(wanted, found)) {
                    return Optional.of("row %d is out of order in column %d: expected %s, found %s"
                            .formatted(i + 1, column + 1, wanted, found));
                }
            }
        }
        return differenceOfMultisets(sorted(expected), sorted(actual));
    }

    private static Optional<String> differenceOfMultisets(
            List<List<@Nullable Object>> expected, List<List<@Nullable Object>> actual) {
        for (var i = 0; i < expected.size(); i++) {
            var wanted = expected.get(i);
            var found = actual.get(i);
            if (wanted.size() != found.size()) {
                return Optional.of("expected %d columns, found %d".formatted(wanted.size(), found.size()));
            }
            for (var column = 0; column < wanted.size(); column++) {
                if (!agree(wanted.get(column), found.get(column))) {
                    return Optional.of("expected %s, found %s (column %d)".formatted(wanted, found, column + 1));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean agree(@Nullable Object expected, @Nullable Object actual) {
        if (expected == null || actual == null) {
            return expected == null && actual == null;
        }
        if (expected instanceof Double || actual instanceof Double) {
            return expected instanceof Number a
                    && actual instanceof Number b
                    && close(a.doubleValue(), b.doubleValue());
        }
        if (expected instanceof BigDecimal a && actual instanceof BigDecimal b) {
            return a.compareTo(b) == 0;
        }
        return expected.equals(actual);
    }

    private static boolean close(double a, double b) {
        return Double.compare(a, b) == 0
                || a == b
                || Math.abs(a - b) <= RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
    }

    private static List<List<@Nullable Object>> sorted(ResultRows rows) {
        var copy = new ArrayList<>(rows.rows());
        copy.sort(Comparator.comparing(RowComparison::sortText));
        return copy;
    }

    /**
     * Doubles are rounded so that values within the tolerance sort alike, except for the rarest of borders; adding zero
     * makes zeros of either sign one.
     */
    private static String sortText(List<@Nullable Object> row) {
        var text = new StringBuilder();
        for (var value : row) {
            switch (value) {
                case null -> text.append("\u0001");
                case BigDecimal number ->
                    text.append(number.stripTrailingZeros().toPlainString());
                case Double number -> text.append("%.9e".formatted(number + 0.0));
                default -> text.append(value);
            }
            text.append('\u0000');
        }
        return text.toString();
    }
}
