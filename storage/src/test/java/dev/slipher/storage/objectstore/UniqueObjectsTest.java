package dev.slipher.storage.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.SimulatedDisk.Fault;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Fails each operation on the disk in turn: an object is there for good, or its writer hears why it may not be. */
final class UniqueObjectsTest {
    private static final Fault[] FAULTS = {Fault.FAIL, Fault.DISK_FULL, Fault.LIE, Fault.PARTLY};

    /** What naming a file and syncing its name do, the last of an object's operations but for those of its temporary file. */
    private static final int NAMING = 2;

    private final SimulatedDisk disk = new SimulatedDisk();

    private enum Way {
        PUT {
            @Override
            void write(ObjectStore store, String key) {
                UniqueObjects.put(store, key, ObjectStoreContract.text("one"));
            }
        },
        CREATE {
            @Override
            void write(ObjectStore store, String key) {
                try (var object = store.create(key)) {
                    object.append(ObjectStoreContract.text("one"));
                    UniqueObjects.commit(store, key, 3, object);
                }
            }
        };

        abstract void write(ObjectStore store, String key);
    }

    @Test
    void whatIsWrittenIsThereWhateverFailsOnce() {
        for (var way : Way.values()) {
            var operations = operations(way);
            for (var fault : FAULTS) {
                for (var site = 0; site < operations; site++) {
                    var failing = site;
                    var failure = write(way, "once", site, operation -> operation == failing ? fault : Fault.NONE);
                    if (site >= operations - NAMING) {
                        assertThat(failure)
                                .as("%s of %s at %d", fault, way, site)
                                .isEmpty();
                    }
                }
            }
        }
    }

    @Test
    void aFaultThatStaysIsNamed() {
        for (var way : Way.values()) {
            var operations = operations(way);
            for (var fault : FAULTS) {
                for (var site = 0; site < operations; site++) {
                    var first = site;
                    var failure = write(way, "always", site, operation -> operation >= first ? fault : Fault.NONE);
                    var expected = fault == Fault.DISK_FULL ? SqlState.DISK_FULL : SqlState.IO_ERROR;
                    assertThat(failure).as("%s of %s at %d", fault, way, site).contains(expected);
                }
            }
        }
    }

    @Test
    void anObjectOfAnotherWriterIsNotTakenForItsOwn() {
        try (var store = disk.openStore()) {
            store.putIfAbsent("segment/x", ObjectStoreContract.text("other"));
            assertThatThrownBy(() -> Way.CREATE.write(store, "segment/x"))
                    .isInstanceOfSatisfying(
                            SlipherException.class,
                            e -> assertThat(e.sqlState()).isEqualTo(SqlState.DUPLICATE_FILE));
        }
    }

    /** Returns how many operations a write has up to the sync of its name. */
    private int operations(Way way) {
        try (var store = disk.openStore()) {
            store.putIfAbsent("directory/" + way, ObjectStoreContract.text("x"));
            disk.setFaults(_ -> Fault.NONE);
            way.write(store, "directory/all-" + way);
            // The temporary file's deletion comes last.
            return disk.operations() - 1;
        }
    }

    /** Writes an object, and returns what the writer was told if it failed. */
    private Optional<SqlState> write(Way way, String name, int site, IntFunction<Fault> faults) {
        var key =
                "directory/%s-%s-%d-%d".formatted(name, way, site, disk.files().size());
        Optional<SqlState> failure = Optional.empty();
        try (var store = disk.openStore()) {
            disk.setFaults(faults);
            way.write(store, key);
        } catch (SlipherException e) {
            failure = Optional.of(e.sqlState());
        }
        disk.powerOn(new Random(site));
        try (var store = disk.openStore()) {
            if (failure.isEmpty()) {
                assertThat(store.readAll(key)).as(key).asString().isEqualTo("one");
            } else if (store.size(key).isPresent()) {
                assertThat(store.readAll(key)).as(key).asString().isEqualTo("one");
            }
            store.delete(key);
        }
        return failure;
    }
}
