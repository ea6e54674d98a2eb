package dev.slipher.wlm.queue;

/**
 * All queues: the superuser's, which lets an administrator in when everything else is busy, the leader's, whose queries
 * read nothing that users stored and are seen in no view of queues, and the default one.
 */
public record WorkloadSettings(QueueSettings superuser, QueueSettings leader, QueueSettings standard) {
    /** Service classes up to this one are the system's own. */
    public static final int LAST_SYSTEM_SERVICE_CLASS = 4;

    private static final int SUPERUSER_SERVICE_CLASS = 5;
    private static final int DEFAULT_SERVICE_CLASS = 100;
    private static final int LEADER_SLOTS = 16;
    private static final int DEFAULT_SLOTS = 5;
    private static final int WAITING_LIMIT = 10_000;

    /**
     * Returns one superuser slot with a twentieth of the memory, {@value #LEADER_SLOTS} of the leader with a tenth, half of
     * which is the slots' own, and the rest in a default queue of {@value #DEFAULT_SLOTS} slots.
     */
    public static WorkloadSettings standard(long memoryBytes) {
        long superuser = memoryBytes / 20;
        long leader = memoryBytes / 10;
        return new WorkloadSettings(
                new QueueSettings("Superuser queue", SUPERUSER_SERVICE_CLASS, 1, superuser, 0, WAITING_LIMIT),
                new QueueSettings(
                        "Leader",
                        LAST_SYSTEM_SERVICE_CLASS,
                        LEADER_SLOTS,
                        leader,
                        leader / (2 * LEADER_SLOTS),
                        WAITING_LIMIT),
                new QueueSettings(
                        "Default queue",
                        DEFAULT_SERVICE_CLASS,
                        DEFAULT_SLOTS,
                        memoryBytes - superuser - leader,
                        0,
                        WAITING_LIMIT));
    }
}
