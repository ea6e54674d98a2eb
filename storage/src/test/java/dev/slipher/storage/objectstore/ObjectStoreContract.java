package dev.slipher.storage.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What every object store must do. */
abstract class ObjectStoreContract {
    /** Opens an empty store, or the store that this test opened before. */
    abstract ObjectStore open() throws Exception;

    @Test
    void whatIsPutIsRead() throws Exception {
        try (var store = open()) {
            assertThat(store.putIfAbsent("log/1", text("one"))).isTrue();

            assertThat(store.readAll("log/1")).asString().isEqualTo("one");
            assertThat(store.size("log/1")).hasValue(3);
        }
        try (var store = open()) {
            assertThat(store.readAll("log/1")).asString().isEqualTo("one");
        }
    }

    @Test
    void theFirstPutWins() throws Exception {
        try (var store = open()) {
            store.putIfAbsent("log/1", text("one"));

            assertThat(store.putIfAbsent("log/1", text("two"))).isFalse();
            assertThat(store.readAll("log/1")).asString().isEqualTo("one");
        }
    }

    @Test
    void oneOfManyRacingWritersWins() throws Exception {
        try (var store = open();
                var threads = Executors.newFixedThreadPool(8)) {
            for (var round = 0; round < 20; round++) {
                var key = "log/" + round;
                var writers = new ArrayList<Callable<Boolean>>();
                for (var writer = 0; writer < 8; writer++) {
                    var bytes = text("writer " + writer);
                    writers.add(() -> store.putIfAbsent(key, bytes));
                }
                var winners = 0;
                var winner = -1;
                var outcomes = threads.invokeAll(writers);
                for (var i = 0; i < outcomes.size(); i++) {
                    if (outcomes.get(i).get()) {
                        winners++;
                        winner = i;
                    }
                }
                assertThat(winners).isEqualTo(1);
                assertThat(store.readAll(key)).asString().isEqualTo("writer " + winner);
            }
        }
    }

    @Test
    void anObjectIsReadAtAnyOffset() throws Exception {
        var content = new byte[300_000];
        new Random(1).nextBytes(content);
        try (var store = open()) {
            try (var writer = store.create("segment/ab/x")) {
                for (var from = 0; from < content.length; from += 7_000) {
                    writer.append(ByteBuffer.wrap(content, from, Math.min(7_000, content.length - from)));
                }
                assertThat(store.size("segment/ab/x")).isEmpty();
                writer.commit();
            }
            var target = MemorySegment.ofArray(new byte[1_000]);
            store.read("segment/ab/x", 123_456, target);

            assertThat(target.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(Arrays.copyOfRange(content, 123_456, 124_456));
            assertThatThrownBy(() -> store.read("segment/ab/x", 299_500, target))
                    .isInstanceOfSatisfying(
                            SlipherException.class,
                            e -> assertThat(e.sqlState()).isEqualTo(SqlState.DATA_CORRUPTED))
                    .hasMessageContaining("segment/ab/x")
                    .hasMessageContaining("ends at byte 300000");
        }
    }

    @Test
    void whatIsNotCommittedIsNeverSeen() throws Exception {
        try (var store = open()) {
            try (var writer = store.create("segment/ab/x")) {
                writer.append(text("half"));
            }
            assertThat(store.size("segment/ab/x")).isEmpty();
            assertThat(store.list("segment/", "", 10)).isEmpty();
        }
    }

    @Test
    void aLargeObjectDoesNotReplaceAnother() throws Exception {
        try (var store = open()) {
            store.putIfAbsent("segment/ab/x", text("one"));
            try (var writer = store.create("segment/ab/x")) {
                writer.append(text("two"));
                assertThatThrownBy(writer::commit)
                        .isInstanceOfSatisfying(
                                SlipherException.class,
                                e -> assertThat(e.sqlState()).isEqualTo(SqlState.DUPLICATE_FILE));
            }
            assertThat(store.readAll("segment/ab/x")).asString().isEqualTo("one");
        }
    }

    @Test
    void listingIsInOrderAndInPages() throws Exception {
        try (var store = open()) {
            for (var key : new String[] {"b/2", "a/x/3", "a/1", "a/x/1", "a/2", "ab/1"}) {
                store.putIfAbsent(key, text(key));
            }

            assertThat(store.list("a/", "", 10))
                    .extracting(StoredObject::key)
                    .containsExactly("a/1", "a/2", "a/x/1", "a/x/3");
            assertThat(store.list("a/", "a/1", 2)).extracting(StoredObject::key).containsExactly("a/2", "a/x/1");
            assertThat(store.list("a/x/", "", 10))
                    .extracting(StoredObject::size)
                    .containsOnly(5L);
            assertThat(store.list("nothing/", "", 10)).isEmpty();
        }
    }

    @Test
    void aDeletedObjectIsGone() throws Exception {
        try (var store = open()) {
            store.putIfAbsent("log/1", text("one"));
            store.read("log/1", 0, MemorySegment.ofArray(new byte[3]));
            store.delete("log/1");
            store.delete("log/1");

            assertThat(store.size("log/1")).isEmpty();
            assertThatThrownBy(() -> store.readAll("log/1"))
                    .isInstanceOfSatisfying(
                            SlipherException.class,
                            e -> assertThat(e.sqlState()).isEqualTo(SqlState.UNDEFINED_FILE))
                    .hasMessageContaining("log/1");
            assertThatThrownBy(() -> store.read("log/1", 0, MemorySegment.ofArray(new byte[3])))
                    .isInstanceOf(SlipherException.class);
        }
    }

    @Test
    void keysThatLeaveTheStoreAreRefused() throws Exception {
        try (var store = open()) {
            for (var key : new String[] {"../x", "/x", "a//b", "a/../b", "", "a/", ".x"}) {
                assertThatThrownBy(() -> store.readAll(key)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
