package dev.slipher.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowComparisonTest {
    @Test
    void unorderedRowsAgreeInAnyOrder() {
        var a = rows(row("a", new BigDecimal("1")), row("b", null));
        var b = rows(row("b", null), row("a", new BigDecimal("1.00")));
        assertThat(RowComparison.firstDifference(a, b, List.of())).isEmpty();
    }

    @Test
    void tiedRowsMayStandInAnyOrderButSortColumnsMayNot() {
        var a = rows(row("x", 1.0), row("y", 1.0), row("z", 2.0));
        assertThat(RowComparison.firstDifference(a, rows(row("y", 1.0), row("x", 1.0), row("z", 2.0)), List.of(1)))
                .isEmpty();
        assertThat(RowComparison.firstDifference(a, rows(row("z", 2.0), row("x", 1.0), row("y", 1.0)), List.of(1)))
                .hasValueSatisfying(text -> assertThat(text).contains("row 1 is out of order in column 2"));
    }

    @Test
    void doublesAgreeWithinTwelveDigitsAndDecimalsExactly() {
        assertThat(RowComparison.firstDifference(rows(row(1e15)), rows(row(1e15 + 0.25)), List.of()))
                .isEmpty();
        assertThat(RowComparison.firstDifference(rows(row(1.0)), rows(row(1.0 + 1e-11)), List.of()))
                .isPresent();
        assertThat(RowComparison.firstDifference(
                        rows(row(new BigDecimal("1000000000000000.01"))),
                        rows(row(new BigDecimal("1000000000000000.02"))),
                        List.of()))
                .isPresent();
    }

    @Test
    void nullIsNotZeroNorEmpty() {
        assertThat(RowComparison.firstDifference(rows(row((Object) null)), rows(row("")), List.of()))
                .isPresent();
        assertThat(RowComparison.firstDifference(rows(row((Object) null)), rows(row(BigDecimal.ZERO)), List.of()))
                .isPresent();
    }

    @Test
    void missingRowsAndColumnsAreDifferences() {
        assertThat(RowComparison.firstDifference(rows(row("a")), rows(), List.of()))
                .hasValue("expected 1 rows, found 0");
        assertThat(RowComparison.firstDifference(rows(row("a")), rows(row("a", "b")), List.of()))
                .hasValue("expected 1 columns, found 2");
    }

    private static ResultRows rows(@Nullable Object[]... rows) {
        return new ResultRows(Arrays.stream(rows).map(Arrays::asList).toList());
    }

    private static @Nullable Object[] row(@Nullable Object... values) {
        return values;
    }
}
