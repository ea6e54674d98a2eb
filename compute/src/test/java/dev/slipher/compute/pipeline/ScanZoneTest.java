package dev.slipher.compute.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ColumnReference;
import dev.slipher.compute.fragment.Expression.Comparison;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.compute.fragment.Expression.In;
import dev.slipher.compute.fragment.Expression.Like;
import dev.slipher.compute.fragment.Expression.Literal;
import dev.slipher.compute.fragment.PlanNode.Estimate;
import dev.slipher.compute.fragment.PlanNode.Scan;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.BoundInputs.BoundScan;
import dev.slipher.compute.source.DeletedRows;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.SqlType.Simple;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conditions on ordered columns give the right rows, and read the blocks that may have them. */
class ScanZoneTest {
    private static final int ROWS = 40_000;
    private static final SqlType TEXT = new SqlType.Varchar(100);
    private static final List<SqlType> TYPES = List.of(TEXT, Simple.DOUBLE, Simple.INTEGER);
    private static final ColumnReference NAME = new ColumnReference(0, TEXT);
    private static final ColumnReference SIZE = new ColumnReference(1, Simple.DOUBLE);
    private static final ColumnReference NUMBER = new ColumnReference(2, Simple.INTEGER);
    /** Of all blocks, 20 in number, those that a selective condition may need. */
    private static final double FEW = 0.25;

    @TempDir
    Path directory;

    private final TestRows rows = new TestRows(
            TYPES,
            IntStream.range(0, ROWS)
                    .mapToObj(i -> List.of(name(i), size(i), (Datum) new Datum.Integral(i)))
                    .toList());
    private final BoundScan bound = new BoundScan(
            StoredRows.columns(rows),
            List.of(StoredRows.segment(new ObjectId(1, 2), rows, DeletedRows.NONE, new Random(1))));

    /** Names ascend and end in blanks here and there. */
    private static Datum name(int i) {
        var blanks = i % 3 == 0 ? "  " : "";
        return i % 100 == 50 ? Datum.Null.NULL : text("row %08d of many%s".formatted(i, blanks));
    }

    private static Datum size(int i) {
        return i % 100 == 60 ? Datum.Null.NULL : new Datum.Floating(i >= ROWS - 100 ? Double.NaN : i / 4.0 - 1_000);
    }

    private static Datum text(String value) {
        return new Datum.Bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isNamed(int i) {
        return i % 100 != 50;
    }

    @Test
    void strings() {
        assertFew(compare(ComparisonOperator.EQUAL, NAME, text("row 00012345 of many")), i -> i == 12_345);
        assertFew(compare(ComparisonOperator.EQUAL, NAME, text("row 00012345 of many   ")), i -> i == 12_345);
        assertFew(compare(ComparisonOperator.EQUAL, NAME, text("b")), i -> false);
        assertFew(
                compare(ComparisonOperator.GREATER_OR_EQUAL, NAME, text("row 00039000 of many")),
                i -> i >= 39_000 && isNamed(i));
        assertFew(compare(ComparisonOperator.LESS, NAME, text("row 00001000 of many")), i -> i < 1_000 && isNamed(i));
        assertRows(
                compare(ComparisonOperator.NOT_EQUAL, NAME, text("row 00000001 of many")), i -> i != 1 && isNamed(i));
    }

    @Test
    void stringsInAList() {
        var values = List.of(text("row 00012345 of many "), text("row 00012399 of many"), text("zz"));
        assertFew(new In(NAME, values.subList(0, 2)), i -> i == 12_345 || i == 12_399);
        assertRows(new In(NAME, values), i -> i == 12_345 || i == 12_399);
        // Without its blank the first is the least, with it the second.
        assertRows(
                new In(NAME, List.of(text("row 00020001 of many "), text("row 00020001 of many\t"))), i -> i == 20_001);
    }

    @Test
    void beginnings() {
        assertFew(like("row 000123%"), i -> i / 100 == 123 && isNamed(i));
        assertFew(like("row 00012_45%"), i -> i / 1_000 == 12 && i % 100 == 45);
        assertFew(like("b%"), i -> false);
        assertRows(like("%12345%"), i -> i == 12_345);
        assertRows(like("row\\ %12345 of%"), i -> i == 12_345);
    }

    @Test
    void doubles() {
        assertFew(compare(ComparisonOperator.EQUAL, SIZE, new Datum.Floating(0)), i -> i == 4_000);
        assertFew(compare(ComparisonOperator.EQUAL, SIZE, new Datum.Floating(-0.0)), i -> i == 4_000);
        assertFew(compare(ComparisonOperator.LESS, SIZE, new Datum.Floating(-900)), i -> i < 400 && i % 100 != 60);
        assertFew(
                compare(ComparisonOperator.EQUAL, SIZE, new Datum.Floating(Double.NaN)),
                i -> i >= ROWS - 100 && i % 100 != 60);
        assertFew(
                new In(SIZE, List.of(new Datum.Floating(5), new Datum.Floating(5.25))), i -> i == 4_020 || i == 4_021);
        assertRows(
                compare(ComparisonOperator.GREATER, SIZE, new Datum.Floating(Double.POSITIVE_INFINITY)),
                i -> i >= ROWS - 100 && i % 100 != 60);
    }

    @Test
    void numbersInAList() {
        assertFew(
                new In(NUMBER, List.of(new Datum.Integral(20_000), new Datum.Integral(20_100))),
                i -> i == 20_000 || i == 20_100);
    }

    private static Expression compare(ComparisonOperator operator, ColumnReference column, Datum value) {
        return new Comparison(operator, column, new Literal(value, column.type()));
    }

    private static Expression like(String pattern) {
        return new Like(NAME, new Literal(text(pattern), TEXT), Optional.empty(), false);
    }

    private void assertFew(Expression filter, IntPredicate expected) {
        var selective = assertRows(filter, expected);
        var all = run(Optional.empty(), new ArrayList<>());
        assertThat(selective).isLessThan((long) (all * FEW));
    }

    /** Returns the bytes that the scan read. */
    private long assertRows(Expression filter, IntPredicate expected) {
        var found = new ArrayList<List<Datum>>();
        var bytes = run(Optional.of(filter), found);
        assertThat(found.stream()
                        .mapToInt(row -> (int) ((Datum.Integral) row.getLast()).value())
                        .sorted()
                        .toArray())
                .isEqualTo(IntStream.range(0, ROWS).filter(expected).toArray());
        return bytes;
    }

    private long run(Optional<Expression> filter, List<List<Datum>> found) {
        var scan = new Scan(1, "t", List.of(1, 2, 3), TYPES, filter, Estimate.UNKNOWN);
        var context = new EvaluationContext(
                new SessionTime(ZoneOffset.UTC, 0), 0, "admin", "admin", "dev", List.of("public"), 1);
        try (var cache = new ChunkCache(64 << 20);
                var engine = new QueryEngine(new EngineOptions(2, 64 << 20, directory.resolve("spill")), cache)) {
            var statistics = engine.execute(
                    new QueryHandle(),
                    scan,
                    new BoundInputs(Map.of(1, bound), Map.of()),
                    new QueryOptions(16 << 20, context, true),
                    batch -> found.addAll(TestRows.read(batch, TYPES)));
            return statistics.nodes().getFirst().bytes();
        }
    }
}
