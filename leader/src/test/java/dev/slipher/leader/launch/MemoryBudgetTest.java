package dev.slipher.leader.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryBudgetTest {

    @ParameterizedTest
    @ValueSource(strings = {"512m", "1g", "3g", "8g", "1t"})
    void thePartsAddUpAndLeaveTheJvmItsShare(String size) {
        MemoryBudget budget = MemoryBudget.ofTotal(MemorySize.parse(size).orElseThrow());
        assertThat(budget.heapBytes() + budget.chunkCacheBytes() + budget.networkBytes() + budget.reserveBytes())
                .isEqualTo(budget.totalBytes());
        assertThat(budget.reserveBytes()).isGreaterThanOrEqualTo(256L << 20);
        assertThat(budget.networkBytes()).isPositive();
        assertThat(budget.chunkCacheBytes()).isGreaterThan(budget.networkBytes());
        assertThat(budget.heapBytes()).isGreaterThan(budget.chunkCacheBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"512m", "4g", "1t"})
    void theBudgetIsFoundAgainFromItsHeap(String size) {
        MemoryBudget budget = MemoryBudget.ofTotal(MemorySize.parse(size).orElseThrow());
        MemoryBudget again = MemoryBudget.ofHeap(budget.heapBytes());
        assertThat(again.fitsHeap(budget.heapBytes())).isTrue();
        assertThat(Math.abs(again.totalBytes() - budget.totalBytes())).isLessThan(1000);
        assertThat(budget.fitsHeap(budget.heapBytes() / 10 * 9)).isFalse();
    }

    @Test
    void theSmallestServerHasRoomForRedshiftsLongestStatement() {
        assertThat(MemoryBudget.ofTotal(MemoryBudget.SMALLEST_BYTES).messageBytes())
                .isGreaterThan((16 << 20) + 1_000);
    }

    @Test
    void theFlagsOfTheJvmHoldItsSharesInBytes() {
        MemoryBudget budget = MemoryBudget.of("4g");
        assertThat(budget.jvmFlags())
                .contains("-Xmx" + budget.heapBytes(), "-XX:MaxDirectMemorySize=" + budget.networkBytes());
        assertThatThrownBy(() -> MemoryBudget.of("100m")).isInstanceOf(IllegalArgumentException.class);
    }
}
