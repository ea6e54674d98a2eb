package dev.slipher.leader.systemtable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.catalog.TableDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a scan of a system relation asks of the catalog, however many tables there are. */
class SystemScanTest {
    private static final int TABLES = 300;

    @Test
    void noScanAsksTwiceForTheSameList() {
        for (var relation : SystemRelations.all()) {
            var context = new CountingContext(TABLES);
            relation.read(context);
            assertThat(context.calls().values()).as(relation.name()).allMatch(count -> count == 1);
        }
    }

    @Test
    void textsOfAllKeysAreFoundInTablesCollectedOnce() {
        var context = new CountingContext(TABLES);
        var texts = new ConstraintTexts(context);
        for (int i = 1; i < TABLES; i++) {
            var table = CountingContext.definition(i);
            assertThat(texts.find(KeyOids.constraint(table, 0), TableDefinition::name))
                    .contains("PRIMARY KEY (id)");
            assertThat(texts.find(KeyOids.index(table, 0), TableDefinition::name))
                    .contains("CREATE UNIQUE INDEX t%d_pkey ON public.t%d USING btree (id)".formatted(i, i));
            assertThat(texts.find(KeyOids.constraint(table, 1), TableDefinition::name))
                    .contains("FOREIGN KEY (id) REFERENCES t%d(id)".formatted(i - 1));
            assertThat(texts.find(KeyOids.constraint(table, 2), TableDefinition::name))
                    .contains("FOREIGN KEY (id) REFERENCES t%d(?)".formatted(i - 1));
            assertThat(texts.findColumn(KeyOids.index(table, 0), 1)).contains("id");
            assertThat(texts.findColumn(KeyOids.index(table, 0), 2)).isEmpty();
        }
        assertThat(texts.find(CountingContext.FIRST_TABLE, TableDefinition::name))
                .isEmpty();
        assertThat(context.calls()).isEqualTo(Map.of("tables", 1));
    }

    @Test
    void bothSidesOfAForeignKeyHaveTriggers() {
        assertThat(triggers(1)).containsExactly(0);
        assertThat(triggers(TABLES)).hasSize(TABLES).containsOnly(1);
    }

    private static List<Integer> triggers(int tables) {
        var relation = SystemRelations.find("pg_catalog", "pg_class").orElseThrow();
        var places = new HashMap<String, Integer>();
        for (var column : relation.columns()) {
            places.put(column.name(), places.size());
        }
        var found = new ArrayList<Integer>();
        for (var batch : relation.read(new CountingContext(tables))) {
            var oids = values(batch, places.get("oid"));
            var triggers = values(batch, places.get("relhastriggers"));
            IntStream.range(0, batch.rowCount())
                    .filter(i ->
                            oids[i] >= CountingContext.FIRST_TABLE && oids[i] < CountingContext.FIRST_TABLE + tables)
                    .forEach(i -> found.add((int) triggers[i]));
        }
        return found;
    }

    private static long[] values(Batch batch, int column) {
        return switch (batch.column(column)) {
            case IntVector ints -> IntStream.of(ints.values()).asLongStream().toArray();
            case LongVector longs -> longs.values();
            default -> throw new AssertionError("column %d holds no numbers".formatted(column));
        };
    }
}
