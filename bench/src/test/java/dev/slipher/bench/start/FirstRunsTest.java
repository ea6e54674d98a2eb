package dev.slipher.bench.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is said here of how long anything takes; {@code slipher bench first} prints it. */
class FirstRunsTest {
    @Test
    void everyStatementRuns(@TempDir Path folder) throws Exception {
        var times = new FirstRuns(folder.resolve("data"), "1g", 3_000, 1, 0).run();
        assertThat(times)
                .hasSizeGreaterThan(15)
                .allSatisfy(time -> assertThat(time.hot()).isPositive());
    }
}
