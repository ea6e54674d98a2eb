package dev.slipher.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctSketchTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 10, 1_000, 10_000, 1_000_000})
    void theEstimateIsWithinFivePercent(long count) {
        var sketch = sketch(0, count);

        assertThat((double) sketch.estimate()).isBetween(count * 0.95, count * 1.05);
    }

    @Test
    void aUnionCountsWhatEitherHas() {
        var union = sketch(0, 5_000).union(sketch(3_000, 9_000));

        assertThat((double) union.estimate()).isBetween(9_000 * 0.95, 9_000 * 1.05);
    }

    @Test
    void valuesThatComeAgainCountOnce() {
        var sketch = new DistinctSketch();
        for (var i = 0; i < 100_000; i++) {
            sketch.add(i % 3_000);
            sketch.add(Long.MIN_VALUE);
            sketch.add(0);
        }

        assertThat((double) sketch.estimate()).isBetween(3_001 * 0.95, 3_001 * 1.05);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10, 100_000})
    void bytesMakeTheSameSketch(long count) {
        var sketch = sketch(0, count);

        assertThat(DistinctSketch.fromBytes(sketch.toBytes())).isEqualTo(sketch);
    }

    @Test
    void fewValuesTakeFewBytes() {
        assertThat(sketch(0, 10).toBytes()).hasSizeLessThan(64);
    }

    @Test
    void otherBytesAreRefused() {
        assertThatThrownBy(() -> DistinctSketch.fromBytes(new byte[] {7, 0, 0, 0}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DistinctSketch.fromBytes(new byte[] {0, 0, 1, 99}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static DistinctSketch sketch(long from, long to) {
        var sketch = new DistinctSketch();
        for (var i = from; i < to; i++) {
            sketch.add(i);
        }
        return sketch;
    }
}
