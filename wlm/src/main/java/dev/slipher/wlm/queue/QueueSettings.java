package dev.slipher.wlm.queue;

/**
 * One queue as configured: how many slots run at once and the memory that they share.
 *
 * @param serviceClass the number by which system tables name the queue
 * @param slots how many slots there are, at least 1
 * @param memoryBytes what the running queries of this queue may reserve together
 * @param slotBytes what of it each slot has for itself
 * @param waitingLimit how many queries may wait before further ones are refused
 */
public record QueueSettings(
        String name, int serviceClass, int slots, long memoryBytes, long slotBytes, int waitingLimit) {
    public QueueSettings {
        if (slots < 1) {
            throw new IllegalArgumentException("queue \"%s\" has %d slots".formatted(name, slots));
        }
        if (memoryBytes < 0) {
            throw new IllegalArgumentException("queue \"%s\" has %d bytes".formatted(name, memoryBytes));
        }
        if (slotBytes < 0 || slotBytes > memoryBytes / slots) {
            throw new IllegalArgumentException("queue \"%s\" has %d bytes a slot".formatted(name, slotBytes));
        }
    }

    /**
     * Returns the memory for a query that takes {@code wanted} of {@code freeSlots} slots while {@code freeBytes} of this
     * queue's memory are not granted: what these slots have for themselves, and of what no slot has, half for each of them.
     *
     * <p>Whoever comes first gets most, nobody waits for memory that an idle slot holds back, and a later query always
     * finds some.
     */
    public long grantBytes(int wanted, int freeSlots, long freeBytes) {
        long common = freeBytes - slotBytes * freeSlots;
        return slotBytes * wanted + common - (common >> Math.min(wanted, Long.SIZE - 1));
    }
}
