package dev.slipher.bench.tpch;

import java.util.List;
import java.util.Optional;

/**
 * What a run of TPC-H on Slipher and DuckDB found.
 *
 * @param cores cores that each engine could use
 * @param restMillis between the start of the server and the first query
 */
public record TpchReport(
        double scaleFactor, int cores, long restMillis, List<Query> queries, Engine slipher, Engine duckDb) {
    /**
     * One query.
     *
     * @param firstNanos the first run in a fresh process
     * @param hotNanos median of the later runs
     * @param cpuNanos processor time of one of the later runs on average, which other work on the machine disturbs less
     * @param difference how the rows differ, absent if they agree
     */
    public record Query(
            int number,
            long firstNanos,
            long hotNanos,
            long duckDbFirstNanos,
            long duckDbHotNanos,
            long cpuNanos,
            long duckDbCpuNanos,
            int rows,
            Optional<String> difference) {
        double ratio() {
            return (double) duckDbHotNanos / hotNanos;
        }

        /** Returns 0 where the time was too short for the system to tell. */
        double cpuRatio() {
            return cpuNanos == 0 ? 0 : (double) duckDbCpuNanos / cpuNanos;
        }
    }

    /**
     * What one engine needed besides the queries.
     *
     * @param loadNanos of all tables
     * @param lineitemNanos of lineitem alone
     */
    public record Engine(
            long loadNanos, long lineitemNanos, long lineitemTextBytes, long storedBytes, long peakMemoryBytes) {
        double lineitemMegabytesPerSecond() {
            return lineitemTextBytes * 1e3 / lineitemNanos;
        }
    }

    /** Returns the report as the table that the command prints. */
    public String text() {
        var text = new StringBuilder();
        line(text, "TPC-H at scale factor %s, %d cores; times in ms, ratio = DuckDB's time / Slipher's", trim(), cores);
        line(text, "Slipher's first query %.1f s after its start", restMillis / 1e3);
        line(text, "");
        line(text, "query   slipher first    hot   duckdb first    hot   ratio  cpu ratio     rows");
        for (var query : queries) {
            line(
                    text,
                    "  q%02d        %9.1f %8.1f      %9.1f %8.1f   %5.2f      %5.2f %8d  %s",
                    query.number(),
                    millis(query.firstNanos()),
                    millis(query.hotNanos()),
                    millis(query.duckDbFirstNanos()),
                    millis(query.duckDbHotNanos()),
                    query.ratio(),
                    query.cpuRatio(),
                    query.rows(),
                    query.difference().map(words -> "DIFFERENT: " + words).orElse("agree"));
        }
        var slipherHot = queries.stream().mapToLong(Query::hotNanos).sum();
        var duckDbHot = queries.stream().mapToLong(Query::duckDbHotNanos).sum();
        var slipherCpu = queries.stream().mapToLong(Query::cpuNanos).sum();
        var duckDbCpu = queries.stream().mapToLong(Query::duckDbCpuNanos).sum();
        line(text, "");
        line(
                text,
                "total hot  slipher %.0f, duckdb %.0f, ratio %.2f; geometric mean of ratios %.2f",
                millis(slipherHot),
                millis(duckDbHot),
                (double) duckDbHot / slipherHot,
                geometricMean());
        line(
                text,
                "total cpu  slipher %.0f, duckdb %.0f, ratio %.2f",
                millis(slipherCpu),
                millis(duckDbCpu),
                slipherCpu == 0 ? 0 : (double) duckDbCpu / slipherCpu);
        engine(text, "slipher", slipher);
        engine(text, "duckdb ", duckDb);
        return text.toString();
    }

    /** Returns whether every query gave DuckDB's rows. */
    public boolean allAgree() {
        return queries.stream().allMatch(query -> query.difference().isEmpty());
    }

    double geometricMean() {
        return Math.exp(queries.stream()
                .mapToDouble(query -> Math.log(query.ratio()))
                .average()
                .orElse(0));
    }

    private static void engine(StringBuilder text, String name, Engine engine) {
        line(
                text,
                "%s    load %.1f s (lineitem %.1f s, %.0f MB/s of text), stored %.0f MB, peak memory %.0f MB",
                name,
                engine.loadNanos() / 1e9,
                engine.lineitemNanos() / 1e9,
                engine.lineitemMegabytesPerSecond(),
                engine.storedBytes() / 1e6,
                engine.peakMemoryBytes() / 1e6);
    }

    private String trim() {
        return scaleFactor == Math.rint(scaleFactor) ? String.valueOf((long) scaleFactor) : String.valueOf(scaleFactor);
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(format.formatted(values).stripTrailing()).append('\n');
    }
}
