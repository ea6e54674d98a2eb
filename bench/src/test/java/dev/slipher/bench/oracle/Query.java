package dev.slipher.bench.oracle;

import java.util.List;
import java.util.stream.IntStream;

/** A query whose columns are named c1, c2 … */
record Query(Sql text, List<Kind> kinds, long rows) {
    /** Returns the columns as they are named below an alias. */
    List<Value> columns(String alias) {
        return IntStream.range(0, kinds.size())
                .mapToObj(i -> new Value(Sql.both(alias + ".c" + (i + 1)), kinds.get(i)))
                .toList();
    }
}
