package dev.slipher.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.cache.ChunkCache.Pin;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChunkCacheTest {
    private static final int CHUNK = 10_000;

    @Test
    void whatWasLoadedOnceIsFoundAgain() {
        try (var cache = new ChunkCache(1 << 20)) {
            var loader = new NumberLoader(7);
            for (var i = 0; i < 3; i++) {
                try (var pin = pin(cache, key(1), Integer.class, loader)) {
                    assertThat(pin.value()).isEqualTo(7);
                    assertThat(pin.memory().get(ValueLayout.JAVA_INT, CHUNK - 4))
                            .isEqualTo(7);
                }
            }
            assertThat(loader.loads).hasValue(1);
            assertThat(cache.statistics().hits()).isEqualTo(2);
            assertThat(cache.statistics().misses()).isEqualTo(1);
        }
    }

    @Test
    void theBudgetIsKeptByForgettingWhatIsNotInUse() {
        try (var cache = new ChunkCache(5 * CHUNK)) {
            for (var i = 0; i < 100; i++) {
                pin(cache, key(i), Integer.class, new NumberLoader(i)).close();
                assertThat(cache.statistics().usedBytes()).isLessThanOrEqualTo(5 * CHUNK);
            }
            assertThat(cache.statistics().evictions()).isEqualTo(96);
            assertThat(cache.statistics().entries()).isEqualTo(4);
        }
    }

    @Test
    void anEntryThatIsUsedAgainOutlivesOthers() {
        try (var cache = new ChunkCache(5 * CHUNK)) {
            var favourite = new NumberLoader(-1);
            for (var i = 0; i < 100; i++) {
                pin(cache, key(1_000), Integer.class, favourite).close();
                pin(cache, key(i), Integer.class, new NumberLoader(i)).close();
            }
            assertThat(favourite.loads.get()).isLessThan(20);
        }
    }

    @Test
    void aPinnedEntryStaysAndWhatDoesNotFitIsRefused() {
        try (var cache = new ChunkCache(3 * CHUNK)) {
            var first = pin(cache, key(1), Integer.class, new NumberLoader(1));
            var second = pin(cache, key(2), Integer.class, new NumberLoader(2));

            assertThat(cache.tryPin(key(3), Integer.class, new NumberLoader(3))).isEmpty();
            assertThat(cache.statistics().entries()).isEqualTo(2);

            assertThat(first.memory().get(ValueLayout.JAVA_INT, 0)).isEqualTo(1);
            first.close();
            pin(cache, key(3), Integer.class, new NumberLoader(3)).close();
            second.close();
        }
    }

    @Test
    void aValueWithoutMemoryIsMadeForTheCallerAloneWhereThereIsNoRoom() {
        try (var cache = new ChunkCache(2 * CHUNK)) {
            var loader = new HeapLoader();
            try (var _ = pin(cache, key(1), Integer.class, new NumberLoader(1))) {
                assertThat(cache.get(key(2), Integer.class, loader)).isEqualTo(CHUNK);
                assertThat(cache.statistics().entries()).isEqualTo(1);
            }
            for (var i = 0; i < 5; i++) {
                assertThat(cache.get(key(2), Integer.class, loader)).isEqualTo(CHUNK);
            }
            assertThat(cache.statistics().hits()).isEqualTo(4);
            assertThat(cache.statistics().usedBytes()).isBetween((long) CHUNK, 2L * CHUNK);
            assertThatThrownBy(() -> cache.get(key(3), Integer.class, new NumberLoader(3)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFailedLoadLeavesNothingBehindAndMayBeTriedAgain() {
        try (var cache = new ChunkCache(3 * CHUNK)) {
            var failing = new NumberLoader(1) {
                @Override
                public Integer load(MemorySegment memory) {
                    throw new SlipherException(SqlState.IO_ERROR, "no such luck");
                }
            };
            for (var i = 0; i < 10; i++) {
                assertThatThrownBy(() -> pin(cache, key(1), Integer.class, failing))
                        .hasMessage("no such luck");
            }
            assertThat(cache.statistics().usedBytes()).isZero();
            pin(cache, key(1), Integer.class, new NumberLoader(1)).close();
        }
    }

    @Test
    void manyWhoAskAtOnceShareOneLoad() throws Exception {
        var start = new CountDownLatch(1);
        var loader = new NumberLoader(9);
        try (var cache = new ChunkCache(1 << 20);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<Integer>>();
            for (var i = 0; i < 50; i++) {
                Callable<Integer> task = () -> {
                    start.await();
                    try (var pin = pin(cache, key(1), Integer.class, loader)) {
                        return pin.memory().get(ValueLayout.JAVA_INT, 0);
                    }
                };
                results.add(threads.submit(task));
            }
            start.countDown();
            for (var result : results) {
                assertThat(result.get()).isEqualTo(9);
            }
        }
        assertThat(loader.loads).hasValue(1);
    }

    @Test
    void whoWaitsForALoadThatFailsTriesItself() throws Exception {
        try (var cache = new ChunkCache(3 * CHUNK);
                var threads = Executors.newSingleThreadExecutor()) {
            var waiter = threads.submit(Thread::currentThread).get();
            var results = new ArrayList<Future<Integer>>();
            var cancelled = new NumberLoader(1) {
                @Override
                public Integer load(MemorySegment memory) {
                    results.add(threads.submit(() -> {
                        try (var pin = pin(cache, key(1), Integer.class, new NumberLoader(2))) {
                            return pin.value();
                        }
                    }));
                    awaitUseOf(cache, waiter);
                    throw new SlipherException(SqlState.QUERY_CANCELED, "canceling statement due to user request");
                }
            };
            assertThatThrownBy(() -> pin(cache, key(1), Integer.class, cancelled))
                    .hasMessage("canceling statement due to user request");
            assertThat(results.getFirst().get()).isEqualTo(2);
        }
    }

    /** Waits until a thread waits in the cache, rather than for work. */
    private static void awaitUseOf(ChunkCache cache, Thread thread) {
        while (thread.getState() != Thread.State.WAITING
                || Arrays.stream(thread.getStackTrace())
                        .noneMatch(frame ->
                                frame.getClassName().startsWith(cache.getClass().getName()))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void nobodySeesAnEntryThatWasGivenToAnother() throws Exception {
        var seed = System.nanoTime();
        try (var cache = new ChunkCache(8 * CHUNK);
                var threads = Executors.newFixedThreadPool(4)) {
            var results = new ArrayList<Future<?>>();
            for (var thread = 0; thread < 4; thread++) {
                var random = new Random(seed + thread);
                results.add(threads.submit(() -> {
                    for (var i = 0; i < 5_000; i++) {
                        var number = random.nextInt(20);
                        try (var pin = pin(cache, key(number), Integer.class, new NumberLoader(number))) {
                            assertThat(pin.memory().get(ValueLayout.JAVA_INT, 4L * random.nextInt(CHUNK / 4)))
                                    .as("seed %d", seed)
                                    .isEqualTo(number);
                        }
                    }
                }));
            }
            for (var result : results) {
                result.get();
            }
        }
    }

    @Test
    void closingWhileAnEntryIsPinnedIsAnError() {
        var cache = new ChunkCache(1 << 20);
        var pin = pin(cache, key(1), Integer.class, new NumberLoader(1));

        assertThatThrownBy(cache::close).isInstanceOf(IllegalStateException.class);

        pin.close();
        cache.close();
        assertThat(cache.statistics().usedBytes()).isZero();
    }

    private static Pin<Integer> pin(ChunkCache cache, ChunkKey key, Class<Integer> type, ChunkLoader<Integer> loader) {
        return cache.tryPin(key, type, loader).orElseThrow();
    }

    private static ChunkKey key(int number) {
        return new ChunkKey(new ObjectId(0, number), 1, 0);
    }

    /** Makes values that say how large they are. */
    private record HeapLoader() implements ChunkLoader<Integer> {
        @Override
        public long memoryBytes() {
            return 0;
        }

        @Override
        public long heapBytes(Integer loaded) {
            return loaded;
        }

        @Override
        public Integer load(MemorySegment memory) {
            return CHUNK;
        }
    }

    private static class NumberLoader implements ChunkLoader<Integer> {
        final AtomicInteger loads = new AtomicInteger();
        private final int number;

        NumberLoader(int number) {
            this.number = number;
        }

        @Override
        public long memoryBytes() {
            return CHUNK;
        }

        @Override
        public long heapBytes(Integer loaded) {
            return 0;
        }

        @Override
        public Integer load(MemorySegment memory) {
            loads.incrementAndGet();
            for (var i = 0; i < CHUNK; i += 4) {
                memory.set(ValueLayout.JAVA_INT, i, number);
            }
            return number;
        }
    }
}
