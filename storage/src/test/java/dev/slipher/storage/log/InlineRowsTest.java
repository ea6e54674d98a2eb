package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.catalog.RowSet;
import dev.slipher.storage.catalog.SortKey;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.encoding.BatchCodec;
import dev.slipher.storage.objectstore.SimulatedDisk;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows inside log entries, as readers get them. */
final class InlineRowsTest {
    private static final List<Integer> COLUMN_IDS = List.of(1, 2, 3, 4, 5);

    private final SimulatedDisk disk = new SimulatedDisk();
    private final BatchCodec codec = new BatchCodec();

    private static TableDefinition table(CommitLog log) {
        return table(log, "t");
    }

    private static TableDefinition table(CommitLog log, String name) {
        var types = List.of(
                SqlType.Simple.INTEGER,
                SqlType.Simple.BIGINT,
                SqlType.Simple.DOUBLE,
                new SqlType.Decimal(30, 2),
                new SqlType.Varchar(100));
        var columns = new ArrayList<Column>();
        for (var i = 0; i < types.size(); i++) {
            columns.add(new Column(
                    COLUMN_IDS.get(i),
                    "c" + i,
                    types.get(i),
                    true,
                    Optional.empty(),
                    Datum.Null.NULL,
                    Optional.empty(),
                    Optional.empty()));
        }
        return new TableDefinition(
                log.allocateOid(),
                TestWarehouse.schemaOid(log.current()),
                name,
                Catalog.FIRST_OID,
                columns,
                6,
                Distribution.Even.EVEN,
                SortKey.NONE,
                List.of());
    }

    /** Makes rows {@code first} to {@code first + count - 1}, of which every seventh is null in all columns. */
    private Action.AddRows rows(int oid, int first, int count) {
        var ints = IntVector.allocate(count);
        var longs = LongVector.allocate(count);
        var doubles = DoubleVector.allocate(count);
        var wides = Int128Vector.allocate(count);
        var nulls = new long[(count + 127) / 64];
        var hasNull = false;
        var offsets = new int[count + 1 + Batch.SLACK];
        var text = new StringBuilder();
        for (var i = 0; i < count; i++) {
            var row = first + i;
            if (row % 7 == 0) {
                nulls[i >>> 6] |= 1L << i;
                hasNull = true;
            } else {
                ints.values()[i] = row;
                longs.values()[i] = row * 10_000_000_000L;
                doubles.values()[i] = row / 2.0;
                wides.high()[i] = -row;
                wides.low()[i] = row;
                text.append("row").append(row);
            }
            offsets[i + 1] = text.length();
        }
        var mask = hasNull ? nulls : null;
        var columns = new Vector[] {
            new IntVector(ints.values(), mask),
            new LongVector(longs.values(), mask),
            new DoubleVector(doubles.values(), mask),
            new Int128Vector(wides.high(), wides.low(), mask),
            new BytesVector(text.toString().getBytes(StandardCharsets.UTF_8), offsets, mask)
        };
        var encoded = codec.encode(new Batch(columns, count));
        var bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return new Action.AddRows(oid, COLUMN_IDS, count, bytes);
    }

    /** Checks that {@code found} are the rows from {@code first} to {@code end - 1}. */
    private static void assertRows(List<InlineBatches> found, int first, int end) {
        var row = first;
        for (var unit : found) {
            assertThat(unit.columnIds()).isEqualTo(COLUMN_IDS);
            for (var batch : unit.batches()) {
                assertThat(batch.rowCount() == Batch.CAPACITY
                                || batch == unit.batches().getLast())
                        .isTrue();
                for (var i = 0; i < batch.rowCount(); i++) {
                    assertRow(batch, i, row++);
                }
            }
        }
        assertThat(row).isEqualTo(end);
    }

    private static void assertRow(Batch batch, int position, int row) {
        for (var column = 0; column < batch.columnCount(); column++) {
            assertThat(batch.column(column).isNull(position)).as("row %d", row).isEqualTo(row % 7 == 0);
        }
        if (row % 7 != 0) {
            var text = (BytesVector) batch.column(4);
            var wide = (Int128Vector) batch.column(3);
            assertThat(((IntVector) batch.column(0)).values()[position]).isEqualTo(row);
            assertThat(((LongVector) batch.column(1)).values()[position]).isEqualTo(row * 10_000_000_000L);
            assertThat(((DoubleVector) batch.column(2)).values()[position]).isEqualTo(row / 2.0);
            assertThat(wide.high()[position]).isEqualTo(-row);
            assertThat(wide.low()[position]).isEqualTo(row);
            assertThat(new String(
                            text.bytes(), text.offsets()[position], text.length(position), StandardCharsets.UTF_8))
                    .isEqualTo("row" + row);
        }
    }

