package dev.slipher.compute.expression.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimdTest {
    private static final int ROWS = 2_048;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void comparisonsMarkTheSameRowsAsTheirTwins() {
        var left = new int[ROWS];
        var right = new int[ROWS];
        var leftLongs = new long[ROWS];
        var rightLongs = new long[ROWS];
        var doubles = new double[ROWS];
        double[] some = {0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1, -1, 2.5};
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < ROWS; i++) {
                left[i] = random.nextInt() >> random.nextInt(32);
                right[i] = random.nextBoolean() ? left[i] : random.nextInt();
                leftLongs[i] = random.nextLong() >> random.nextInt(64);
                rightLongs[i] = random.nextBoolean() ? leftLongs[i] : random.nextLong();
                doubles[i] = random.nextBoolean() ? some[random.nextInt(some.length)] : random.nextGaussian();
            }
            int min = Math.min(left[0], left[1]);
            int max = Math.max(left[0], left[1]);
            check(
                    m -> SimdCompare.inRange(left, min, max, ROWS, m),
                    m -> Compare.inRangePlain(left, min, max, ROWS, m));
            long low = Math.min(leftLongs[0], leftLongs[1]);
            long high = Math.max(leftLongs[0], leftLongs[1]);
            check(
                    m -> SimdCompare.inRange(leftLongs, low, high, ROWS, m),
                    m -> Compare.inRangePlain(leftLongs, low, high, ROWS, m));
            long from = Math.min(Compare.order(doubles[0]), Compare.order(doubles[1]));
            long to = Math.max(Compare.order(doubles[0]), Compare.order(doubles[1]));
            check(
                    m -> SimdCompare.inRange(doubles, from, to, ROWS, m),
                    m -> Compare.inRangePlain(doubles, from, to, ROWS, m));
            check(m -> SimdCompare.less(left, right, ROWS, m), m -> Compare.lessPlain(left, right, ROWS, m));
            check(m -> SimdCompare.equal(left, right, ROWS, m), m -> Compare.equalPlain(left, right, ROWS, m));
            check(
                    m -> SimdCompare.less(leftLongs, rightLongs, ROWS, m),
                    m -> Compare.lessPlain(leftLongs, rightLongs, ROWS, m));
            check(
                    m -> SimdCompare.equal(leftLongs, rightLongs, ROWS, m),
                    m -> Compare.equalPlain(leftLongs, rightLongs, ROWS, m));
        }
    }

    /** A comparison into a mask. */
    private interface Kernel {
        void run(long[] mask);
    }

    private void check(Kernel simd, Kernel plain) {
        var expected = new long[BitMask.WORDS];
        var actual = new long[BitMask.WORDS];
        plain.run(expected);
        simd.run(actual);
        assertThat(actual).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void byteSearchFindsTheFirstOccurrence() {
        for (int round = 0; round < 500; round++) {
            var bytes = new byte[random.nextInt(400)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) ('a' + random.nextInt(3));
            }
            int from = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
            var needle = new byte[1 + random.nextInt(5)];
            for (int i = 0; i < needle.length; i++) {
                needle[i] = (byte) ('a' + random.nextInt(3));
            }
            assertThat(SimdSearch.indexOf(bytes, from, bytes.length, needle))
                    .as("seed %d: %s in %s", seed, Arrays.toString(needle), Arrays.toString(bytes))
                    .isEqualTo(ByteSearch.indexOfPlain(bytes, from, bytes.length, needle));
        }
    }

    @Test
    void positionsAndMasksAreTheSameSet() {
        var mask = new long[BitMask.WORDS];
        for (int row = 0; row < ROWS; row += 1 + random.nextInt(40)) {
            BitMask.set(mask, row);
        }
        var positions = new int[ROWS + 64];
        int count = BitMask.toPositions(mask, BitMask.words(ROWS), positions);
        assertThat(count).isEqualTo(BitMask.count(mask, BitMask.words(ROWS)));
        for (int i = 0; i < count; i++) {
            assertThat(BitMask.get(mask, positions[i])).isTrue();
        }
    }
}
