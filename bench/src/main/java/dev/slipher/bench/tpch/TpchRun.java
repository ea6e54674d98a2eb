package dev.slipher.bench.tpch;

import dev.slipher.bench.duckdb.DuckDbProcess;
import dev.slipher.bench.result.ResultRows;
import dev.slipher.bench.result.RowComparison;
import dev.slipher.bench.server.ServerProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * One run of TPC-H: generates the rows, loads them into Slipher and DuckDB, and runs each query on both in turn.
 *
 * <p>Both engines are processes of their own with the same memory and as many threads as the machine has cores; Slipher
 * is timed through its protocol.
 */
public final class TpchRun {
    private static final int DUCKDB_CORES = Runtime.getRuntime().availableProcessors();

    private final Path folder;
    private final double scaleFactor;
    private final long memoryMegabytes;
    private final int rounds;
    private final long restMillis;
    private final List<Integer> queries;
    private final PrintWriter progress;

    /**
     * @param folder for all files, of some three times the text's size; databases in it are used as they are
     * @param rounds runs of each query after the first
     * @param restMillis how long the fresh server is left alone before the first query
     * @param queries numbers of those to run, from 1
     */
    public TpchRun(
            Path folder,
            double scaleFactor,
            long memoryMegabytes,
            int rounds,
            long restMillis,
            List<Integer> queries,
            PrintWriter progress) {
        this.folder = folder;
        this.scaleFactor = scaleFactor;
        this.memoryMegabytes = memoryMegabytes;
        this.rounds = rounds;
        this.restMillis = restMillis;
        this.queries = List.copyOf(queries);
        this.progress = progress;
    }

    /** Runs everything, both engines freshly started before the queries. */
    public TpchReport run() throws IOException, InterruptedException, SQLException {
        var generator = new TpchGenerator(scaleFactor, folder.resolve("text"));
        for (var table : TpchWorkload.TABLES) {
            say("generating %s", table);
            generator.generate(table, new AtomicLong());
        }
        var duckDbFile = folder.resolve("duckdb.db");
        var loads = load(generator, duckDbFile);
        var duckDbLoad = loads.duckDb();
        var slipherLoad = loads.slipher();
        try (var slipher = ServerProcess.start(folder.resolve("slipher"), memoryMegabytes + "m");
                var duckDb = DuckDbProcess.start(Optional.of(duckDbFile), memoryMegabytes, DUCKDB_CORES);
                var connection = slipher.connect()) {
            say("leaving the server alone for %d ms", restMillis);
            TimeUnit.MILLISECONDS.sleep(restMillis);
            startDriver(connection);
            var measured = new ArrayList<TpchReport.Query>();
            for (var number : queries) {
                say("query %d of %d", number, TpchWorkload.QUERY_COUNT);
                measured.add(runQuery(number, connection, duckDb, slipher.pid()));
            }
            var textBytes = Files.size(generator.file("lineitem"));
            return new TpchReport(
                    scaleFactor,
                    DUCKDB_CORES,
                    restMillis,
                    measured,
                    new TpchReport.Engine(
                            slipherLoad.all(),
                            slipherLoad.lineitem(),
                            textBytes,
                            storedBytes(folder.resolve("slipher")),
                            slipher.peakMemoryBytes()),
                    new TpchReport.Engine(
                            duckDbLoad.all(),
                            duckDbLoad.lineitem(),
                            textBytes,
                            Files.size(duckDbFile),
                            ServerProcess.peakMemoryBytes(duckDb.pid())));
        }
    }

