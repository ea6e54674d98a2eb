package dev.slipher.leader.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MovedRowsTest {
    private final Random random = new Random(3);

    @TempDir
    private Path directory;

    private int[][] parts(int... lengths) {
        return IntStream.of(lengths)
                .mapToObj(length -> random.ints(length).toArray())
                .toArray(int[][]::new);
    }

    private static void expect(MovedRows.Numbers numbers, int[][] parts) {
        var reader = numbers.reader();
        var index = 0L;
        for (var part : parts) {
            for (int number : part) {
                assertThat(reader.at(index++)).isEqualTo(number);
            }
        }
        assertThat(numbers.reader().at(index - 1)).isEqualTo(reader.at(index - 1));
        assertThat(numbers.reader().at(0)).isEqualTo(reader.at(0));
    }

    private long files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.count();
        }
    }

    @Test
    void whatMemoryHasNoRoomForIsInFilesUntilItIsReleased() throws IOException {
        var moved = new MovedRows(directory, 50_000);
        var few = parts(1_000, 0, 9_000);
        var many = parts(10_000, 100_000, 1, 70_000);
        var block = parts(16_384);
        var held = moved.keep(few);
        var stored = moved.keep(many);
        var oneBlock = moved.keep(block);
        assertThat(files()).isEqualTo(2);
        expect(held, few);
        expect(stored, many);
        expect(oneBlock, block);

        for (int i = 0; i < 2; i++) {
            held.release();
            stored.release();
        }
        assertThat(files()).isEqualTo(1);
        var again = moved.keep(parts(12_000));
        assertThat(files()).isEqualTo(1);
        again.release();
        new MovedRows(directory);
        assertThat(files()).isZero();
    }

    @Test
    void aDamagedFileIsNoticed() throws IOException {
        var moved = new MovedRows(directory, 0);
        var numbers = moved.keep(parts(100_000));
        try (var files = Files.list(directory)) {
            var file = files.findFirst().orElseThrow();
            var bytes = Files.readAllBytes(file);
            bytes[70_000] ^= 1;
            Files.write(file, bytes);
        }
        var reader = numbers.reader();
        reader.at(16_383);
        assertThatThrownBy(() -> reader.at(20_000))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(SqlState.DATA_CORRUPTED));
        reader.at(90_000);
    }
}
