package dev.slipher.wlm.admission;

import dev.slipher.wlm.queue.QueueSettings;
import dev.slipher.wlm.queue.WorkloadSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of all queues: first come, first served within each, and never more slots or memory given than a queue has.
 *
 * <p>It has no clock and no thread, and callers take turns: it is not safe for use by several threads at once.
 */
public final class Admission {
    private static final String SUPERUSER_GROUP = "superuser";

    private final Queue superuser;
    private final Queue leader;
    private final Queue standard;
    private final Map<Long, Queue> queueOfQuery = new HashMap<>();

    public Admission(WorkloadSettings settings) {
        superuser = new Queue(settings.superuser());
        leader = new Queue(settings.leader());
        standard = new Queue(settings.standard());
    }

    /** Takes a new query in, and says whether it runs, waits or is turned away. */
    public Decision submit(Submission submission) {
        if (queueOfQuery.containsKey(submission.queryId())) {
            throw new IllegalArgumentException("query " + submission.queryId() + " was already submitted");
        }
        var queue = route(submission);
        var decision = queue.submit(queue == leader ? submission.narrowed() : submission);
        switch (decision) {
            case Decision.Admitted _, Decision.Queued _ -> queueOfQuery.put(submission.queryId(), queue);
            case Decision.Rejected _ -> {}
        }
        return decision;
    }

    /**
     * Forgets a query that ended or gave up waiting; one that is not known is none of our business.
     *
     * @return those that run now in its place
     */
    public List<Decision.Admitted> leave(long queryId) {
        var queue = queueOfQuery.remove(queryId);
        return queue == null ? List.of() : queue.leave(queryId);
    }

    /** Returns how many queries run in all queues. */
    public int runningCount() {
        return superuser.running.size() + leader.running.size() + standard.running.size();
    }

    /** Returns how many queries wait in all queues. */
    public int waitingCount() {
        return superuser.waiting.size() + leader.waiting.size() + standard.waiting.size();
    }

    /** A query for the leader only takes a slot of its group's queue if all of the leader's are taken and one is free there. */
    private Queue route(Submission submission) {
        var grouped = submission.superuser() && submission.queryGroup().equalsIgnoreCase(SUPERUSER_GROUP)
                ? superuser
                : standard;
        return submission.leaderOnly() && (leader.admits(1) || !grouped.admits(submission.slots())) ? leader : grouped;
    }

    /** One queue: free slots and bytes, and who holds the others. */
    private static final class Queue {
        private final QueueSettings settings;
        private final Map<Long, Decision.Admitted> running = new HashMap<>();
        private final ArrayDeque<Submission> waiting = new ArrayDeque<>();
        private int freeSlots;
        private long freeBytes;

        Queue(QueueSettings settings) {
            this.settings = settings;
            freeSlots = settings.slots();
            freeBytes = settings.memoryBytes();
        }

        boolean admits(int slots) {
            return waiting.isEmpty() && slots <= freeSlots;
        }

        Decision submit(Submission submission) {
            if (submission.slots() < 1 || submission.slots() > settings.slots()) {
                return new Decision.Rejected(
                        submission.queryId(),
                        "query asks for %d slots, \"%s\" has %d"
                                .formatted(submission.slots(), settings.name(), settings.slots()));
            }
            if (admits(submission.slots())) {
                return admit(submission);
            }
            if (waiting.size() >= settings.waitingLimit()) {
                return new Decision.Rejected(
                        submission.queryId(),
                        "%d queries already wait in \"%s\"".formatted(waiting.size(), settings.name()));
            }
            waiting.add(submission);
            return new Decision.Queued(submission.queryId(), settings, submission.slots());
        }

        List<Decision.Admitted> leave(long queryId) {
            var ended = running.remove(queryId);
            if (ended == null) {
                waiting.removeIf(s -> s.queryId() == queryId);
            } else {
                freeSlots += ended.slots();
                freeBytes += ended.memoryBytes();
            }
            var admitted = new ArrayList<Decision.Admitted>();
            while (!waiting.isEmpty() && waiting.getFirst().slots() <= freeSlots) {
                admitted.add(admit(waiting.removeFirst()));
            }
            return admitted;
        }

        private Decision.Admitted admit(Submission submission) {
            long granted = settings.grantBytes(submission.slots(), freeSlots, freeBytes);
            var decision = new Decision.Admitted(submission.queryId(), settings, submission.slots(), granted);
            freeSlots -= submission.slots();
            freeBytes -= granted;
            running.put(submission.queryId(), decision);
            return decision;
        }
    }
}
