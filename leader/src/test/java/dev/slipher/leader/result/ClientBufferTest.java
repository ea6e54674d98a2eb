package dev.slipher.leader.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.compute.spill.DiskShare;
import dev.slipher.leader.schedule.Cancellation;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientBufferTest {
    private static final long AMPLE = 1L << 40;
    private static final int BATCHES = 1_000;

    @TempDir
    private Path directory;

    private final Random random = new Random(7);
    private final List<Long> expected = new ArrayList<>();
    private final Client client = new Client();
    private final Cancellation cancellation = new Cancellation();

    @Test
    void aClientThatTakesNothingHoldsUpNobody() throws IOException {
        try (var space = space(AMPLE, AMPLE);
                var buffer = new ClientBuffer(client, space.space, cancellation)) {
            fill(buffer, BATCHES);
            assertThat(client.waits).isZero();
            assertThat(client.taken).isEmpty();
            assertThat(space.space.disk().usedBytes()).isGreaterThan(8 << 20);

            buffer.drain();
            assertThat(client.taken).isEqualTo(expected);
            assertThat(buffer.rowCount()).isEqualTo(expected.size());
            assertThat(space.space.disk().usedBytes()).isZero();
        }
    }

    @Test
    void whatAClientTakesAtOnceIsNotKept() throws IOException {
        try (var space = space(0, 0);
                var buffer = new ClientBuffer(client, space.space, cancellation)) {
            client.willing = Integer.MAX_VALUE;
            fill(buffer, BATCHES);
            assertThat(client.waits).isZero();
            assertThat(client.taken).isEqualTo(expected);
        }
    }

    @Test
    void rowsKeepTheirOrderWhenAClientFallsBehindAndCatchesUp() throws IOException {
        try (var space = space(64 << 10, AMPLE);
                var buffer = new ClientBuffer(client, space.space, cancellation)) {
            for (int i = 0; i < BATCHES; i++) {
                client.willing = random.nextInt(10) == 0 ? random.nextInt(20 * Batch.CAPACITY) : 0;
                fill(buffer, 1);
            }
            assertThat(client.waits).isZero();
            buffer.drain();
            assertThat(client.taken).isEqualTo(expected);
        }
    }

    @Test
    void whenTheDiskMayHoldNoMoreTheClientIsWaitedFor() throws IOException {
        try (var space = space(64 << 10, 1 << 20);
                var buffer = new ClientBuffer(client, space.space, cancellation)) {
            for (int i = 0; i < BATCHES; i++) {
                fill(buffer, 1);
                assertThat(space.space.disk().usedBytes()).isLessThanOrEqualTo(1 << 20);
            }
            assertThat(client.waits).isPositive();
            buffer.drain();
            assertThat(client.taken).isEqualTo(expected);
        }
    }

    @Test
    void rowsThatNoClientCanTakeYetAreRefusedWhenTheDiskMayHoldNoMore() throws IOException {
        try (var space = space(64 << 10, 1 << 20)) {
            assertThatThrownBy(() -> ResultStore.filled(space.space, store -> {
                        for (int i = 0; i < BATCHES; i++) {
                            store.append(batch());
                        }
                    }))
                    .hasMessageContaining("rows that wait for clients take");
            assertThat(space.space.disk().usedBytes()).isZero();
        }
    }

    private void fill(ClientBuffer buffer, int batches) {
        for (int i = 0; i < batches; i++) {
            buffer.accept(batch());
        }
    }

    private Batch batch() {
        var values = random.longs(Batch.CAPACITY).toArray();
        LongStream.of(values).forEach(expected::add);
        return new Batch(new Vector[] {new LongVector(values, null)}, values.length);
    }

    /** A space that must be empty at the end. */
    private record CheckedSpace(ResultSpace space, Path directory) implements AutoCloseable {
        @Override
        public void close() {
            assertThat(space.disk().usedBytes()).isZero();
            assertThat(directory).isEmptyDirectory();
        }
    }

    /** @param diskBytes what results may take of the disk */
    private CheckedSpace space(long memoryBytes, long diskBytes) {
        var used = new DiskShare[1];
        used[0] = new DiskShare(directory, () -> 2 * diskBytes - used[0].usedBytes());
        return new CheckedSpace(new ResultSpace(directory, memoryBytes, used[0]), directory);
    }

    /** Takes at once as many rows as it is willing to, and waits for all others. */
    private static final class Client implements RowOutlet {
        private final List<Long> taken = new ArrayList<>();
        private int willing;
        private int waits;

        @Override
        public void send(Batch batch, int from, int count) {
            waits++;
            take(batch, from, count);
        }

        @Override
        public int offer(Batch batch, int from, int count) {
            int accepted = Math.min(willing, count);
            willing -= accepted;
            take(batch, from, accepted);
            return accepted;
        }

        private void take(Batch batch, int from, int count) {
            var values = ((LongVector) batch.column(0)).values();
            for (int i = from; i < from + count; i++) {
                taken.add(values[batch.position(i)]);
            }
        }
    }
}
