package dev.slipher.bench.oracle;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A piece of SQL that means the same in both engines: as Slipher is asked, and as DuckDB is. */
record Sql(String slipher, String duckDb) {
    /** Returns a text that both engines understand alike. */
    static Sql both(String text) {
        return new Sql(text, text);
    }

    /** Returns a text with each {@code %s} replaced by a part. */
    static Sql format(String template, Sql... parts) {
        var slipherParts = Arrays.stream(parts).map(Sql::slipher).toArray();
        var duckDbParts = Arrays.stream(parts).map(Sql::duckDb).toArray();
        return new Sql(template.formatted(slipherParts), template.formatted(duckDbParts));
    }

    static Sql join(String delimiter, List<Sql> parts) {
        return new Sql(
                parts.stream().map(Sql::slipher).collect(Collectors.joining(delimiter)),
                parts.stream().map(Sql::duckDb).collect(Collectors.joining(delimiter)));
    }
}
