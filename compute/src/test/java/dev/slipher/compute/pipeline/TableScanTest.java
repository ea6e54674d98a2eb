package dev.slipher.compute.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ColumnReference;
import dev.slipher.compute.fragment.Expression.Comparison;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.compute.fragment.Expression.Literal;
import dev.slipher.compute.fragment.PlanNode.Estimate;
import dev.slipher.compute.fragment.PlanNode.Scan;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.BoundInputs.BoundScan;
import dev.slipher.compute.source.DeletedRows;
import dev.slipher.compute.source.ScanUnit;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord.ColumnRange;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.SqlType.Simple;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableScanTest {
    private static final List<SqlType> TYPES =
            List.of(Simple.INTEGER, Simple.BIGINT, new SqlType.Varchar(200), Simple.DOUBLE, new SqlType.Decimal(38, 2));
    private static final Datum MISSING = new Datum.Integral(77);

    @TempDir
    Path directory;

    private final long seed = Long.getLong("slipher.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void segmentsAndInlineRowsGiveTheRowsThatPassTheFilter() {
        var stored = TestRows.random(random, TYPES, 30_000, 500);
        var inline = TestRows.random(random, TYPES, 3_000, 500);
        var bound = bind(stored, inline);
        assertScan(bound, stored, inline, Optional.empty(), row -> true);
        for (var bound1 : List.of(-10L, 0L, 100L, 1_000L)) {
            assertScan(
                    bound,
                    stored,
                    inline,
                    Optional.of(new Comparison(
                            ComparisonOperator.LESS,
                            new ColumnReference(0, Simple.INTEGER),
                            new Literal(new Datum.Integral(bound1), Simple.INTEGER))),
                    row -> row.getFirst() instanceof Datum.Integral(var v) && v < bound1);
        }
        var name = new Datum.Bytes("v10".concat("long".repeat(10)).getBytes(StandardCharsets.UTF_8));
        assertScan(
                bound,
                stored,
                inline,
                Optional.of(new Comparison(
                        ComparisonOperator.EQUAL,
                        new ColumnReference(2, TYPES.get(2)),
                        new Literal(name, TYPES.get(2)))),
                row -> row.get(2).equals(name));
    }

    @Test
    void aSegmentIsNotOpenedOfWhichTheLogSaysThatItHasNoSuchRow() {
        var near = TestRows.random(random, TYPES, 3_000, 500);
        var opened = new AtomicInteger();
        var far = new ScanUnit.Stored(
                new ObjectId(3, 4),
                10,
                List.of(new ColumnRange(1, new Datum.Integral(5_000), new Datum.Integral(6_000), true)),
                () -> {
                    opened.incrementAndGet();
                    throw new IllegalStateException("opened");
                },
                DeletedRows.NONE);
        var bound = new BoundScan(
                StoredRows.columns(near),
                List.of(far, StoredRows.segment(new ObjectId(1, 2), near, DeletedRows.NONE, random)));
        var filter = new Comparison(
                ComparisonOperator.LESS,
                new ColumnReference(0, Simple.INTEGER),
                new Literal(new Datum.Integral(100), Simple.INTEGER));
        var scan = new Scan(
                1,
                "t",
                List.of(1, Scan.ROW_ADDRESS),
                List.of(Simple.INTEGER, Simple.BIGINT),
                Optional.of(filter),
                Estimate.UNKNOWN);
        var rows = run(scan, bound, 64 << 20);
        assertThat(opened).hasValue(0);
        assertThat(rows)
                .hasSize((int) near.rows().stream()
                        .filter(row -> row.getFirst() instanceof Datum.Integral(var v) && v < 100)
                        .count())
                .allMatch(row -> row.getLast() instanceof Datum.Integral(var address) && address >>> 32 == 1);
    }

    @Test
    void segmentsWhoseDirectoriesRuleOutEveryRowAreOpenedOnce() {
        var opened = new AtomicInteger();
        var rows = run(below(Integer.MIN_VALUE), segments(200, opened::incrementAndGet), 0);
        assertThat(rows).isEmpty();
        assertThat(opened).hasValue(200);
    }

    @Test
    void aCancelledQueryOpensNoMoreSegments() {
        var opened = new AtomicInteger();
        var handle = new QueryHandle();
        var bound = segments(200, () -> {
            if (opened.incrementAndGet() == 3) {
                handle.cancel();
            }
        });
        assertThatThrownBy(() -> run(handle, below(Integer.MIN_VALUE), bound, 0))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(SqlState.QUERY_CANCELED));
        assertThat(opened).hasValue(3);
    }

    private static Scan below(int value) {
        var filter = new Comparison(
                ComparisonOperator.LESS,
                new ColumnReference(0, Simple.INTEGER),
                new Literal(new Datum.Integral(value), Simple.INTEGER));
        return new Scan(1, "t", List.of(1), List.of(Simple.INTEGER), Optional.of(filter), Estimate.UNKNOWN);
    }

    /** Gives the same rows as many segments of which the log says nothing. */
    private BoundScan segments(int count, Runnable onOpen) {
        var rows = TestRows.random(random, TYPES, 100, 50);
        var one = StoredRows.segment(new ObjectId(1, 0), rows, DeletedRows.NONE, random);
        var units = new ArrayList<ScanUnit>();
        for (var i = 0; i < count; i++) {
            units.add(new ScanUnit.Stored(
                    new ObjectId(1, i),
                    one.rowCount(),
                    List.of(),
                    () -> {
                        onOpen.run();
                        return one.source().get();
                    },
                    DeletedRows.NONE));
        }
        return new BoundScan(StoredRows.columns(rows), units);
    }

    private void assertScan(
            BoundScan bound,
            TestRows stored,
            TestRows inline,
            Optional<Expression> filter,
            Predicate<List<Datum>> reference) {
        var types = new ArrayList<>(TYPES);
        types.add(Simple.BIGINT);
        types.add(Simple.BIGINT);
        var scan = new Scan(1, "t", List.of(1, 2, 3, 4, 5, 6, Scan.ROW_ADDRESS), types, filter, Estimate.UNKNOWN);
        var expected = new ArrayList<List<Datum>>();
        addExpected(stored, 0, reference, expected);
        addExpected(inline, 1, reference, expected);
        // With no room in the cache at all, room for some of the columns, and enough.
        for (var cacheBytes : List.of(0L, 1L << 18, 64L << 20)) {
            var actual = run(scan, bound, cacheBytes);
            assertThat(actual.size()).as("seed %d", seed).isEqualTo(expected.size());
            actual.sort(Comparator.comparingLong(row -> ((Datum.Integral) row.get(6)).value()));
            for (var i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i)).as("row %d, seed %d", i, seed).isEqualTo(expected.get(i));
            }
        }
    }

    /** Every row number that 7 divides is deleted. */
    private static void addExpected(
            TestRows rows, int unit, Predicate<List<Datum>> reference, List<List<Datum>> expected) {
        for (var i = 0; i < rows.rows().size(); i++) {
            var row = rows.rows().get(i);
            if (i % 7 != 0 && reference.test(row)) {
                var full = new ArrayList<>(row);
                full.add(MISSING);
                full.add(new Datum.Integral((long) unit << 32 | i));
                expected.add(full);
            }
        }
    }

    private BoundScan bind(TestRows stored, TestRows inline) {
        var columns = new ArrayList<>(StoredRows.columns(stored));
        columns.add(StoredRows.column(6, Simple.BIGINT, MISSING));
        DeletedRows deleted = (firstRow, count, mask) -> {
            for (var i = 0; i < count; i++) {
                if ((firstRow + i) % 7 == 0) {
                    mask[i >>> 6] &= ~(1L << i);
                }
            }
            return true;
        };
        return new BoundScan(
                columns,
                List.of(
                        StoredRows.segment(new ObjectId(1, 2), stored, deleted, random),
                        StoredRows.inline(inline, deleted)));
    }

    private List<List<Datum>> run(Scan scan, BoundScan bound, long cacheBytes) {
        return run(new QueryHandle(), scan, bound, cacheBytes);
    }

    private List<List<Datum>> run(QueryHandle handle, Scan scan, BoundScan bound, long cacheBytes) {
        var rows = new ArrayList<List<Datum>>();
        var context = new EvaluationContext(
                new SessionTime(ZoneOffset.UTC, 0), 0, "admin", "admin", "dev", List.of("public"), 1);
        try (var cache = new ChunkCache(cacheBytes);
                var engine = new QueryEngine(new EngineOptions(2, 64 << 20, directory.resolve("spill")), cache)) {
            engine.execute(
                    handle,
                    scan,
                    new BoundInputs(Map.of(1, bound), Map.of()),
                    new QueryOptions(16 << 20, context, false),
                    batch -> rows.addAll(TestRows.read(batch, scan.types())));
            assertThat(engine.pool().reservedBytes()).isZero();
        }
        return rows;
    }
}
