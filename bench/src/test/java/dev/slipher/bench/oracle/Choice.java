package dev.slipher.bench.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random decisions that one seed repeats. */
final class Choice {
    private final Random random;

    Choice(long seed) {
        this.random = new Random(seed);
    }

    /** Returns a number from 0 to one below {@code bound}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Returns a number between two others, both included. */
    int between(int first, int last) {
        return first + random.nextInt(last - first + 1);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    long anyLong() {
        return random.nextLong();
    }

    @SafeVarargs
    final <T> T of(T... values) {
        return values[random.nextInt(values.length)];
    }

    <T> T of(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Returns up to {@code count} different elements in random order. */
    <T> List<T> some(int count, List<T> values) {
        var copy = new ArrayList<>(values);
        Collections.shuffle(copy, random);
        return List.copyOf(copy.subList(0, Math.min(count, copy.size())));
    }
}
