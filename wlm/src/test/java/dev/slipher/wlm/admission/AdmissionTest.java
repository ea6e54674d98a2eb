package dev.slipher.wlm.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.wlm.queue.QueueSettings;
import dev.slipher.wlm.queue.WorkloadSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final QueueSettings SUPERUSER = new QueueSettings("su", 5, 1, 100, 0, 10);
    private static final QueueSettings LEADER = new QueueSettings("leader", 4, 2, 80, 20, 1);
    private static final QueueSettings STANDARD = new QueueSettings("standard", 100, 2, 1_000, 0, 2);

    private final Admission admission = new Admission(new WorkloadSettings(SUPERUSER, LEADER, STANDARD));

    @Test
    void theFirstQueryGetsHalfOfTheMemoryAndTheNextHalfOfTheRest() {
        assertThat(admission.submit(query(1))).isEqualTo(new Decision.Admitted(1, STANDARD, 1, 500));
        assertThat(admission.submit(query(2))).isEqualTo(new Decision.Admitted(2, STANDARD, 1, 250));
    }

    @Test
    void queriesWaitWhenNoSlotIsFreeAndRunInTheirOrder() {
        admission.submit(query(1));
        admission.submit(query(2));
        assertThat(admission.submit(query(3))).isEqualTo(new Decision.Queued(3, STANDARD, 1));
        assertThat(admission.submit(query(4))).isInstanceOf(Decision.Queued.class);
        assertThat(admission.leave(2)).extracting(Decision.Admitted::queryId).containsExactly(3L);
        assertThat(admission.leave(1)).extracting(Decision.Admitted::queryId).containsExactly(4L);
        assertThat(admission.leave(3)).isEmpty();
    }

    @Test
    void aQueryThatGivesUpWaitingLetsTheNextOnePass() {
        admission.submit(query(1));
        admission.submit(query(2));
        admission.submit(query(3));
        admission.submit(query(4));
        assertThat(admission.leave(3)).isEmpty();
        assertThat(admission.leave(1)).extracting(Decision.Admitted::queryId).containsExactly(4L);
    }

    @Test
    void aWideQueryAtTheHeadIsNotOvertaken() {
        admission.submit(query(1));
        assertThat(admission.submit(new Submission(2, false, "default", 2, false)))
                .isInstanceOf(Decision.Queued.class);
        assertThat(admission.submit(query(3))).isInstanceOf(Decision.Queued.class);
        assertThat(admission.leave(1)).extracting(Decision.Admitted::queryId).containsExactly(2L);
    }

    @Test
    void aQueryWantingMoreSlotsThanThereAreIsRejected() {
        assertThat(admission.submit(new Submission(1, false, "default", 3, false)))
                .isEqualTo(new Decision.Rejected(1, "query asks for 3 slots, \"standard\" has 2"));
    }

    @Test
    void aFullQueueRejects() {
        for (int i = 1; i <= 4; i++) {
            admission.submit(query(i));
        }
        assertThat(admission.submit(query(5)))
                .isEqualTo(new Decision.Rejected(5, "2 queries already wait in \"standard\""));
    }

    @Test
    void onlySuperusersReachTheSuperuserQueue() {
        assertThat(admission.submit(new Submission(1, true, "superuser", 1, false)))
                .isEqualTo(new Decision.Admitted(1, SUPERUSER, 1, 50));
        assertThat(admission.submit(new Submission(2, false, "superuser", 1, false)))
                .isEqualTo(new Decision.Admitted(2, STANDARD, 1, 500));
    }

    @Test
    void aQueryForTheLeaderOnlyTakesNoSlotOfAFullQueue() {
        for (int i = 1; i <= 4; i++) {
            admission.submit(query(i));
        }
        assertThat(admission.submit(leaderOnly(5, 1))).isEqualTo(new Decision.Admitted(5, LEADER, 1, 40));
        assertThat(admission.submit(leaderOnly(6, 50))).isEqualTo(new Decision.Admitted(6, LEADER, 1, 30));
        assertThat(admission.leave(5)).isEmpty();
        assertThat(admission.submit(query(7))).isInstanceOf(Decision.Rejected.class);
    }

    @Test
    void aQueryForTheLeaderOnlyUsesAFreeSlotOfItsGroupWhenTheLeaderHasNone() {
        admission.submit(leaderOnly(1, 1));
        admission.submit(leaderOnly(2, 1));
        assertThat(admission.submit(new Submission(3, true, "superuser", 1, true)))
                .isEqualTo(new Decision.Admitted(3, SUPERUSER, 1, 50));
        admission.submit(query(4));
        admission.submit(query(5));
        assertThat(admission.submit(leaderOnly(6, 1))).isEqualTo(new Decision.Queued(6, LEADER, 1));
        assertThat(admission.leave(1)).extracting(Decision.Admitted::queryId).containsExactly(6L);
    }

    @Test
    void aQueryIsSubmittedOnce() {
        admission.submit(query(1));
        assertThatThrownBy(() -> admission.submit(query(1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aQueryThatIsNotKnownMayLeave() {
        assertThat(admission.leave(99)).isEmpty();
    }

    @Test
    void randomSimulationsNeverOvercommitNorStarve() {
        for (int round = 0; round < 50; round++) {
            long seed = 4_711L + round;
            new Simulation(seed).run();
        }
    }

    private static Submission leaderOnly(long id, int slots) {
        return new Submission(id, false, "default", slots, true);
    }

    private static Submission query(long id) {
        return new Submission(id, false, "default", 1, false);
    }

    /** Queries come and go at random; after each step the books must balance. */
    private static final class Simulation {
        private final long seed;
        private final Random random;
        private final QueueSettings queue = new QueueSettings("q", 100, 5, 1_000_000, 10_000, 50);
        private final Admission admission = new Admission(new WorkloadSettings(SUPERUSER, LEADER, queue));
        private final Map<Long, Decision.Admitted> running = new HashMap<>();
        private final LinkedHashMap<Long, Submission> waiting = new LinkedHashMap<>();

        Simulation(long seed) {
            this.seed = seed;
            random = new Random(seed);
        }

        void run() {
            for (long id = 1; id <= 500; id++) {
                if (random.nextBoolean()) {
                    submit(new Submission(id, false, "default", 1 + random.nextInt(5), false));
                } else {
                    leaveAny();
                }
                check();
            }
            while (!running.isEmpty() || !waiting.isEmpty()) {
                leaveAny();
                check();
            }
        }

        private void submit(Submission submission) {
            switch (admission.submit(submission)) {
                case Decision.Admitted admitted -> running.put(admitted.queryId(), admitted);
                case Decision.Queued queued -> waiting.put(queued.queryId(), submission);
                case Decision.Rejected _ ->
                    assertThat(waiting).as("seed %d", seed).hasSize(50);
            }
        }

        private void leaveAny() {
            List<Long> ids = new ArrayList<>(running.keySet());
            if (ids.isEmpty() || random.nextInt(10) == 0) {
                ids.addAll(waiting.keySet());
            }
            if (ids.isEmpty()) {
                return;
            }
            long id = ids.get(random.nextInt(ids.size()));
            running.remove(id);
            waiting.remove(id);
            for (var admitted : admission.leave(id)) {
                assertThat(waiting.keySet().iterator().next())
                        .as("seed %d", seed)
                        .isEqualTo(admitted.queryId());
                waiting.remove(admitted.queryId());
                running.put(admitted.queryId(), admitted);
            }
        }

        private void check() {
            int slots =
                    running.values().stream().mapToInt(Decision.Admitted::slots).sum();
            long bytes = running.values().stream()
                    .mapToLong(Decision.Admitted::memoryBytes)
                    .sum();
            assertThat(slots).as("seed %d", seed).isLessThanOrEqualTo(queue.slots());
            assertThat(bytes).as("seed %d", seed).isLessThanOrEqualTo(queue.memoryBytes());
            assertThat(running.values()).as("seed %d", seed).allMatch(a -> a.memoryBytes() > 0);
            assertThat(admission.runningCount()).as("seed %d", seed).isEqualTo(running.size());
            assertThat(admission.waitingCount()).as("seed %d", seed).isEqualTo(waiting.size());
            if (!waiting.isEmpty()) {
                int head = waiting.values().iterator().next().slots();
                assertThat(head).as("seed %d", seed).isGreaterThan(queue.slots() - slots);
            }
        }
    }
}
