package dev.slipher.storage.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactDivisionTest {
    @ParameterizedTest
    @ValueSource(longs = {2, 3, 7, 64, 100, 86_400_000_000L, (1L << 40) * 3, Long.MAX_VALUE})
    void multiplesAreToldFromOtherNumbersAndDivided(long divisor) {
        var seed = System.nanoTime();
        var random = new Random(seed);
        var division = new ExactDivision(divisor);
        for (var round = 0; round < 10_000; round++) {
            var base = random.nextLong() >> 2;
            var quotient = random.nextLong(Long.MAX_VALUE / divisor + 1) >>> random.nextInt(40);
            var rest = random.nextLong(Math.max(1, Math.min(divisor, Long.MAX_VALUE - quotient * divisor)));
            var values = new long[] {base + quotient * divisor + rest};
            assertThat(division.areMultiples(values, 0, 1, base))
                    .as("seed %d: %d", seed, quotient)
                    .isEqualTo(rest == 0);
            values[0] = base + quotient * divisor;
            var quotients = new long[1];
            division.divide(values, 1, base, quotients);
            assertThat(quotients[0]).as("seed %d", seed).isEqualTo(quotient);
        }
    }

    @Test
    void oneNumberThatIsNoMultipleIsEnough() {
        assertThat(new ExactDivision(10).areMultiples(new long[] {5, 15, 25, 36}, 0, 4, 5))
                .isFalse();
        assertThat(new ExactDivision(10).areMultiples(new long[] {5, 15, 25, 36}, 0, 3, 5))
                .isTrue();
    }
}
