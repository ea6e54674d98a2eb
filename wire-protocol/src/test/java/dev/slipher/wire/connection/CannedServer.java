package dev.slipher.wire.connection;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.auth.AuthenticationPolicy;
import dev.slipher.wire.format.ValueFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Runs the protocol over canned answers, for a look at it with psql: {@code select 1}, {@code select rows} (50 million),
 * {@code select error}, {@code select sleep} (until cancelled), {@code copy in}, {@code copy out}.
 */
final class CannedServer {
    private CannedServer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ServerOptions.DEFAULT_PORT;
        try (var server = PostgresServer.start(
                ServerOptions.listeningOn(new InetSocketAddress("localhost", port)),
                _ -> new AuthenticationPolicy.Trust(),
                engine())) {
            System.out.println("listening on " + server.address() + "; Enter stops");
            System.in.read();
        }
    }

    static CannedEngine engine() {
        var numbers = List.of(ResultColumn.of("n", SqlType.Simple.INTEGER));
        var batch = numbers(Batch.CAPACITY);
        return new CannedEngine()
                .rows("select 41+1", numbers, new Batch(new Vector[] {new IntVector(new int[] {42}, null)}, 1))
                .rows("select 1", List.of(ResultColumn.of("?column?", SqlType.Simple.INTEGER)), numbers(1))
                .answer(
                        "select rows",
                        new CannedEngine.Answer.Rows(
                                List.of(),
                                numbers,
                                (index, _) -> index < 50_000_000 / Batch.CAPACITY ? batch : CannedEngine.empty(),
                                "SELECT 50000000"))
                .fails(
                        "select error",
                        new SlipherException(SqlState.UNDEFINED_COLUMN, "column \"error\" does not exist")
                                .withDetail("There is no column.")
                                .withHint("Name one that exists.")
                                .withPosition(8))
                .command("select sleep", (session, _, _) -> {
                    session.running.release();
                    session.cancels.acquire();
                    throw PostgresServer.userCancel();
                })
                .command("copy in", (_, _, sink) -> {
                    return "COPY "
                            + readAll(sink.copyIn(ValueFormat.TEXT, 1)).lines().count();
                })
                .command("copy out", (_, _, sink) -> {
                    sink.copyOut(ValueFormat.TEXT, 2);
                    for (var line : List.of("1\tone\n", "2\ttwo\n")) {
                        sink.copyLine(line.getBytes(StandardCharsets.UTF_8), 0, line.length());
                    }
                    return "COPY 2";
                })
                .command("copy out of latin1", (_, _, sink) -> {
                    sink.copyOut(ValueFormat.TEXT, 1);
                    for (var line : List.of("é\n", "日\n")) {
                        var bytes = line.getBytes(StandardCharsets.UTF_8);
                        sink.copyLine(bytes, 0, bytes.length);
                    }
                    return "COPY 2";
                });
    }

    static String readAll(CopyInSource source) {
        var all = new ByteArrayOutputStream();
        var chunk = new byte[1_000];
        for (var count = source.read(chunk, 0, chunk.length); count >= 0; count = source.read(chunk, 0, chunk.length)) {
            all.write(chunk, 0, count);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    static Batch numbers(int count) {
        var vector = IntVector.allocate(count);
        for (var i = 0; i < count; i++) {
            vector.values()[i] = i + 1;
        }
        return new Batch(new Vector[] {vector}, count);
    }

    static Batch strings(int count, int length) {
        var offsets = new int[count + Batch.SLACK + 1];
        for (var i = 0; i < count; i++) {
            offsets[i + 1] = (i + 1) * length;
        }
        return new Batch(new Vector[] {new BytesVector(new byte[count * length], offsets, null)}, count);
    }
}
