package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogLimitsTest {
    @ParameterizedTest
    @ValueSource(longs = {161L << 20, 1L << 30, 5L << 30})
    void rowsAndWhatIsMadeOfThemFitBesideQueries(long heapBytes) {
        var limits = LogLimits.ofHeap(heapBytes);
        // Twice the rows, once more decoded, a range to be packed and the three other caches.
        var most = 2 * limits.inlineBytes()
                + 2 * limits.cachedBytes()
                + limits.rangeBytes()
                + 9 * limits.cachedBytes() / 4;
        assertThat(most).isLessThan((long) (heapBytes * 0.25));
        assertThat(limits.tableInlineBytes()).isLessThanOrEqualTo(limits.inlineBytes() / 4);
    }

    @ParameterizedTest
    @ValueSource(longs = {2L << 30, 64L << 30})
    void aLargeHeapHasTheLargestLimits(long heapBytes) {
        assertThat(LogLimits.ofHeap(heapBytes))
                .isEqualTo(new LogLimits(
                        1 << 20, 2_048, 8_192, 32L << 20, 4_096, 256, 16 << 10, 16L << 20, 64L << 20, 32L << 20,
                        64L << 20));
    }
}