    /** Loads the classes of the client's driver, which are no part of a query: DuckDB's times have no client in them. */
    private static void startDriver(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("select 1, 2.5, 'a', date '2000-01-01'")) {
            ResultRows.read(result);
        }
    }

    private record LoadTime(long all, long lineitem) {}

    private record Loads(LoadTime duckDb, LoadTime slipher) {}

    /** Loads both databases, or tells how long it took when they were loaded. */
    private Loads load(TpchGenerator generator, Path duckDbFile) throws IOException, SQLException {
        var times = folder.resolve("load-times");
        if (Files.exists(times)) {
            say("using what was loaded before");
            var nanos = Files.readAllLines(times).stream().map(Long::valueOf).toList();
            return new Loads(new LoadTime(nanos.get(0), nanos.get(1)), new LoadTime(nanos.get(2), nanos.get(3)));
        }
        var loads = new Loads(loadDuckDb(generator, duckDbFile), loadSlipher(generator));
        Files.write(
                times,
                LongStream.of(
                                loads.duckDb().all(),
                                loads.duckDb().lineitem(),
                                loads.slipher().all(),
                                loads.slipher().lineitem())
                        .mapToObj(Long::toString)
                        .toList());
        return loads;
    }

    private LoadTime loadDuckDb(TpchGenerator generator, Path file) throws IOException {
        try (var duckDb = DuckDbProcess.start(Optional.of(file), memoryMegabytes, DUCKDB_CORES)) {
            for (var statement : TpchWorkload.portableSchema()) {
                duckDb.run(statement);
            }
            long all = 0;
            long last = 0;
            for (var table : TpchWorkload.TABLES) {
                say("loading %s into DuckDB", table);
                last = duckDb.run(
                                "insert into %s from read_csv('%s', delim = '|', header = false, quote = '', escape = '')"
                                        .formatted(table, generator.file(table)))
                        .nanos();
                all += last;
            }
            duckDb.run("checkpoint");
            return new LoadTime(all, last);
        }
    }

    private LoadTime loadSlipher(TpchGenerator generator) throws IOException, SQLException {
        try (var server = ServerProcess.start(folder.resolve("slipher"), memoryMegabytes + "m");
                var connection = server.connect();
                var statement = connection.createStatement()) {
            for (var create : TpchWorkload.schema()) {
                statement.execute(create);
            }
            long all = 0;
            long last = 0;
            for (var table : TpchWorkload.TABLES) {
                say("loading %s into Slipher", table);
                var start = System.nanoTime();
                statement.execute("copy %s from '%s'".formatted(table, generator.file(table)));
                last = System.nanoTime() - start;
                all += last;
            }
            return new LoadTime(all, last);
        }
    }

    private TpchReport.Query runQuery(int number, Connection connection, DuckDbProcess duckDb, long slipherPid)
            throws SQLException, IOException {
        long slipherCpu = 0;
        long duckDbCpu = 0;
        var slipherTimes = new long[rounds + 1];
        var duckDbTimes = new long[rounds + 1];
        var actual = new ResultRows(List.of());
        for (var round = 0; round <= rounds; round++) {
            if (round == 1) {
                slipherCpu = ServerProcess.cpuNanos(slipherPid);
                duckDbCpu = ServerProcess.cpuNanos(duckDb.pid());
            }
            var start = System.nanoTime();
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery(TpchWorkload.query(number))) {
                actual = ResultRows.read(result);
            }
            slipherTimes[round] = System.nanoTime() - start;
            duckDbTimes[round] = duckDb.run(TpchWorkload.query(number)).nanos();
        }
        slipherCpu = ServerProcess.cpuNanos(slipherPid) - slipherCpu;
        duckDbCpu = ServerProcess.cpuNanos(duckDb.pid()) - duckDbCpu;
        var expected = duckDb.run(TpchWorkload.queryWithExactAverages(number)).rows();
        return new TpchReport.Query(
                number,
                slipherTimes[0],
                medianAfterFirst(slipherTimes),
                duckDbTimes[0],
                medianAfterFirst(duckDbTimes),
                slipherCpu / rounds,
                duckDbCpu / rounds,
                actual.rows().size(),
                RowComparison.firstDifference(expected, actual, TpchWorkload.sortColumns(number)));
    }

    private static long medianAfterFirst(long[] times) {
        var hot = Arrays.copyOfRange(times, 1, times.length);
        Arrays.sort(hot);
        return hot[hot.length / 2];
    }

    private static long storedBytes(Path data) throws IOException {
        try (var files = Files.walk(data)) {
            long bytes = 0;
            for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    private void say(String format, Object... values) {
        progress.printf(format + "%n", values);
        progress.flush();
    }
}
