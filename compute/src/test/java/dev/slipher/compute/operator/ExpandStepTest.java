package dev.slipher.compute.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.memory.MemoryPool;
import dev.slipher.compute.spill.SpillSpace;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SessionTime;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpandStepTest {
    private static final long VERY_OFTEN = Long.MAX_VALUE;

    @TempDir
    Path directory;

    private final AtomicBoolean cancelled = new AtomicBoolean();

    @Test
    void rowsAreRepeatedAndNumbered() {
        var rows = new ArrayList<List<Long>>();
        run((worker, next) -> step(worker, next, 2, 0, 3, -1).push(numbers(7, 8, 9, 10)), (batch, _) -> {
            for (var i = 0; i < batch.rowCount(); i++) {
                rows.add(List.of(Vectors.longAt(batch.column(0), i), Vectors.longAt(batch.column(1), i)));
            }
        });
        assertThat(rows)
                .containsExactly(List.of(7L, 1L), List.of(7L, 2L), List.of(9L, 1L), List.of(9L, 2L), List.of(9L, 3L));
    }

    @Test
    void repeatingEndsWhenNoMoreRowsAreWanted() {
        var batches = new ArrayList<Integer>();
        run((worker, next) -> step(worker, next, VERY_OFTEN).push(numbers(1)), (batch, worker) -> {
            batches.add(batch.rowCount());
            worker.stop();
        });
        assertThat(batches).containsExactly(Batch.CAPACITY);
    }

    @Test
    void repeatingCanBeCancelled() {
        assertThatThrownBy(() -> run(
                        (worker, next) -> step(worker, next, VERY_OFTEN).push(numbers(1)),
                        (_, _) -> cancelled.set(true)))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(SqlState.QUERY_CANCELED));
    }

    private void run(BiConsumer<Worker, Step> pushing, BiConsumer<Batch, Worker> taker) {
        var evaluation = new EvaluationContext(
                new SessionTime(ZoneOffset.UTC, 0), 0, "admin", "admin", "dev", List.of("public"), 1);
        var pool = new MemoryPool(1 << 20);
        try (var account = pool.openAccount(1 << 20);
                var query = new QueryContext(1, account, evaluation, new SpillSpace(directory), this::check)) {
            var worker = new Worker(0, 1, query, new NoTurn(), new AtomicBoolean());
            pushing.accept(worker, new Step() {
                @Override
                public void push(Batch batch) {
                    taker.accept(batch, worker);
                }

                @Override
                public void finish() {}
            });
        }
    }

    private void check() {
        if (cancelled.get()) {
            throw new SlipherException(SqlState.QUERY_CANCELED, "cancelled");
        }
    }

    private static ExpandStep step(Worker worker, Step next, long... counts) {
        return new ExpandStep(
                (_, times) -> System.arraycopy(counts, 0, times, 0, counts.length), 1, true, worker, next);
    }

    private static Batch numbers(long... values) {
        var vector = LongVector.allocate(Batch.CAPACITY);
        System.arraycopy(values, 0, vector.values(), 0, values.length);
        return new Batch(new Vector[] {vector}, values.length);
    }
}
