package dev.slipher.compute.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.MemoryPool;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SortKey;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.log.ObjectKeys;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import dev.slipher.storage.segment.SegmentReader;
import dev.slipher.storage.segment.SegmentSource;
import dev.slipher.storage.segment.SegmentWriter;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SegmentSeriesTest {
    private static final int BATCHES = 150;
    private static final long ENOUGH = 64L << 20;

    @TempDir
    private Path directory;

    private static TableDefinition table() {
        var column = new Column(
                1,
                "n",
                SqlType.Simple.BIGINT,
                true,
                Optional.empty(),
                Datum.Null.NULL,
                Optional.empty(),
                Optional.empty());
        return new TableDefinition(1, 2, "t", 3, List.of(column), 2, Distribution.Even.EVEN, SortKey.NONE, List.of());
    }

    /** Writes many rows, and returns how many there are in each row group. */
    private List<Integer> write(MemoryAccount account) {
        var random = new Random(1);
        try (var store = new LocalDirectoryStore(directory);
                var cache = new ChunkCache(1 << 20);
                var series = new SegmentSeries(table(), store, () -> ObjectId.random(random), account)) {
            for (int i = 0; i < BATCHES; i++) {
                var values = LongVector.allocate(Batch.CAPACITY);
                for (int row = 0; row < Batch.CAPACITY; row++) {
                    values.values()[row] = random.nextLong();
                }
                series.append(new Batch(new Vector[] {values}, Batch.CAPACITY));
            }
            var record = series.finish().records().getFirst();
            var source = new SegmentSource() {
                @Override
                public long size() {
                    return record.byteCount();
                }

                @Override
                public void read(long offset, MemorySegment target) {
                    store.read(ObjectKeys.segment(record.id()), offset, target);
                }
            };
            var reader = SegmentReader.open(record.id(), source, cache);
            var groups = new ArrayList<Integer>();
            for (int group = 0; group < reader.rowGroupCount(); group++) {
                groups.add(reader.rowGroupRowCount(group));
            }
            return groups;
        }
    }

    @Test
    void whatTheWriterHoldsIsReservedUntilItIsClosed() {
        var pool = new MemoryPool(ENOUGH);
        try (var account = pool.openAccount(ENOUGH)) {
            assertThat(write(account)).startsWith(SegmentWriter.ROW_GROUP_ROWS, SegmentWriter.ROW_GROUP_ROWS);
            assertThat(account.peakBytes()).isGreaterThan(4 << 20);
            assertThat(account.reservedBytes()).isZero();
        }
        assertThat(pool.reservedBytes()).isZero();
    }

    @Test
    void whereMemoryIsRefusedRowGroupsHaveHalfTheRows() {
        try (var account = new MemoryPool(ENOUGH).openAccount(1_000)) {
            assertThat(write(account)).hasSize(5).startsWith(SegmentWriter.ROW_GROUP_ROWS / 2);
        }
    }
}
