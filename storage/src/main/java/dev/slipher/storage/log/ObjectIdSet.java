package dev.slipher.storage.log;

import dev.slipher.storage.catalog.ObjectId;

/**
 * A set of object ids that takes some 16 bytes for each. Of an id, which is random, it keeps one half: so it never misses
 * an id, and takes another for it as seldom as 64 random bits are alike.
 */
final class ObjectIdSet {
    private static final long EMPTY = 0;

    private long[] slots = new long[1 << 10];
    private int size;

    /** Returns what the set keeps of an id. */
    static long half(ObjectId id) {
        return id.low() == EMPTY ? 1 : id.low();
    }

    /** Adds an id, and returns whether it was not there. */
    boolean add(ObjectId id) {
        return addHalf(half(id));
    }

    boolean addHalf(long half) {
        var slot = slotOf(half);
        if (slots[slot] == half) {
            return false;
        }
        slots[slot] = half;
        if (++size > slots.length / 2) {
            grow();
        }
        return true;
    }

    boolean contains(ObjectId id) {
        var half = half(id);
        return slots[slotOf(half)] == half;
    }

    private int slotOf(long half) {
        var mask = slots.length - 1;
        var slot = (int) half & mask;
        while (slots[slot] != EMPTY && slots[slot] != half) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        var before = slots;
        slots = new long[2 * before.length];
        for (var half : before) {
            if (half != EMPTY) {
                slots[slotOf(half)] = half;
            }
        }
    }
}
