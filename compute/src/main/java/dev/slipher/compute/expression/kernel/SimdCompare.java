package dev.slipher.compute.expression.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The comparisons of {@link Compare} through the Vector API; they read whole words of 64 rows. */
final class SimdCompare {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    private SimdCompare() {}

    static void inRange(int[] values, int min, int max, int rows, long[] mask) {
        int span = max - min;
        for (int base = 0; base < rows; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += INTS.length()) {
                word |= IntVector.fromArray(INTS, values, base + lane)
                                .sub(min)
                                .compare(VectorOperators.ULE, span)
                                .toLong()
                        << lane;
            }
            mask[base >>> 6] = word;
        }
    }

    static void inRange(long[] values, long min, long max, int rows, long[] mask) {
        long span = max - min;
        for (int base = 0; base < rows; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += LONGS.length()) {
                word |= LongVector.fromArray(LONGS, values, base + lane)
                                .sub(min)
                                .compare(VectorOperators.ULE, span)
                                .toLong()
                        << lane;
            }
            mask[base >>> 6] = word;
        }
    }

    static void inRange(double[] values, long min, long max, int rows, long[] mask) {
        long span = max - min;
        for (int base = 0; base < rows; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += DOUBLES.length()) {
                var numbers =
                        DoubleVector.fromArray(DOUBLES, values, base + lane).add(0.0);
                var bits = numbers.blend(Double.NaN, numbers.test(VectorOperators.IS_NAN))
                        .viewAsIntegralLanes();
                var order = bits.lanewise(
                        VectorOperators.XOR,
                        bits.lanewise(VectorOperators.ASHR, 63).lanewise(VectorOperators.AND, Long.MAX_VALUE));
                word |= order.sub(LongVector.broadcast(LONGS, min))
                                .compare(VectorOperators.ULE, LongVector.broadcast(LONGS, span))
                                .toLong()
                        << lane;
            }
            mask[base >>> 6] = word;
        }
    }

    static void less(int[] left, int[] right, int rows, long[] mask) {
        for (int base = 0; base < rows; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += INTS.length()) {
                word |= IntVector.fromArray(INTS, left, base + lane)
                                .compare(VectorOperators.LT, IntVector.fromArray(INTS, right, base + lane))
                                .toLong()
                        << lane;
            }
            mask[base >>> 6] = word;
        }
    }

    static void equal(int[] left, int[] right, int rows, long[] mask) {
        for (int base = 0; base < rows; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += INTS.length()) {
                word |= IntVector.fromArray(INTS, left, base + lane)
                                .compare(VectorOperators.EQ, IntVector.fromArray(INTS, right, base + lane))
                                .toLong()
                        << lane;
            }
            mask[base >>> 6] = word;
        }
    }

    static void less(long[] left, long[] right, int rows, long[] mask) {
        for (int base = 0; base < rows; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += LONGS.length()) {
                word |= LongVector.fromArray(LONGS, left, base + lane)
                                .compare(VectorOperators.LT, LongVector.fromArray(LONGS, right, base + lane))
                                .toLong()
                        << lane;
            }
            mask[base >>> 6] = word;
        }
    }

    static void equal(long[] left, long[] right, int rows, long[] mask) {
        for (int base = 0; base < rows; base += 64) {
            long word = 0;
            for (int lane = 0; lane < 64; lane += LONGS.length()) {
                word |= LongVector.fromArray(LONGS, left, base + lane)
                                .compare(VectorOperators.EQ, LongVector.fromArray(LONGS, right, base + lane))
                                .toLong()
                        << lane;
            }
            mask[base >>> 6] = word;
        }
    }
}
