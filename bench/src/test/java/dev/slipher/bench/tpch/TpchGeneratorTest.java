package dev.slipher.bench.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TpchGeneratorTest {
    @TempDir
    private Path folder;

    @Test
    void everyTableHasAboutTheExpectedRowsAndReportsThem() throws IOException, InterruptedException {
        var generator = new TpchGenerator(0.01, folder);
        for (var table : TpchWorkload.TABLES) {
            var reported = new AtomicLong();
            generator.generate(table, reported);
            var lines = Files.readAllLines(generator.file(table));
            assertThat(reported).hasValue(lines.size());
            assertThat((double) lines.size())
                    .isBetween(0.95 * generator.expectedRows(table), 1.05 * generator.expectedRows(table));
            assertThat(lines).noneMatch(line -> line.endsWith("|"));
        }
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(TpchWorkload.TABLES.size());
        }
    }

    @Test
    void partsOfATableFollowEachOtherInKeyOrder() throws IOException, InterruptedException {
        var generator = new TpchGenerator(0.01, folder);
        generator.generate("orders", new AtomicLong());
        var keys = Files.readAllLines(generator.file("orders")).stream()
                .map(line -> Long.parseLong(line.substring(0, line.indexOf('|'))))
                .toList();
        assertThat(keys).isSorted();
    }
}
