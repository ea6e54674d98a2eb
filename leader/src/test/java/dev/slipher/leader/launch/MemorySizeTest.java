package dev.slipher.leader.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MemorySizeTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1000,1000",
        "512k,524288",
        "512M,536870912",
        "8g,8589934592",
        "8GiB,8589934592",
        "2 tb,2199023255552"
    })
    void sizesAreWholeNumbersWithAUnit(String text, long bytes) {
        assertThat(MemorySize.parse(text)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "g", "1.5g", "-1g", "8x", "8 g g", "999999999999t"})
    void anythingElseIsNoSize(String text) {
        assertThat(MemorySize.parse(text)).isEmpty();
    }

    @Test
    void sizesAreWrittenInTheLargestWholeUnit() {
        assertThat(MemorySize.format(0)).isEqualTo("0");
        assertThat(MemorySize.format(1025)).isEqualTo("1025");
        assertThat(MemorySize.format(1536L << 20)).isEqualTo("1536m");
        assertThat(MemorySize.format(8L << 30)).isEqualTo("8g");
    }
}
