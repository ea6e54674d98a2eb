package dev.slipher.compute.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryPoolTest {
    private static final int CAPACITY = 64 << 20;

    private final MemoryPool pool = new MemoryPool(CAPACITY);

    @Test
    void aPageGivenBackIsTheNextOneOfItsSizeAndKind() {
        for (var size = 1 << 12; size <= MemoryPool.PAGE_BYTES; size *= 2) {
            var longs = pool.takeLongs(size / 8);
            var bytes = pool.takeBytes(size);
            pool.giveBack(longs);
            pool.giveBack(bytes);
            assertThat(pool.takeBytes(size)).isSameAs(bytes);
            assertThat(pool.takeLongs(size / 8)).isSameAs(longs);
            assertThat(pool.takeLongs(size / 8)).isNotSameAs(longs).hasSize(size / 8);
        }
    }

    @Test
    void pagesOfOddSizesAreNotKept() {
        pool.giveBack(new byte[5_000]);
        pool.giveBack(new byte[2 * MemoryPool.PAGE_BYTES]);
        pool.giveBack(new long[3]);
        assertThat(pool.idleBytes()).isZero();
    }

    @Test
    void whatIsReservedAndWhatIsKeptStayWithinTheCapacity() {
        for (var page = 0; page < 60; page++) {
            pool.giveBack(new long[MemoryPool.PAGE_LONGS]);
            pool.giveBack(new byte[1 << 12]);
        }
        assertThat(pool.idleBytes()).isEqualTo(60L * (MemoryPool.PAGE_BYTES + 4_096));
        assertThat(pool.tryReserve(40 << 20)).isTrue();
        assertThat(pool.idleBytes()).isPositive().isLessThanOrEqualTo(CAPACITY - pool.reservedBytes());
        assertThat(pool.tryReserve(24 << 20)).isTrue();
        assertThat(pool.idleBytes()).isZero();
        assertThat(pool.tryReserve(1)).isFalse();
        pool.release(CAPACITY);
    }

    @Test
    void whatIsUsedInAnyCaseIsTakenFromPagesAndFromOthers() {
        for (var page = 0; page < 60; page++) {
            pool.giveBack(new byte[MemoryPool.PAGE_BYTES]);
        }
        try (var query = pool.openAccount(8 << 20);
                var operator = query.openChild();
                var other = pool.openAccount(CAPACITY)) {
            operator.reserve(8 << 20, "a test");
            operator.overdraw(40 << 20);
            assertThat(query.reservedBytes()).isEqualTo(48 << 20);
            assertThat(pool.reservedBytes()).isEqualTo(48 << 20);
            assertThat(pool.idleBytes()).isLessThanOrEqualTo(16 << 20);
            assertThat(operator.tryReserve(1)).isFalse();
            assertThat(other.tryReserve(17 << 20)).isFalse();
            operator.overdraw(40 << 20);
            assertThat(pool.idleBytes()).isZero();
            assertThat(other.tryReserve(1)).isFalse();
            operator.release(80 << 20);
            assertThat(other.tryReserve(17 << 20)).isTrue();
        }
        assertThat(pool.reservedBytes()).isZero();
    }
}
