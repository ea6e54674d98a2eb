package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LogTailTest {
    private static final LogLimits LIMITS = LogLimits.ofHeap(2L << 30);

    private static boolean isLong(long entries, long bytes, long checkpointBytes) {
        return new LogTail(entries, bytes, checkpointBytes).isLong(LIMITS);
    }

    @Test
    void smallEntriesAreWaitedForUntilTheyComeToMoreThanACheckpoint() {
        assertThat(isLong(2_047, 1 << 20, 0)).isFalse();
        assertThat(isLong(2_048, 400_000, 0)).isTrue();
        assertThat(isLong(2_048, 400_000, 100_000)).isTrue();
        assertThat(isLong(2_048, 400_000, 660_000)).isFalse();
        assertThat(isLong(8_000, 1_600_000, 660_000)).isFalse();
        assertThat(isLong(8_000, 2_640_000, 660_000)).isTrue();
    }

    @Test
    void whatStartUpReadsIsBounded() {
        assertThat(isLong(8_192, 400_000, 100 << 20)).isTrue();
        assertThat(isLong(100, 32 << 20, 100 << 20)).isTrue();
    }

    @Test
    void aCheckpointTakesWhatItHasAndLeavesWhatCameMeanwhile() {
        var before = new LogTail(10, 1_000, 50);
        assertThat(before.withEntry(70).withCheckpoint(before, 80)).isEqualTo(new LogTail(1, 70, 80));
    }
}
