package dev.slipher.compute.expression.function;

/**
 * What ends a function that may take for ever on one row: the check of the statement that this thread works for, which
 * throws once it is cancelled.
 */
public final class Interruption {
    private static final ThreadLocal<Runnable> CHECK = ThreadLocal.withInitial(() -> Interruption::none);

    private Interruption() {}

    private static void none() {}

    /** Sets the check of this thread. */
    public static void checkWith(Runnable check) {
        CHECK.set(check);
    }

    /** Takes this thread's check away. */
    public static void clear() {
        CHECK.remove();
    }

    static Runnable check() {
        return CHECK.get();
    }
}
