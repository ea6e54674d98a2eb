package dev.slipher.bench.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is said here of how long anything takes; {@code slipher bench start} prints it. */
class StartRunTest {
    @Test
    void aKilledServerComesBackAndAnswers(@TempDir Path folder) throws Exception {
        var times = new StartRun(folder.resolve("data"), "1g", 10_000, 2).run();
        assertThat(times.answered()).hasSize(2);
        for (var i = 0; i < 2; i++) {
            assertThat(times.listening()[i]).isPositive().isLessThan(times.answered()[i]);
        }
        assertThat(times.text()).contains("median");
    }
}
