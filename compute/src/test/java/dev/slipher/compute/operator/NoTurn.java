package dev.slipher.compute.operator;

/** The turn of a worker that shares its core with nobody. */
public final class NoTurn implements Worker.Turn {
    @Override
    public void yieldIfDue() {}

    @Override
    public void block(Runnable waiting) {
        waiting.run();
    }
}
