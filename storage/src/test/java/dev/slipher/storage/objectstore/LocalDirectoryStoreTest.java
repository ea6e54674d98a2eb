package dev.slipher.storage.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalDirectoryStoreTest extends ObjectStoreContract {
    @TempDir
    private Path directory;

    @Override
    ObjectStore open() {
        return new LocalDirectoryStore(directory);
    }

    @Test
    void leftoversOfACrashAreDeletedAtStart() throws Exception {
        open().close();
        Files.writeString(directory.resolve("tmp/17"), "half");

        open().close();

        assertThat(directory.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void aDirectoryThatIsAFileIsNamed() throws Exception {
        var file = Files.writeString(directory.resolve("file"), "x");

        assertThatThrownBy(() -> new LocalDirectoryStore(file))
                .isInstanceOf(SlipherException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void anInterruptedReaderDoesNotSpoilTheFileForOthers() {
        try (var store = open()) {
            store.putIfAbsent("a/1", text("one"));
            var target = MemorySegment.ofArray(new byte[3]);
            store.read("a/1", 0, target);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> store.read("a/1", 0, target))
                    .isInstanceOfSatisfying(
                            SlipherException.class,
                            e -> assertThat(e.sqlState()).isEqualTo(SqlState.QUERY_CANCELED));
            assertThat(Thread.interrupted()).isTrue();

            store.read("a/1", 0, target);
        }
    }
}
