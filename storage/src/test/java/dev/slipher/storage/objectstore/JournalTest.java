package dev.slipher.storage.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.SimulatedDisk.Fault;
import dev.slipher.storage.objectstore.SimulatedDisk.PowerCutException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Small objects of the log in a store whose journal files are so small that many are made. */
final class JournalTest {
    private static final int SEEDS = Integer.getInteger("slipher.powercut.seeds", 200);
    private static final int SECTOR_BYTES = 512;

    private final SimulatedDisk disk = new SimulatedDisk();

    @Test
    void anObjectOfAnySizeIsReadBack() {
        var random = new Random(3);
        var sizes = new int[] {0, 1, 480, 487, 488, 489, 490, 987, 988, 1_500, 2_000, 2_048, 2_100, 5_000, 70_000};
        var contents =
                Arrays.stream(sizes).mapToObj(size -> bytes(random, size)).toList();
        try (var store = disk.openStore()) {
            for (var i = 0; i < sizes.length; i++) {
                assertThat(store.putIfAbsent("log/" + i, ByteBuffer.wrap(contents.get(i))))
                        .isTrue();
                assertThat(store.putIfAbsent("log/" + i, text("other"))).isFalse();
                assertThat(store.putIfAbsent("log/" + i, ByteBuffer.allocate(9_000)))
                        .isFalse();
            }
            checkAll(store, contents);
        }
        try (var store = disk.openStore()) {
            checkAll(store, contents);
        }
        assertThat(journalFiles()).hasSize(1);
    }

    private static void checkAll(ObjectStore store, List<byte[]> contents) {
        for (var i = 0; i < contents.size(); i++) {
            var content = contents.get(i);
            assertThat(store.readAll("log/" + i)).isEqualTo(content);
            assertThat(store.size("log/" + i)).hasValue(content.length);
            var part = new byte[content.length / 2];
            store.read("log/" + i, content.length - part.length, MemorySegment.ofArray(part));
            assertThat(part).isEqualTo(Arrays.copyOfRange(content, content.length - part.length, content.length));
            var key = "log/" + i;
            assertThatThrownBy(() -> store.read(key, content.length, MemorySegment.ofArray(new byte[3])))
                    .hasMessageContaining("ends at byte " + content.length);
        }
        assertThat(store.list("log/", "", 100)).hasSize(contents.size());
    }

    @Test
    void aFileGoesWithItsLastObjectAndTheFewThatStayMoveOn() {
        try (var store = disk.openStore()) {
            for (var i = 0; i < 300; i++) {
                store.putIfAbsent("log/" + i, text("object " + i));
            }
            assertThat(journalFiles()).hasSize(5);
            for (var i = 1; i < 299; i++) {
                store.delete("log/" + i);
            }
            assertThat(journalFiles()).hasSize(2);
            for (var i = 300; i < 400; i++) {
                store.putIfAbsent("log/" + i, text("object " + i));
            }
            assertThat(journalFiles()).hasSize(3).doesNotContain("journal/00000000000000000001");
            assertThat(store.readAll("log/0")).asString().isEqualTo("object 0");
        }
        try (var store = disk.openStore()) {
            assertThat(store.readAll("log/0")).asString().isEqualTo("object 0");
        }
    }

    @Test
    void startsThatWriteLittleDoNotLeaveAFileEach() {
        for (var i = 0; i < 50; i++) {
            try (var store = disk.openStore()) {
                store.putIfAbsent("log/" + i, text("object " + i));
            }
        }
        assertThat(journalFiles().size()).isLessThan(10);
        try (var store = disk.openStore()) {
            assertThat(store.list("log/", "", 100)).hasSize(50);
        }
    }

    @Test
    void everyFlippedBitOfTheLastObjectIsFound() throws Exception {
        try (var store = disk.openStore()) {
            store.putIfAbsent("log/1", text("one"));
            store.putIfAbsent("log/2", ByteBuffer.allocate(700));
        }
        var file = journalFiles().iterator().next();
        for (var bit = SECTOR_BYTES * 8; bit < 4 * SECTOR_BYTES * 8; bit++) {
            disk.flip(file, bit / 8, bit % 8);
            assertThatThrownBy(disk::openStore)
                    .as("bit %d", bit)
                    .isInstanceOfSatisfying(
                            SlipherException.class,
                            e -> assertThat(e.sqlState()).isEqualTo(SqlState.DATA_CORRUPTED))
                    .hasMessageContaining(file)
                    .hasMessageContaining("at byte %d".formatted(bit / 8 / SECTOR_BYTES * SECTOR_BYTES));
            disk.flip(file, bit / 8, bit % 8);
        }
    }

