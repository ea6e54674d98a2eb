package dev.slipher.leader.plan;

import dev.slipher.storage.type.Datum;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What is known about a table's rows, for choosing plans only.
 *
 * @param columns by column id; columns of which nothing is known are missing
 */
public record TableStatistics(long rowCount, long byteCount, Map<Integer, ColumnStatistics> columns) {
    public TableStatistics {
        columns = Map.copyOf(columns);
    }

    /**
     * What is known about a column.
     *
     * @param min smallest value, {@link Datum.Null} if unknown; strings may be cut
     * @param max greatest value, likewise
     */
    public record ColumnStatistics(
            OptionalDouble distinctValues, double nullFraction, Datum min, Datum max, double averageBytes) {}
}
