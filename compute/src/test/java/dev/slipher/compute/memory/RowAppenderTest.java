package dev.slipher.compute.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RowAppenderTest {
    private static final int LONGEST = (1 << 20) - 1;

    private final MemoryPool pool = new MemoryPool(64 << 20);
    private final MemoryAccount account = pool.openAccount(64 << 20);
    private final RowLayout strings = new RowLayout(List.of(PhysicalKind.BYTES), 0);
    private final int[] addresses = new int[Batch.CAPACITY];

    @AfterEach
    void everythingWasGivenBack() {
        assertThat(account.reservedBytes()).isZero();
        account.close();
    }

    @Test
    void theLongestStringComesBackWhole() {
        try (var heap = new RowHeap(strings, account)) {
            var appender = new RowAppender(heap);
            assertThat(appender.tryPrepare(2, LONGEST + 1)).isTrue();
            appender.append(batch(1, LONGEST), addresses);

            assertThat(heap.datum(addresses[0], 0)).isEqualTo(new Datum.Bytes(text(1)));
            assertThat(heap.datum(addresses[1], 0)).isEqualTo(new Datum.Bytes(text(LONGEST)));
        }
    }

    @Test
    void aStringWhoseLengthNoReferenceSaysIsRefused() {
        try (var heap = new RowHeap(strings, account)) {
            var appender = new RowAppender(heap);
            assertThat(appender.tryPrepare(1, LONGEST + 1)).isTrue();

            assertThatThrownBy(() -> appender.append(batch(LONGEST + 1), addresses))
                    .isInstanceOfSatisfying(
                            SlipherException.class,
                            error -> assertThat(error.sqlState()).isEqualTo(SqlState.PROGRAM_LIMIT_EXCEEDED))
                    .hasMessageContaining("string of 1048576 bytes is longer than the 1048575 bytes");
        }
    }

    @Test
    void aHeapWithoutFurtherPagesRefusesAsMemoryWould() {
        try (var heap = new RowHeap(strings, account, 4, 4)) {
            var appenders =
                    IntStream.range(0, 4).mapToObj(_ -> new RowAppender(heap)).toList();
            for (var appender : appenders.subList(0, 3)) {
                assertThat(appender.tryPrepare(10, 0)).isTrue();
            }
            var reserved = account.reservedBytes();

            assertThat(appenders.get(3).tryPrepare(10, 0)).isFalse();
            assertThat(account.reservedBytes()).isLessThanOrEqualTo(reserved);

            appenders.getFirst().release();
            assertThat(appenders.get(3).tryPrepare(10, 0)).isTrue();
        }
    }

    @Test
    void aHeapWithoutFurtherPagesOfStringsRefusesAsMemoryWould() {
        try (var heap = new RowHeap(strings, account, 8, 2)) {
            var appenders =
                    IntStream.range(0, 3).mapToObj(_ -> new RowAppender(heap)).toList();
            for (var appender : appenders) {
                assertThat(appender.tryPrepare(1, 0)).isTrue();
            }
            assertThat(appenders.get(0).tryPrepare(1, 10)).isTrue();
            assertThat(appenders.get(1).tryPrepare(1, 10)).isTrue();
            var reserved = account.reservedBytes();

            assertThat(appenders.get(2).tryPrepare(1, 10)).isFalse();
            assertThat(account.reservedBytes()).isLessThanOrEqualTo(reserved);

            appenders.getFirst().release();
            assertThat(appenders.get(2).tryPrepare(1, 10)).isTrue();
        }
    }

    private static Batch batch(int... lengths) {
        var offsets = new int[lengths.length + Batch.SLACK + 1];
        for (var i = 0; i < lengths.length; i++) {
            offsets[i + 1] = offsets[i] + lengths[i];
        }
        var vector = new BytesVector(text(offsets[lengths.length]), offsets, null);
        return new Batch(new Vector[] {vector}, lengths.length);
    }

    private static byte[] text(int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) 'x');
        return bytes;
    }
}
