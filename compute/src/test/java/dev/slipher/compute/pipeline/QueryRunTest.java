package dev.slipher.compute.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.fragment.PlanNode.Estimate;
import dev.slipher.compute.fragment.PlanNode.LeaderRelation;
import dev.slipher.compute.memory.MemoryPool;
import dev.slipher.compute.operator.Phase;
import dev.slipher.compute.operator.QueryContext;
import dev.slipher.compute.spill.SpillSpace;
import dev.slipher.storage.type.SessionTime;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryRunTest {
    private static final int WORKERS = 3;

    @TempDir
    Path directory;

    @Test
    void theResultsEndAfterTheWorkersThatStartedBeforeAThreadWasRefused() throws Exception {
        for (var threads = 0; threads < WORKERS; threads++) {
            var executor = new FewThreads(threads);
            try (var account = new MemoryPool(1 << 20).openAccount(1 << 20);
                    var query = new QueryContext(WORKERS, account, context(), new SpillSpace(directory), () -> {})) {
                var results = new ResultQueue(query);
                var node = new LeaderRelation(0, "nothing", List.of(), Estimate.UNKNOWN);
                var tasks = new Phase.Tasks(node, () -> List.of(_ -> {}, _ -> {}, _ -> {}));
                new QueryRun(query, List.of(tasks), new WorkerSlots(WORKERS), executor, results, false).start();

                assertThat(query.failureOrNull()).isInstanceOf(RejectedExecutionException.class);
                var client = Thread.ofPlatform().start(results::take);
                for (var started : executor.started) {
                    awaitWaitingOrEnded(client);
                    assertThat(client.isAlive()).isTrue();
                    started.run();
                }
                client.join();
            }
        }
    }

    private static void awaitWaitingOrEnded(Thread thread) {
        while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
    }

    private static EvaluationContext context() {
        return new EvaluationContext(
                new SessionTime(ZoneOffset.UTC, 0), 0, "admin", "admin", "dev", List.of("public"), 1);
    }

    /** Takes some tasks, for the test to run, and refuses the next. */
    private static final class FewThreads extends AbstractExecutorService {
        private final int count;
        private final List<Runnable> started = new ArrayList<>();

        private FewThreads(int count) {
            this.count = count;
        }

        @Override
        public void execute(Runnable task) {
            if (started.size() == count) {
                throw new RejectedExecutionException("no thread is left");
            }
            started.add(task);
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
