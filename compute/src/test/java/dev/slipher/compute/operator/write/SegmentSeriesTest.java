package dev.slipher.compute.operator.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.compute.memory.MemoryPool;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.SortKey;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.log.ObjectKeys;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.storage.objectstore.ObjectWriter;
import dev.slipher.storage.objectstore.StoredObject;
import dev.slipher.storage.objectstore.UnknownOutcomeException;
import dev.slipher.storage.segment.SegmentReader;
import dev.slipher.storage.segment.SegmentSource;
import dev.slipher.storage.segment.SegmentWriter;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SegmentSeriesTest {
    private static final int BATCHES = 150;
    private static final long ENOUGH = 64L << 20;

    @TempDir
    private Path directory;

    private static TableDefinition table(int columnCount) {
        var columns = IntStream.rangeClosed(1, columnCount)
                .mapToObj(SegmentSeriesTest::column)
                .toList();
        return new TableDefinition(
                1, 2, "t", 3, columns, columnCount + 1, Distribution.Even.EVEN, SortKey.NONE, List.of());
    }

    private static Column column(int id) {
        return new Column(
                id,
                "n" + id,
                SqlType.Simple.BIGINT,
                true,
                Optional.empty(),
                Datum.Null.NULL,
                Optional.empty(),
                Optional.empty());
    }

    /** Writes many rows, and returns how many there are in each row group. */
    private List<Integer> write(MemoryAccount account) {
        return write(account, 1, BATCHES);
    }

    private List<Integer> write(MemoryAccount account, int columnCount, int batches) {
        var random = new Random(1);
        try (var store = new LocalDirectoryStore(directory);
                var cache = new ChunkCache(1 << 20);
                var series = new SegmentSeries(table(columnCount), store, () -> ObjectId.random(random), account)) {
            for (int i = 0; i < batches; i++) {
                var values = LongVector.allocate(Batch.CAPACITY);
                for (int row = 0; row < Batch.CAPACITY; row++) {
                    values.values()[row] = random.nextLong();
                }
                var vectors = new Vector[columnCount];
                Arrays.fill(vectors, values);
                series.append(new Batch(vectors, Batch.CAPACITY));
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

    @Test
    void whereMemoryIsRefusedRowGroupsOfWideRowsAreSmall() {
        try (var account = new MemoryPool(ENOUGH).openAccount(1_000)) {
            assertThat(write(account, 250, 20))
                    .startsWith(SegmentWriter.ROW_GROUP_ROWS / 8)
                    .hasSize(3);
        }
    }

    @Test
    void aSegmentOfWhichTheStoreCannotSayIsLookedFor() {
        for (boolean stored : new boolean[] {true, false}) {
            try (var store = new LocalDirectoryStore(directory.resolve("first " + stored))) {
                var record = writeRow(new UncertainStore(store, stored, 1));
                assertThat(store.size(ObjectKeys.segment(record.id()))).hasValue(record.byteCount());
            }
        }
    }

    @Test
    void aSegmentThatCannotBeNamedForWantOfSpaceFailsSo() {
        try (var store = new LocalDirectoryStore(directory)) {
            assertThatThrownBy(() -> writeRow(new UncertainStore(store, false, Integer.MAX_VALUE)))
                    .isInstanceOfSatisfying(
                            SlipherException.class,
                            e -> assertThat(e.sqlState()).isEqualTo(SqlState.DISK_FULL));
        }
    }

    @Test
    void theStoreIsWaitedForAsTheWriterWants() {
        var key = new AtomicReference<ObjectId>();
        try (var store = new LocalDirectoryStore(directory)) {
            var sizes = new ArrayList<OptionalLong>();
            var record = writeRow(store, key, waiting -> {
                sizes.add(store.size(ObjectKeys.segment(key.get())));
                waiting.run();
                sizes.add(store.size(ObjectKeys.segment(key.get())));
            });
            assertThat(sizes).containsExactly(OptionalLong.empty(), OptionalLong.of(record.byteCount()));
        }
    }

    private static SegmentRecord writeRow(ObjectStore store) {
        return writeRow(store, new AtomicReference<>(), Runnable::run);
    }

    private static SegmentRecord writeRow(
            ObjectStore store, AtomicReference<ObjectId> key, Consumer<Runnable> waiting) {
        var random = new Random(1);
        Supplier<ObjectId> ids = () -> {
            key.set(ObjectId.random(random));
            return key.get();
        };
        try (var account = new MemoryPool(ENOUGH).openAccount(ENOUGH);
                var series = new SegmentSeries(table(1), store, ids, account, waiting)) {
            series.append(new Batch(new Vector[] {LongVector.allocate(1)}, 1));
            return series.finish().records().getFirst();
        }
    }

    /** Says of some commits that it does not know, for want of space; whether the objects are there then is given. */
    private static final class UncertainStore implements ObjectStore {
        private final ObjectStore store;
        private final boolean stored;
        private int unknown;

        private UncertainStore(ObjectStore store, boolean stored, int unknown) {
            this.store = store;
            this.stored = stored;
            this.unknown = unknown;
        }

        @Override
        public ObjectWriter create(String key) {
            var writer = store.create(key);
            return new ObjectWriter() {
                @Override
                public void append(ByteBuffer bytes) {
                    writer.append(bytes);
                }

                @Override
                public void commit() {
                    boolean isUnknown = unknown-- > 0;
                    if (!isUnknown || stored) {
                        writer.commit();
                    }
                    if (isUnknown) {
                        throw new UnknownOutcomeException(
                                key, new SlipherException(SqlState.DISK_FULL, "No space left on device"));
                    }
                }

                @Override
                public void close() {
                    writer.close();
                }
            };
        }

        @Override
        public boolean putIfAbsent(String key, ByteBuffer bytes) {
            return store.putIfAbsent(key, bytes);
        }

        @Override
        public void read(String key, long offset, MemorySegment target) {
            store.read(key, offset, target);
        }

        @Override
        public byte[] readAll(String key) {
            return store.readAll(key);
        }

        @Override
        public OptionalLong size(String key) {
            return store.size(key);
        }

        @Override
        public List<StoredObject> list(String prefix, String after, int limit) {
            return store.list(prefix, after, limit);
        }

        @Override
        public void delete(String key) {
            store.delete(key);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