    @Test
    void everyVersionReadsItsOwnRowsHoweverSmallTheyCame() {
        var random = new Random(3);
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random, TestWarehouse.SMALL)) {
            var table = table(log);
            log.commit(List.of(new Action.Create(table)));
            var versions = new ArrayList<Catalog>();
            var counts = new ArrayList<Integer>();
            var count = 0;
            for (var i = 0; i < 120; i++) {
                var more = random.nextInt(4) == 0 ? 1 + random.nextInt(400) : 1;
                versions.add(log.commit(List.of(rows(table.oid(), count, more))));
                count += more;
                counts.add(count);
                if (random.nextInt(5) == 0) {
                    var picked = random.nextInt(versions.size());
                    var old = versions.get(picked).findTable(table.oid()).orElseThrow();
                    assertRows(log.contents().inlineRows(old), 0, counts.get(picked));
                }
            }
            for (var i = 0; i < versions.size(); i++) {
                var old = versions.get(i).findTable(table.oid()).orElseThrow();
                assertRows(log.contents().inlineRows(old), 0, counts.get(i));
            }
        }
    }

    @Test
    void rowsComeBackAfterARestartAndACheckpoint() {
        for (var life = 0; life < 3; life++) {
            try (var store = disk.openStore();
                    var log = CommitLog.open(store, Clock.systemUTC(), new Random(life), TestWarehouse.SMALL)) {
                var tables = log.current().tables();
                var table = tables.isEmpty() ? table(log) : tables.getFirst().definition();
                if (tables.isEmpty()) {
                    log.commit(List.of(new Action.Create(table)));
                }
                for (var i = 0; i < 100; i++) {
                    log.commit(List.of(rows(table.oid(), 100 * life + i, 1)));
                }
                var present = log.current().findTable(table.oid()).orElseThrow();
                assertRows(log.contents().inlineRows(present), 0, 100 * life + 100);
                log.checkpoint();
            }
        }
    }

    @Test
    void aTransactionReadsItsOwnRowsAfterThoseOfItsVersion() {
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), new Random(1), TestWarehouse.SMALL)) {
            var table = table(log);
            log.commit(List.of(new Action.Create(table), rows(table.oid(), 0, 10)));
            var mine = log.current().apply(rows(table.oid(), 10, 3));
            log.commit(List.of(rows(table.oid(), 50, 5)));
            log.contents().inlineRows(log.current().findTable(table.oid()).orElseThrow());

            var found = log.contents().inlineRows(mine.findTable(table.oid()).orElseThrow());
            assertRows(found, 0, 13);
            assertThat(found.getLast().firstRow()).isEqualTo(10);
        }
    }

    @Test
    void whatIsWrittenOutIsNotReadInline() {
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), new Random(1), TestWarehouse.SMALL)) {
            var table = table(log);
            log.commit(List.of(new Action.Create(table), rows(table.oid(), 0, 10)));
            try (var snapshot = log.openSnapshot()) {
                log.commit(List.of(rows(table.oid(), 10, 5)));
                log.commit(List.of(
                        new Action.AddDeletes(table.oid(), List.of(DeleteDelta.ofInlineRows(0, RowSet.of(3, 12))))));
                log.move(new RowMove(
                        snapshot.catalog(),
                        table.oid(),
                        List.of(),
                        10,
                        List.of(TestWarehouse.segment(new Random(2), 10)),
                        List.of(),
                        _ -> row -> RowMap.target(0, row)));
                var old = snapshot.catalog().findTable(table.oid()).orElseThrow();
                assertRows(log.contents().inlineRows(old), 0, 10);
            }
            var present = log.current().findTable(table.oid()).orElseThrow();
            var found = log.contents().inlineRows(present);
            assertRows(found, 10, 15);
            assertThat(found.getFirst().deleted()).isEqualTo(RowSet.of(2));
            assertThat(present.contents().rowCount()).isEqualTo(13);
        }
    }

    @Test
    void decodedRowsTakeNoMoreMemoryThanTheyMay() {
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), new Random(1), TestWarehouse.SMALL)) {
            var limit = 2 * TestWarehouse.SMALL.cachedBytes();
            for (var i = 0; i < 40; i++) {
                var table = table(log, "t" + i);
                log.commit(List.of(new Action.Create(table), rows(table.oid(), 0, 10)));
                var present = log.current().findTable(table.oid()).orElseThrow();
                assertRows(log.contents().inlineRows(present), 0, 10);
                assertThat(log.contents().inlineRowBytes()).isBetween(1L, limit);
            }
        }
    }
}
