package dev.slipher.leader.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.compute.spill.DiskShare;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.FileErrors;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultStoreTest {
    @TempDir
    private Path directory;

    @Test
    void aStoreWhoseFillingEndsWithAnErrorIsClosed() {
        var made = new ArrayList<ResultStore>();
        assertThatThrownBy(() -> ResultStore.filled(ResultSpace.open(directory, 1 << 20), store -> {
                    made.add(store);
                    store.append(new Batch(new Vector[] {new LongVector(new long[] {1}, null)}, 1));
                    throw new AssertionError("injected");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessage("injected");
        assertThat(made.getFirst().isDrained()).isTrue();
    }

    @Test
    void theLimitOfWhatWaitsIsNoFullDisk() {
        try (var store = new ResultStore(new ResultSpace(directory, 0, new DiskShare(directory, () -> 0)))) {
            assertThatThrownBy(() -> store.append(new Batch(new Vector[] {new LongVector(new long[] {1}, null)}, 1)))
                    .isInstanceOfSatisfying(SlipherException.class, e -> {
                        assertThat(e.sqlState()).isEqualTo(SqlState.DISK_FULL);
                        assertThat(FileErrors.isFullDisk(e)).isFalse();
                    });
        }
    }
}
