package dev.slipher.storage.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.batch.Batch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BitPackingTest {
    private static final long SEED = 7;
    private static final int ARRAY = Batch.CAPACITY + Batch.SLACK;

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 65, 1_000, 2_047, 2_048})
    void bothKernelsPackTheSameBytes(int rows) {
        for (var width = 1; width <= 32; width++) {
            var values = values(rows, width);
            var words = BitPacking.packedBytes(rows, width) / Integer.BYTES;
            var plain = new int[words];
            var simd = new int[words];

            BitPackingPlain.pack(values, rows, width, plain);
            BitPackingSimd.pack(values, rows, width, simd);

            assertThat(simd).as("width %d", width).isEqualTo(plain);
        }
    }

    @Test
    void bothKernelsUnpackWhatWasPacked() {
        try (var arena = Arena.ofConfined()) {
            for (var width = 1; width <= 32; width++) {
                var values = values(Batch.CAPACITY, width);
                var words = packed(arena, values, width, 3);
                var plain = new int[ARRAY];
                var simd = new int[ARRAY];

                BitPackingPlain.unpack(words, 3, width, 17, plain);
                BitPackingSimd.unpack(words, 3, width, 17, simd);

                assertThat(simd).as("width %d", width).isEqualTo(plain);
                for (var i = 0; i < Batch.CAPACITY; i++) {
                    assertThat(plain[i]).isEqualTo(values[i] + 17);
                }
            }
        }
    }

    @Test
    void bothKernelsFilterAsAComparisonOfEachValueDoes() {
        var random = new Random(SEED);
        for (var width = 1; width <= 32; width++) {
            var values = values(Batch.CAPACITY, width);
            var words = packed(Arena.ofAuto(), values, width, 0);
            for (var round = 0; round < 10; round++) {
                var one = values[random.nextInt(Batch.CAPACITY)];
                var other = values[random.nextInt(Batch.CAPACITY)];
                var low = Integer.compareUnsigned(one, other) <= 0 ? one : other;
                var span = (one ^ other ^ low) - low;
                var expected = filtered(values, low, low + span);
                var found = new long[32];

                BitPackingPlain.filter(words, 0, width, low, span, found);
                assertThat(found).isEqualTo(expected);
                BitPackingSimd.filter(words, 0, width, low, span, found);
                assertThat(found).isEqualTo(expected);
                BitPackingPlain.filter(values, low, span, found);
                assertThat(found).isEqualTo(expected);
                BitPackingSimd.filter(values, low, span, found);
                assertThat(found).isEqualTo(expected);
            }
        }
    }

    @Test
    void valuesOfEveryWidthComeBackFromTwoPlanes() {
        var random = new Random(SEED);
        var scratch = new DecodeScratch();
        for (var width = 0; width <= 64; width++) {
            for (var rows : new int[] {1, 64, 100, 2_048}) {
                var values = new long[ARRAY];
                for (var i = 0; i < rows && width > 0; i++) {
                    values[i] = random.nextLong() >>> (64 - width);
                }
                var output = new ByteOutput(1);
                BitPacking.packLongs(values, rows, width, new int[ARRAY], output);
                assertThat(output.size()).isEqualTo(BitPacking.packedBytes(rows, width));
                var words = Arena.ofAuto().allocate(output.size() + BitPacking.SLACK_BYTES);
                MemorySegment.copy(output.array(), 0, words, LittleEndian.BYTE, 0, output.size());
                var target = new long[ARRAY];

                BitPacking.unpackLongs(words, 0, rows, width, -5, 3, target, scratch);

                for (var i = 0; i < rows; i++) {
                    assertThat(target[i]).as("width %d", width).isEqualTo(3 * values[i] - 5);
                }
            }
        }
    }

    private static MemorySegment packed(Arena arena, int[] values, int width, int offset) {
        var words = new int[Batch.CAPACITY];
        BitPackingPlain.pack(values, Batch.CAPACITY, width, words);
        var memory = arena.allocate(BitPacking.SLACK_BYTES + offset);
        MemorySegment.copy(words, 0, memory, LittleEndian.INT, offset, words.length);
        return memory;
    }

    private static int[] values(int rows, int width) {
        var random = new Random(SEED + width);
        var values = new int[ARRAY];
        for (var i = 0; i < rows; i++) {
            values[i] = random.nextInt() >>> (32 - width);
        }
        values[0] = BitPacking.mask(width);
        return values;
    }

    private static long[] filtered(int[] values, int low, int high) {
        var mask = new long[32];
        for (var i = 0; i < Batch.CAPACITY; i++) {
            if (Integer.compareUnsigned(values[i], low) >= 0 && Integer.compareUnsigned(values[i], high) <= 0) {
                mask[i >>> 6] |= 1L << i;
            }
        }
        return mask;
    }
}
