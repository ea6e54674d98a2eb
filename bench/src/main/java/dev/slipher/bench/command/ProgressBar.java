package dev.slipher.bench.command;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** A line on the terminal that is drawn again and again until the work is done. */
final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 32;
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintWriter out;
    private final String label;
    private final long total;
    private final LongSupplier done;
    private final AtomicBoolean finished = new AtomicBoolean();
    private final Thread painter;

    /**
     * Starts drawing.
     *
     * @param total what {@code done} is expected to reach
     */
    ProgressBar(PrintWriter out, String label, long total, LongSupplier done) {
        this.out = out;
        this.label = label;
        this.total = Math.max(1, total);
        this.done = done;
        this.painter = Thread.ofVirtual().name("progress").start(this::paint);
    }

    private void paint() {
        while (!finished.get()) {
            draw(Math.min(1.0, (double) done.getAsLong() / total));
            LockSupport.parkNanos(REDRAW_NANOS);
        }
    }

    private void draw(double share) {
        var filled = (int) Math.round(share * WIDTH);
        out.printf("\r  %-22s [%s%s] %3.0f %%", label, "#".repeat(filled), " ".repeat(WIDTH - filled), share * 100);
        out.flush();
    }

    /** Draws the full bar and ends the line. */
    @Override
    public void close() {
        finished.set(true);
        LockSupport.unpark(painter);
        try {
            painter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        draw(1);
        out.println();
        out.flush();
    }
}