    @Test
    void anObjectOfWhichSectorsWereNotWrittenIsAbsentOnlyIfItIsTheLast() throws Exception {
        try (var store = disk.openStore()) {
            store.putIfAbsent("log/1", ByteBuffer.allocate(1_200));
            store.putIfAbsent("log/2", ByteBuffer.allocate(1_200));
        }
        var file = journalFiles().iterator().next();
        for (var missing = 1; missing < 8; missing++) {
            for (var i = 0; i < 3; i++) {
                if ((missing >> i & 1) != 0) {
                    disk.clear(file, (4 + i) * SECTOR_BYTES, SECTOR_BYTES);
                }
            }
            try (var store = disk.openStore()) {
                assertThat(store.list("log/", "", 9)).as("sectors %d", missing).hasSize(1);
            }
        }
        try (var store = disk.openStore()) {
            store.putIfAbsent("log/2", ByteBuffer.allocate(1_200));
            store.putIfAbsent("log/3", ByteBuffer.allocate(1_200));
        }
        var written = journalFiles().iterator().next();
        disk.clear(written, 5 * SECTOR_BYTES, SECTOR_BYTES);
        assertThatThrownBy(disk::openStore)
                .hasMessageContaining(written)
                .hasMessageContaining("at byte %d".formatted(4 * SECTOR_BYTES))
                .hasMessageContaining("is missing");
    }

    @Test
    void whatIsStoredOrSeenIsThereAfterAnyFaultsAndPowerCuts() {
        for (var seed = 0; seed < SEEDS; seed++) {
            new Run(seed).play();
        }
    }

    /** Random work on a disk that fails now and then, until power is lost; three times. */
    private static final class Run {
        private static final Fault[] FAULTS = {Fault.FAIL, Fault.LIE, Fault.PARTLY, Fault.DISK_FULL};

        private final SimulatedDisk disk = new SimulatedDisk();
        private final Random random;
        private final String where;
        private final Map<String, byte[]> stored = new HashMap<>();
        private final Map<String, byte[]> unknown = new HashMap<>();
        private final Set<String> deleted = new HashSet<>();
        private int nextKey;

        private Run(int seed) {
            this.random = new Random(seed);
            this.where = "seed " + seed;
        }

        private void play() {
            for (var life = 0; life < 3; life++) {
                var cut = random.nextInt(600);
                disk.setFaults(operation -> {
                    if (operation >= cut) {
                        return Fault.POWER_CUT;
                    }
                    return random.nextInt(8) == 0 ? FAULTS[random.nextInt(FAULTS.length)] : Fault.NONE;
                });
                try {
                    live();
                } catch (PowerCutException _) {
                    // The next life begins with what reached the disk.
                }
                if (disk.isOff() || random.nextInt(4) > 0) {
                    disk.powerOn(random);
                }
                disk.setFaults(_ -> Fault.NONE);
                try (var store = disk.openStore()) {
                    check(store);
                }
            }
        }

        private void live() {
            try (var store = disk.openStore()) {
                for (var step = 0; step < 300; step++) {
                    try {
                        step(store);
                    } catch (SlipherException e) {
                        assertThat(e.sqlState()).as(where).isIn(SqlState.IO_ERROR, SqlState.DISK_FULL);
                    }
                }
            } catch (SlipherException e) {
                assertThat(e.sqlState()).as(where).isIn(SqlState.IO_ERROR, SqlState.DISK_FULL);
            }
        }

        private void step(ObjectStore store) {
            if (random.nextInt(3) > 0) {
                put(store, "log/" + nextKey++, bytes(random, random.nextInt(2_000)));
            } else if (!unknown.isEmpty()) {
                // To see one is to know that it is there.
                var key = unknown.keySet().iterator().next();
                if (store.size(key).isPresent()) {
                    stored.put(key, unknown.get(key));
                }
                unknown.remove(key);
            } else if (!stored.isEmpty()) {
                var key = stored.keySet().iterator().next();
                deleted.add(key);
                stored.remove(key);
                store.delete(key);
            }
        }

        private void put(ObjectStore store, String key, byte[] content) {
            unknown.put(key, content);
            try {
                assertThat(store.putIfAbsent(key, ByteBuffer.wrap(content)))
                        .as(where)
                        .isTrue();
                stored.put(key, content);
                unknown.remove(key);
            } catch (UnknownOutcomeException _) {
                // It stays unknown.
            } catch (SlipherException e) {
                unknown.remove(key);
                throw e;
            }
        }

        private void check(ObjectStore store) {
            var found = new HashSet<String>();
            store.list("log/", "", 100_000).forEach(object -> found.add(object.key()));
            assertThat(found).as(where).containsAll(stored.keySet());
            for (var key : stored.keySet()) {
                assertThat(store.readAll(key)).as("%s, %s", where, key).isEqualTo(stored.get(key));
            }
            for (var key : unknown.keySet()) {
                if (found.contains(key)) {
                    assertThat(store.readAll(key)).as("%s, %s", where, key).isEqualTo(unknown.get(key));
                    stored.put(key, unknown.get(key));
                }
            }
            unknown.clear();
            found.removeAll(stored.keySet());
            assertThat(deleted).as(where).containsAll(found);
        }
    }

    private Set<String> journalFiles() {
        var result = new HashSet<>(disk.files().keySet());
        result.removeIf(file -> !file.startsWith("journal/"));
        return result;
    }

    private static byte[] bytes(Random random, int size) {
        var result = new byte[size];
        random.nextBytes(result);
        return result;
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
