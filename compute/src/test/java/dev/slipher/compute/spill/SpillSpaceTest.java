package dev.slipher.compute.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.encoding.BatchCodec;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillSpaceTest {
    private static final int FILES = SpillSpace.MOST_KEPT_OPEN + 100;
    private static final int ROUNDS = 3;

    @TempDir
    Path directory;

    private final LongAdder written = new LongAdder();
    private final LongAdder read = new LongAdder();
    private final BatchCodec codec = new BatchCodec();

    @Test
    void moreFilesThanStayOpenAreWrittenAndReadInAnyOrder() throws IOException {
        var space = new SpillSpace(directory);
        var files = IntStream.range(0, FILES)
                .mapToObj(i -> space.open(written, read))
                .toList();
        for (var round = 0; round < ROUNDS; round++) {
            for (var i = 0; i < FILES; i++) {
                files.get(i).append(batch(1_000L * round + i), codec);
            }
        }
        assertThat(openFiles()).isLessThanOrEqualTo(SpillSpace.MOST_KEPT_OPEN);
        var order = new ArrayList<>(IntStream.range(0, FILES * ROUNDS).boxed().toList());
        Collections.shuffle(order, new Random(1));
        for (var at : order) {
            var found = files.get(at % FILES).read(at / FILES, codec);
            assertThat(((LongVector) found.column(0)).values()[0]).isEqualTo(1_000L * (at / FILES) + at % FILES);
        }
        assertThat(openFiles()).isLessThanOrEqualTo(SpillSpace.MOST_KEPT_OPEN);
        assertThat(read.sum()).isEqualTo(written.sum()).isPositive();
        files.forEach(SpillFile::close);
        assertThat(directory).isEmptyDirectory();
        assertThat(openFiles()).isZero();
        try (var next = space.open(written, read)) {
            next.append(batch(5), codec);
            assertThat(openFiles()).isOne();
        }
    }

    @Test
    void aFileThatSomebodyDeletedIsAnError() throws IOException {
        var space = new SpillSpace(directory);
        var kept = IntStream.range(0, SpillSpace.MOST_KEPT_OPEN)
                .mapToObj(i -> space.open(written, read))
                .toList();
        kept.forEach(file -> file.append(batch(1), codec));
        try (var file = space.open(written, read)) {
            file.append(batch(2), codec);
            try (var all = Files.list(directory)) {
                for (var path : all.toList()) {
                    Files.delete(path);
                }
            }
            assertThatThrownBy(() -> file.read(0, codec)).isInstanceOf(SlipherException.class);
        }
        kept.forEach(SpillFile::close);
    }

    @Test
    void filesTogetherTakeNoMoreThanTheirShareAndGiveItBack() {
        var disk = new DiskShare[1];
        disk[0] = new DiskShare(directory, () -> 2_000 - disk[0].usedBytes());
        var space = new SpillSpace(directory, disk[0]);
        try (var first = space.open(written, read);
                var second = space.open(written, read)) {
            assertThatThrownBy(() -> {
                        for (var i = 0; i < 1_000; i++) {
                            (i % 2 == 0 ? first : second).append(batch(i), codec);
                        }
                    })
                    .isInstanceOfSatisfying(
                            SlipherException.class,
                            e -> assertThat(e.sqlState()).isEqualTo(SqlState.DISK_FULL))
                    .hasMessageContaining("spill files of all queries take %d bytes".formatted(disk[0].usedBytes()))
                    .hasMessageContaining("may take 1000, half of what would be free without them");
            assertThat(first.byteCount() + second.byteCount())
                    .isEqualTo(disk[0].usedBytes())
                    .isBetween(800L, 1_000L);
            first.close();
            second.append(batch(5), codec);
        }
        assertThat(disk[0].usedBytes()).isZero();
    }

    private static Batch batch(long value) {
        var vector = LongVector.allocate(Batch.CAPACITY);
        vector.values()[0] = value;
        return new Batch(new Vector[] {vector}, 1);
    }

    /** Counts this process's open files in the directory, as Linux tells; elsewhere there are none to be seen. */
    private long openFiles() throws IOException {
        var descriptors = Path.of("/proc/self/fd");
        if (!Files.exists(descriptors)) {
            return 0;
        }
        try (var open = Files.list(descriptors)) {
            return open.filter(link -> {
                        try {
                            return Files.readSymbolicLink(link).startsWith(directory.toRealPath());
                        } catch (IOException _) {
                            return false;
                        }
                    })
                    .count();
        }
    }
}
