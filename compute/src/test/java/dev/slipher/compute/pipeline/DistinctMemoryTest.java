package dev.slipher.compute.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.fragment.PlanNode.Aggregate;
import dev.slipher.compute.fragment.PlanNode.Estimate;
import dev.slipher.compute.fragment.PlanNode.Scan;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.BoundInputs.BoundScan;
import dev.slipher.compute.source.DeletedRows;
import dev.slipher.compute.source.ScanUnit;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.SqlType.Simple;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Arrays that find groups by their keys must not take the memory without which groups cannot go on. */
class DistinctMemoryTest {
    private static final int COLUMNS = 5;
    private static final int SEGMENTS = 6;
    private static final int ROWS = 50_000;
    private static final int RANGE = 250_000;
    private static final long GRANT = 12 << 20;

    @TempDir
    Path directory;

    @RepeatedTest(5)
    void manyDistinctValuesOfManyColumnsAreCountedWithLittleMemory() {
        var types = Collections.<SqlType>nCopies(COLUMNS, Simple.INTEGER);
        var random = new Random(1);
        var segments = IntStream.range(0, SEGMENTS)
                .mapToObj(segment -> new TestRows(types, rows(segment * ROWS)))
                .<ScanUnit>map(rows ->
                        StoredRows.segment(new ObjectId(1, rows.rows().hashCode()), rows, DeletedRows.NONE, random))
                .toList();
        var columns = StoredRows.columns(new TestRows(types, List.of()));
        var scan = new Scan(
                1,
                "t",
                IntStream.rangeClosed(1, COLUMNS).boxed().toList(),
                types,
                Optional.empty(),
                new Estimate((double) SEGMENTS * ROWS, 4.0 * COLUMNS));
        var calls = IntStream.range(0, COLUMNS)
                .mapToObj(column -> PlanFixture.call("count", List.of(column), true, Simple.BIGINT))
                .toList();
        var plan = new Aggregate(scan, List.of(), List.of(List.of()), calls, Estimate.UNKNOWN);
        var context = new EvaluationContext(
                new SessionTime(ZoneOffset.UTC, 0), 0, "admin", "admin", "dev", List.of("public"), 1);
        var found = new ArrayList<List<Datum>>();
        try (var cache = new ChunkCache(64 << 20);
                var engine = new QueryEngine(new EngineOptions(2, 64 << 20, directory.resolve("spill")), cache)) {
            engine.execute(
                    new QueryHandle(),
                    plan,
                    new BoundInputs(Map.of(1, new BoundScan(columns, segments)), Map.of()),
                    new QueryOptions(GRANT, context, false),
                    batch -> found.addAll(TestRows.read(batch, plan.types())));
        }
        assertThat(found).containsExactly(Collections.nCopies(COLUMNS, new Datum.Integral(RANGE)));
    }

    /** Makes rows whose columns pass through the range in different orders. */
    private static List<List<Datum>> rows(int first) {
        var rows = new ArrayList<List<Datum>>();
        for (var i = first; i < first + ROWS; i++) {
            var row = new ArrayList<Datum>();
            for (var column = 0; column < COLUMNS; column++) {
                row.add(new Datum.Integral((i * (7919L + 10L * column) + column) % RANGE));
            }
            rows.add(row);
        }
        return rows;
    }
}
