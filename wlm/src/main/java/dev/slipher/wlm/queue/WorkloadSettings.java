package dev.slipher.wlm.queue;

/**
 * All queues: the superuser's, which lets an administrator in when everything else is busy, and the default one.
 */
public record WorkloadSettings(QueueSettings superuser, QueueSettings standard) {
    private static final int SUPERUSER_SERVICE_CLASS = 5;
    private static final int DEFAULT_SERVICE_CLASS = 100;
    private static final int DEFAULT_SLOTS = 5;
    private static final int WAITING_LIMIT = 10_000;

    /** Returns one superuser slot with a twentieth of the memory, and the rest in a default queue of five slots. */
    public static WorkloadSettings standard(long memoryBytes) {
        long reserved = memoryBytes / 20;
        return new WorkloadSettings(
                new QueueSettings("Superuser queue", SUPERUSER_SERVICE_CLASS, 1, reserved, WAITING_LIMIT),
                new QueueSettings(
                        "Default queue", DEFAULT_SERVICE_CLASS, DEFAULT_SLOTS, memoryBytes - reserved, WAITING_LIMIT));
    }
}
