package dev.slipher.leader.training;

import dev.slipher.compute.expression.kernel.Simd;
import dev.slipher.compute.pipeline.EngineOptions;
import dev.slipher.compute.pipeline.QueryEngine;
import dev.slipher.leader.launch.MemoryBudget;
import dev.slipher.leader.launch.Server;
import dev.slipher.leader.session.Warehouse;
import dev.slipher.leader.session.WarehouseSessions;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.encoding.BitPacking;
import dev.slipher.storage.log.CommitLog;
import dev.slipher.storage.objectstore.LocalDirectoryStore;
import dev.slipher.wire.auth.StartupRequest;
import dev.slipher.wire.connection.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the JIT compile what queries run before users' queries do: the SIMD kernels, which serve only from then on, and
 * then everything from the parser to the encoder of rows, by running synthetic statements over a small warehouse of its own.
 *
 * <p>It works on a thread of its own, one kernel or short statement at a time, and waits for users' statements: first for a
 * moment without any, so that neither they nor what the JIT compiles for them meet it in their first seconds.
 */
public final class Training implements Server.Background, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Training.class);

    /** A kernel takes 600 calls until it is compiled for good, and a round gives the common ones some hundred. */
    private static final int ROUNDS = 12;

    /** One of so many parts of the server's memory is enough for the small tables. */
    private static final int MEMORY_PARTS = 16;

    /** One of so many parts of the server's cache holds the columns that a statement reads, also of a small one. */
    private static final int CACHE_PARTS = 4;

    /** How long no statement may have run before training takes a core. */
    private static final Duration REST = Duration.ofSeconds(1);

    /** After so long without such a rest, the gaps between statements have to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** After so long the kernels are trained beside whatever runs, for all that runs gains by them. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final long POLL_MILLIS = 20;

    private final Path folder;
    private final MemoryBudget memory;
    private final Predicate<Duration> isCalm;
    private final long begin = System.nanoTime();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closing;

    private Training(Path folder, MemoryBudget memory, Predicate<Duration> isCalm) {
        this.folder = folder;
        this.memory = memory;
        this.isCalm = isCalm;
        thread = Thread.ofPlatform().name("training").daemon().unstarted(this::run);
    }

    /**
     * Starts training in the background.
     *
     * @param folder for its own small warehouse; emptied before and deleted after
     * @param memory of the whole server, of which it takes a small part
     * @param isCalm whether no user's statement runs, and none has for that long
     */
    public static Training start(Path folder, MemoryBudget memory, Predicate<Duration> isCalm) {
        var training = new Training(folder, memory, isCalm);
        training.thread.start();
        return training;
    }

    @Override
    public void await() throws InterruptedException {
        ended.await();
    }

    private void run() {
        try {
            train();
        } catch (OutOfMemoryError e) {
            LOGGER.warn("training ended early for want of memory");
        } finally {
            ended.countDown();
        }
    }

    private void train() {
        try {
            trainKernels();
            delete(folder);
            trainStatements();
            LOGGER.debug("training is complete");
        } catch (InterruptedException _) {
            LOGGER.debug("training was stopped");
        } catch (IOException | RuntimeException e) {
            // Nothing is lost but speed.
            if (!closing) {
                LOGGER.warn("training ended early", e);
            }
        } finally {
            deleteQuietly();
        }
    }

    private void trainKernels() throws InterruptedException {
        BitPacking.train(this::isCalmAgain);
        Simd.train(this::isCalmAgain);
    }

    /** Waits until no statement runs, but not for ever; returns false if training is to end. */
    private boolean isCalmAgain() {
        try {
            awaitCalm(LONGEST_WAIT);
            return true;
        } catch (InterruptedException _) {
            thread.interrupt();
            return false;
        }
    }

    private void trainStatements() throws InterruptedException {
        var clock = Clock.systemUTC();
        var store = new LocalDirectoryStore(folder);
        var options = new EngineOptions(
                Runtime.getRuntime().availableProcessors(), memory.heapBytes() / MEMORY_PARTS, folder.resolve("spill"));
        try (store;
                var log = CommitLog.open(store, clock, new SecureRandom());
                var cache = new ChunkCache(memory.chunkCacheBytes() / CACHE_PARTS);
                var engine = new QueryEngine(options, cache);
                var warehouse = new Warehouse(store, log, engine, folder, clock);
                var session = new WarehouseSessions(warehouse, 0).open(request())) {
            run(session, TrainingStatements.tables(), 0);
            for (int round = 1; round <= ROUNDS; round++) {
                run(session, TrainingStatements.round(), round);
            }
        }
    }

    private static StartupRequest request() {
        var nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new StartupRequest(CommitLog.FIRST_USER, CommitLog.FIRST_DATABASE, Map.of(), 1, nobody, false);
    }

    private void run(Session session, List<String> statements, int round) throws InterruptedException {
        var sink = new EncodingSink(session::time);
        for (var statement : statements) {
            awaitCalm(ChronoUnit.FOREVER.getDuration());
            // Another text each time, so that it is planned anew.
            session.simpleQuery("%s -- round %d".formatted(statement, round), sink);
        }
    }

    /** Waits for calm until training is {@code longest} old. */
    private void awaitCalm(Duration longest) throws InterruptedException {
        while (true) {
            // A statement that was interrupted may have taken note of it alone.
            if (closing || Thread.interrupted()) {
                throw new InterruptedException();
            }
            var age = Duration.ofNanos(System.nanoTime() - begin);
            if (age.compareTo(longest) > 0 || isCalm.test(age.compareTo(PATIENCE) < 0 ? REST : Duration.ZERO)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var paths = Files.walk(folder)) {
                for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private void deleteQuietly() {
        try {
            delete(folder);
        } catch (IOException e) {
            LOGGER.debug("cannot delete {}, which the next start does", folder, e);
        }
    }

    /** Stops after the statement at hand, and returns when it has. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        thread.interrupt();
        thread.join();
    }
}
