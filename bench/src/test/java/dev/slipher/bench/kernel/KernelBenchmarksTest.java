package dev.slipher.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.storage.batch.LongVector;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Asserts what each benchmark computes, and runs them all under JMH where that is asked for:
 * {@code mvn test -pl bench -am -Dtest=KernelBenchmarksTest -Dsurefire.failIfNoSpecifiedTests=false -Dslipher.kernels=.}
 * with a pattern of benchmarks.
 */
@Timeout(value = 4, unit = TimeUnit.HOURS)
class KernelBenchmarksTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void comparisonsFindTheRowsInTheRange(boolean trained) {
        var compare = new CompareBenchmark();
        compare.trained = trained;
        compare.fill();
        assertThat(BitMask.count(compare.intsInRange(), 32)).isEqualTo(200);
        assertThat(BitMask.count(compare.longsInRange(), 32)).isEqualTo(200);
        assertThat(BitMask.count(compare.doublesInRange(), 32)).isEqualTo(200);
    }

    @Test
    void productsAreExact() {
        var arithmetic = new ArithmeticBenchmark();
        assertThat(arithmetic.multiplyInts()[0]).isEqualTo(1_000_000);
        assertThat(arithmetic.multiplyLongs()[1_000]).isZero();
        assertThat(arithmetic.multiplyLongsChecked()[2_000]).isEqualTo(1_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 12, 24, 40})
    void whatIsPackedComesBack(int width) {
        var codec = new CodecBenchmark();
        codec.width = width;
        codec.fill();
        assertThat(codec.pack().remaining()).isPositive();
        var values = (LongVector) codec.unpack().column(0);
        assertThat(values.values()[0]).isZero();
        assertThat(values.values()[1]).isEqualTo(0x9E37_79B9_7F4A_7C15L >>> 64 - width);
    }

    @Test
    void theWordIsFoundAtTheEnd() {
        var search = new SearchBenchmark();
        search.fill();
        assertThat(search.indexOf()).isEqualTo(SearchBenchmark.BYTES - 7);
    }

    @Test
    @EnabledIfSystemProperty(named = "slipher.kernels", matches = ".+")
    void everyBenchmarkIsTimed() throws RunnerException {
        var options = new OptionsBuilder()
                .include("dev.slipher.bench.kernel.*" + System.getProperty("slipher.kernels"))
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(3)
                .measurementTime(TimeValue.seconds(1))
                .shouldFailOnError(true)
                .build();
        assertThat(new Runner(options).run()).isNotEmpty();
    }
}
