package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.catalog.ManifestReference;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.ObjectStore;
import dev.slipher.storage.objectstore.SimulatedDisk;
import dev.slipher.storage.objectstore.UnknownOutcomeException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A checkpoint that is written twice, since the store could not say that it was there. */
final class RepeatedCheckpointTest {
    private final SimulatedDisk disk = new SimulatedDisk();
    private final Random random = new Random(1);
    private final AtomicBoolean silent = new AtomicBoolean();

    @Test
    void theFirstOneStaysWithWhatItNames() {
        String before;
        try (var store = beingSilent(disk.openStore());
                var log = CommitLog.open(store, Clock.systemUTC(), random, TestWarehouse.SMALL)) {
            var oid = TestWarehouse.createTable(log, "t");
            for (var i = 0; i < 20; i++) {
                log.commit(List.of(TestWarehouse.addSegments(oid, TestWarehouse.segment(random, 100))));
            }
            silent.set(true);
            assertThatThrownBy(log::checkpoint).isInstanceOf(SlipherException.class);
            silent.set(false);
            log.checkpoint();

            var there = manifestsOf(store, log.current().version());
            assertThat(there).isNotEmpty();
            assertThat(manifests(store)).containsExactlyInAnyOrderElementsOf(there);

            log.commit(List.of(TestWarehouse.addRows(oid, 1, 0)));
            log.checkpoint();
            assertThat(manifests(store))
                    .containsAll(manifestsOf(store, log.current().version()));
            before = TestWarehouse.describe(log, log.current());
        }
        try (var store = disk.openStore();
                var log = CommitLog.open(store, Clock.systemUTC(), random, TestWarehouse.SMALL)) {
            assertThat(TestWarehouse.describe(log, log.current())).isEqualTo(before);
        }
    }

    private static List<ObjectId> manifestsOf(ObjectStore store, long version) {
        return CheckpointReader.read(new SealedObjects(store), version).tables().stream()
                .flatMap(table -> table.manifests().stream())
                .map(ManifestReference::id)
                .toList();
    }

    private static List<ObjectId> manifests(ObjectStore store) {
        return store.list(ObjectKeys.MANIFEST, "", 100).stream()
                .map(object -> ObjectKeys.id(object.key()).orElseThrow())
                .toList();
    }

    /** Returns a store that writes checkpoints, but while it is silent says of none that it has. */
    private ObjectStore beingSilent(ObjectStore store) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, arguments) -> {
                    Object result;
                    try {
                        result = method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (silent.get() && arguments[0] instanceof String key && key.startsWith(ObjectKeys.CHECKPOINT)) {
                        var failure = new SlipherException(SqlState.IO_ERROR, "injected");
                        throw method.getName().equals("putIfAbsent")
                                ? new UnknownOutcomeException(key, failure)
                                : failure;
                    }
                    return result;
                });
    }
}
