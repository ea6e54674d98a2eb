package dev.slipher.compute.operator.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.fragment.PlanNode.SortColumn;
import dev.slipher.compute.memory.MemoryPool;
import dev.slipher.compute.memory.RowLayout;
import dev.slipher.compute.operator.NoTurn;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.operator.Worker;
import dev.slipher.compute.spill.SpillSpace;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SessionTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowSorterTest {
    private static final int ROWS = 40_000;
    private static final RowLayout LAYOUT = new RowLayout(List.of(PhysicalKind.BYTES, PhysicalKind.INT32), 1);
    /** Compares strings as their bytes without trailing blanks. */
    private static final Comparator<byte[]> BYTES =
            (left, right) -> Arrays.compareUnsigned(left, 0, endWithoutBlanks(left), right, 0, endWithoutBlanks(right));

    @TempDir
    Path directory;

    private final Random random = new Random(1);

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void stringsWithCommonPrefixesAreInOrder(boolean descending, boolean nullsFirst) {
        List<IntFunction<Datum>> shapes = List.of(
                i -> text("a prefix that all share " + random.nextInt(ROWS)),
                i -> text("prefix " + i % 3 + " of a third " + random.nextInt(300)),
                i -> random.nextInt(9) == 0 ? Datum.Null.NULL : text("x".repeat(random.nextInt(2_000) / 20)),
                i -> text("zeros and blanks" + "\0 ".repeat(random.nextInt(20)) + "\0".repeat(random.nextInt(3))),
                i -> text("a long string " + "y".repeat(8 * random.nextInt(9)) + (char) random.nextInt(0x300)),
                i -> text("the same"));
        for (var shape : shapes) {
            var rows = IntStream.range(0, ROWS / 4)
                    .mapToObj(i -> List.of(shape.apply(i), number(random.nextInt(50))))
                    .toList();
            var values =
                    Comparator.<List<Datum>, byte[]>comparing(row -> ((Datum.Bytes) row.getFirst()).value(), BYTES);
            Comparator<List<Datum>> nulls =
                    Comparator.comparing(row -> row.getFirst().isNull() != nullsFirst);
            var order = nulls.thenComparing((left, right) ->
                            left.getFirst().isNull() || right.getFirst().isNull()
                                    ? 0
                                    : values.compare(left, right) * (descending ? -1 : 1))
                    .thenComparingLong(row -> ((Datum.Integral) row.get(1)).value());
            var expected = rows.stream().sorted(order).toList();
            var actual = sorted(rows, descending, nullsFirst, () -> {});
            assertThat(IntStream.range(0, rows.size())
                            .filter(i -> order.compare(actual.get(i), expected.get(i)) != 0)
                            .limit(5))
                    .isEmpty();
            assertThat(counts(actual)).isEqualTo(counts(rows));
        }
    }

    @Test
    void aSortEndsWhereItIsCancelled() {
        var rows = IntStream.range(0, ROWS)
                .mapToObj(i -> List.of(text("the prefix that all have " + i % 7), number(random.nextInt())))
                .toList();
        var checkpoints = new AtomicInteger();
        sorted(rows, false, false, checkpoints::incrementAndGet);
        assertThat(checkpoints.get()).isGreaterThan(ROWS / 1_000);

        for (var last : List.of(1, 2, checkpoints.get() / 2, checkpoints.get())) {
            var seen = new AtomicInteger();
            assertThatThrownBy(() -> sorted(rows, false, false, () -> {
                        if (seen.incrementAndGet() == last) {
                            throw new Cancelled();
                        }
                    }))
                    .isInstanceOf(Cancelled.class);
            assertThat(seen.get()).isEqualTo(last);
        }
    }

    private static Map<List<Datum>, Long> counts(List<? extends List<Datum>> rows) {
        return rows.stream().collect(Collectors.groupingBy(row -> row, Collectors.counting()));
    }

    /** Sorts rows by both columns, the second one ascending, and returns them. */
    private List<List<Datum>> sorted(
            List<? extends List<Datum>> rows, boolean descending, boolean nullsFirst, Runnable cancelCheck) {
        var pool = new MemoryPool(128 << 20);
        var context = new EvaluationContext(
                new SessionTime(ZoneOffset.UTC, 0), 0, "admin", "admin", "dev", List.of("public"), 1);
        try (var account = pool.openAccount(128 << 20);
                var query = new QueryContext(1, account, context, new SpillSpace(directory), cancelCheck)) {
            var worker = new Worker(0, 1, query, new NoTurn(), new AtomicBoolean());
            var order = new RowOrder(
                    LAYOUT, List.of(new SortColumn(0, descending, nullsFirst), new SortColumn(1, false, false)));
            var heap = query.openHeap(LAYOUT, account);
            try (var run = new SortRun(heap, account)) {
                for (var from = 0; from < rows.size(); from += 1_000) {
                    assertThat(run.tryAdd(batch(rows.subList(from, Math.min(rows.size(), from + 1_000))), order))
                            .isTrue();
                }
                run.sort(order, Long.MAX_VALUE, worker);
                var result = new ArrayList<List<Datum>>();
                for (var i = 0; i < run.addresses().size(); i++) {
                    var address = run.addresses().addresses()[i];
                    result.add(List.of(heap.datum(address, 0), heap.datum(address, 1)));
                }
                return result;
            }
        }
    }

    private static Batch batch(List<? extends List<Datum>> rows) {
        var columns = new Vector[LAYOUT.columnCount()];
        for (var c = 0; c < columns.length; c++) {
            var column = c;
            columns[c] = Vectors.of(
                    LAYOUT.kind(c), rows.stream().map(row -> row.get(column)).toArray(Datum[]::new));
        }
        return new Batch(columns, rows.size());
    }

    private static Datum text(String value) {
        return new Datum.Bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    private static Datum number(int value) {
        return new Datum.Integral(value);
    }

    private static int endWithoutBlanks(byte[] bytes) {
        var end = bytes.length;
        while (end > 0 && bytes[end - 1] == ' ') {
            end--;
        }
        return end;
    }

    private static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
