package dev.slipher.compute.pipeline;

import dev.slipher.compute.expression.function.Interruption;
import dev.slipher.compute.operator.Phase;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.operator.Worker;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One execution's way through its phases. The threads of a phase count themselves out, and the last one starts the next
 * phase, so that no thread waits for another.
 */
final class QueryRun {
    private final QueryContext query;
    private final List<Phase> phases;
    private final WorkerSlots slots;
    private final ExecutorService threads;
    private final ResultQueue results;
    private final boolean timed;

    QueryRun(
            QueryContext query,
            List<Phase> phases,
            WorkerSlots slots,
            ExecutorService threads,
            ResultQueue results,
            boolean timed) {
        this.query = query;
        this.phases = phases;
        this.slots = slots;
        this.threads = threads;
        this.results = results;
        this.timed = timed;
    }

    /** Begins the first phase on other threads. */
    void start() {
        startPhase(0);
    }

    private void startPhase(int first) {
        var number = first;
        while (number < phases.size() && isEmpty(phases.get(number))) {
            number++;
        }
        if (number == phases.size() || query.failureOrNull() != null) {
            results.end();
            return;
        }
        try {
            switch (phases.get(number)) {
                case Phase.Pipeline pipeline -> {
                    var wanted = Math.clamp(pipeline.source().parallelism(), 1, query.workers());
                    launch(number, wanted, worker -> runPipeline(pipeline, worker));
                }
                case Phase.Tasks tasks -> {
                    var all = tasks.tasks().get();
                    var next = new AtomicInteger();
                    var wanted = Math.clamp(all.size(), 1, query.workers());
                    launch(number, wanted, worker -> runTasks(tasks, all, next, worker));
                }
            }
        } catch (Throwable failed) {
            query.fail(failed);
            results.end();
        }
    }

    private static boolean isEmpty(Phase phase) {
        return switch (phase) {
            case Phase.Pipeline pipeline -> !pipeline.source().mayHaveRows();
            case Phase.Tasks _ -> false;
        };
    }

    private void launch(int number, int count, Phase.Task part) {
        var stopped = new AtomicBoolean();
        var running = new AtomicInteger(count);
        for (var i = 0; i < count; i++) {
            var index = i;
            try {
                threads.execute(() -> {
                    try {
                        runPart(part, index, count, stopped);
                    } catch (Throwable failed) {
                        // Without its part the rows are not whole, whatever kept it from running.
                        query.fail(failed);
                    } finally {
                        countOut(1, running, number);
                    }
                });
            } catch (Throwable refused) {
                // Those that have started still use what the end of the results lets go of.
                query.fail(refused);
                countOut(count - i, running, number);
                return;
            }
        }
    }

    private void runPart(Phase.Task part, int index, int count, AtomicBoolean stopped) {
        var turn = slots.newTurn(query.usedNanos());
        turn.begin();
        try {
            Interruption.checkWith(query::throwIfStopped);
            query.throwIfStopped();
            part.run(new Worker(index, count, query, turn, stopped));
        } finally {
            Interruption.clear();
            turn.end();
        }
    }

    private void countOut(int workers, AtomicInteger running, int number) {
        if (running.addAndGet(-workers) == 0) {
            startPhase(number + 1);
        }
    }

    private void runPipeline(Phase.Pipeline pipeline, Worker worker) {
        var start = System.nanoTime();
        var steps = pipeline.steps().create(worker);
        try (var feed = pipeline.source().open(worker)) {
            while (!worker.isStopped() && feed.run(steps)) {
                worker.checkpoint();
            }
        }
        steps.finish();
        if (timed) {
            query.counters(pipeline.node()).busyNanos().add(System.nanoTime() - start);
        }
    }

    private void runTasks(Phase.Tasks tasks, List<Phase.Task> all, AtomicInteger next, Worker worker) {
        var start = System.nanoTime();
        for (var i = next.getAndIncrement(); i < all.size(); i = next.getAndIncrement()) {
            worker.checkpoint();
            all.get(i).run(worker);
        }
        if (timed) {
            query.counters(tasks.node()).busyNanos().add(System.nanoTime() - start);
        }
    }
}
