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
    void mergingIsTheSameAsAddingToOne() {
        var merged = sketch(0, 5_000);
        merged.merge(sketch(3_000, 9_000));

        assertThat(merged).isEqualTo(sketch(0, 9_000));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10, 100_000})
    void bytesMakeTheSameSketch(long count) {
        var sketch = sketch(0, count);

        assertThat(DistinctSketch.fromBytes(sketch.toBytes())).isEqualTo(sketch);
    }

    @Test
    void fewValuesTakeFewBytes() {
        assertThat(sketch(0, 10).toBytes()).hasSizeLessThan(40);
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
            sketch.add(DistinctSketch.mix(i));
        }
        return sketch;
    }
}
