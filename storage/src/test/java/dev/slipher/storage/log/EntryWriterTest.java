package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.SimulatedDisk;
import dev.slipher.storage.objectstore.UnknownOutcomeException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A writer that has given up, and a store that does not say what became of a write. */
final class EntryWriterTest {
    private final LogEntry entry = new LogEntry(1, 1, new ObjectId(1, 1), 1, List.of());
    private final AtomicInteger silences = new AtomicInteger();

    private EntryWriter.Outcome write() {
        try (var store = WatchedStore.beforePuts(new SimulatedDisk().openStore(), key -> {
            if (silences.getAndDecrement() > 0) {
                throw new UnknownOutcomeException(key, new SlipherException(SqlState.IO_ERROR, "injected"));
            }
        })) {
            var writer = new EntryWriter(new SealedObjects(store));
            writer.giveUp();
            return writer.write(entry);
        }
    }

    @Test
    void itStillLearnsWhatTheStoreSaysSoon() {
        silences.set(5);
        assertThat(write()).isInstanceOf(EntryWriter.Outcome.Written.class);
    }

    @Test
    void itDoesNotWaitForALongSilence() {
        silences.set(Integer.MAX_VALUE);
        assertThat(write())
                .isInstanceOfSatisfying(
                        EntryWriter.Outcome.Unknown.class,
                        outcome -> assertThat(outcome.failure()).hasMessage("injected"));
    }
}
