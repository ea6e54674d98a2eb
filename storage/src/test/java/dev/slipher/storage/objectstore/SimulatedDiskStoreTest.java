package dev.slipher.storage.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.objectstore.SimulatedDisk.Fault;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The contract on the simulated disk, which shows that the disk behaves like one, and what faults do to a store. */
final class SimulatedDiskStoreTest extends ObjectStoreContract {
    private final SimulatedDisk disk = new SimulatedDisk();

    @Override
    ObjectStore open() {
        return disk.openStore();
    }

    @Test
    void aFullDiskIsNamedAndLeavesNothing() {
        try (var store = open()) {
            for (var key : List.of("stats/1", "log/1")) {
                disk.setFaults(_ -> Fault.DISK_FULL);
                assertThatThrownBy(() -> store.putIfAbsent(key, text("one")))
                        .isInstanceOfSatisfying(
                                SlipherException.class,
                                e -> assertThat(e.sqlState()).isEqualTo(SqlState.DISK_FULL))
                        .hasMessageContaining("/data/")
                        .hasMessageContaining("No space left on device");
                disk.setFaults(_ -> Fault.NONE);

                assertThat(store.size(key)).isEmpty();
                assertThat(store.putIfAbsent(key, text("two"))).isTrue();
            }
        }
    }

    @Test
    void aPutThatFailsAnywhereIsEitherNotThereOrUnknown() {
        for (var fault : new Fault[] {Fault.FAIL, Fault.LIE}) {
            for (var site = 0; site < 8; site++) {
                var key = "put%s/%d".formatted(fault, site);
                try (var store = open()) {
                    var failing = site;
                    disk.setFaults(operation -> operation == failing ? fault : Fault.NONE);
                    var outcome = putOutcome(store, key);
                    disk.setFaults(_ -> Fault.NONE);

                    if (outcome.equals("failed")) {
                        assertThat(store.size(key)).as(key).isEmpty();
                    } else if (outcome.equals("stored")) {
                        assertThat(store.readAll(key)).as(key).asString().isEqualTo("one");
                    }
                }
            }
        }
    }

    @Test
    void whatWasSeenSurvivesAPowerCutEvenIfItsDirectoryCouldNotBeSyncedAtFirst() {
        for (var seed = 0; seed < 20; seed++) {
            var key = "seen/" + seed;
            try (var store = open()) {
                store.putIfAbsent("seen/first" + seed, text("x"));
                disk.setFaults(operation -> operation == 4 ? Fault.FAIL : Fault.NONE);
                assertThat(putOutcome(store, key)).isEqualTo("unknown");
                disk.setFaults(_ -> Fault.NONE);
                assertThat(store.readAll(key)).asString().isEqualTo("one");
            }
            disk.powerOn(new Random(seed));
            try (var store = open()) {
                assertThat(store.readAll(key)).asString().isEqualTo("one");
            }
        }
    }

    private static String putOutcome(ObjectStore store, String key) {
        try {
            return store.putIfAbsent(key, text("one")) ? "stored" : "taken";
        } catch (UnknownOutcomeException e) {
            return "unknown";
        } catch (SlipherException e) {
            return "failed";
        }
    }
}
