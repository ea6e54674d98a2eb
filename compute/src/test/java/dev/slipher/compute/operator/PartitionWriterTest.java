package dev.slipher.compute.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.memory.MemoryPool;
import dev.slipher.compute.memory.RowLayout;
import dev.slipher.compute.spill.SpillFile;
import dev.slipher.compute.spill.SpillSpace;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.PhysicalKind;
import dev.slipher.storage.type.SessionTime;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionWriterTest {
    private static final int INPUT_BATCHES = 80;
    private static final int ROWS_PER_BATCH = 500;
    private static final int LEVEL = 1;

    @TempDir
    Path directory;

    private final Random random = new Random(1);
    private final List<Long> values = new ArrayList<>();

    @Test
    void rowsOfManySmallBatchesBecomeFewLargeOnes() {
        var files = write(64 << 20);
        var gathered = RowSpill.PARTITIONS * Batch.CAPACITY / 2;
        var rounds = INPUT_BATCHES * ROWS_PER_BATCH / gathered + 1;
        assertThat(Arrays.stream(files).mapToInt(SpillFile::batchCount)).allMatch(count -> count <= rounds);
    }

    @Test
    void rowsAreWrittenWithoutAnyMemory() {
        var files = write(0);
        assertThat(Arrays.stream(files).mapToInt(SpillFile::batchCount).sum()).isGreaterThan(INPUT_BATCHES);
    }

    @Test
    void rowsAreWrittenWithMemoryForSomeBatches() {
        write(100 << 10);
    }

    /** Writes random rows with a grant, checks that each partition has those of its hashes, and returns the files. */
    private SpillFile[] write(long grantBytes) {
        var pool = new MemoryPool(128 << 20);
        var context = new EvaluationContext(
                new SessionTime(ZoneOffset.UTC, 0), 0, "admin", "admin", "dev", List.of("public"), 1);
        try (var account = pool.openAccount(grantBytes);
                var query = new QueryContext(1, account, context, new SpillSpace(directory), () -> {})) {
            var worker = new Worker(0, 1, query, new NoTurn(), new AtomicBoolean());
            var layout = new RowLayout(List.of(PhysicalKind.INT64), 1);
            var heap = query.openHeap(layout, account);
            var space = new SpillSpace(directory);
            var written = new LongAdder();
            var files = new SpillFile[RowSpill.PARTITIONS];
            Arrays.setAll(files, i -> query.closeLater(space.open(written, new LongAdder())));
            var writer = new PartitionWriter(heap, account, new RowSpill(layout, 0), files, LEVEL, worker);
            for (var i = 0; i < INPUT_BATCHES; i++) {
                writer.add(batch());
            }
            writer.flush();
            assertThat(account.reservedBytes()).isZero();
            checkContent(files, worker);
            return files;
        }
    }

    private void checkContent(SpillFile[] files, Worker worker) {
        var found = new ArrayList<Long>();
        for (var partition = 0; partition < files.length; partition++) {
            for (var b = 0; b < files[partition].batchCount(); b++) {
                var batch = worker.read(files[partition], b);
                for (var i = 0; i < batch.rowCount(); i++) {
                    var value = Vectors.longAt(batch.column(0), i);
                    assertThat(Vectors.longAt(batch.column(1), i)).isEqualTo(hash(value));
                    assertThat(RowSpill.partition(hash(value), LEVEL)).isEqualTo(partition);
                    found.add(value);
                }
            }
        }
        Collections.sort(values);
        Collections.sort(found);
        assertThat(found).isEqualTo(values);
    }

    /** Makes a batch of which every other row is selected. */
    private Batch batch() {
        var column = LongVector.allocate(Batch.CAPACITY);
        var hashes = LongVector.allocate(Batch.CAPACITY);
        for (var i = 0; i < 2 * ROWS_PER_BATCH; i++) {
            column.values()[i] = random.nextLong();
            hashes.values()[i] = hash(column.values()[i]);
            if (i % 2 == 1) {
                values.add(column.values()[i]);
            }
        }
        var batch = new Batch(new Vector[] {column, hashes}, 2 * ROWS_PER_BATCH);
        batch.select(IntStream.range(0, ROWS_PER_BATCH).map(i -> 2 * i + 1).toArray(), ROWS_PER_BATCH);
        return batch;
    }

    private static long hash(long value) {
        return value * 0x9E37_79B9_7F4A_7C15L;
    }
}
