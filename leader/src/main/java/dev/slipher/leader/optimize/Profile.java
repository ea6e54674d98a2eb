package dev.slipher.leader.optimize;

import dev.slipher.leader.plan.TableStatistics.ColumnStatistics;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.HashMap;
import java.util.Map;

/**
 * What is expected of a node's rows: how many, and for its columns the number of distinct values and their range.
 *
 * @param rows at least 1, so that products stay comparable
 */
record Profile(double rows, Map<Integer, ColumnProfile> columns) {
    /**
     * What is expected of a column.
     *
     * @param distinct values other than null, at least 1
     * @param min least value as a number, NaN if unknown
     */
    record ColumnProfile(double distinct, double nullFraction, double min, double max, double bytes) {
        static ColumnProfile of(ColumnStatistics statistics, SqlType type, double rows) {
            return new ColumnProfile(
                    Math.max(1, statistics.distinctValues().orElse(Math.max(1, rows / 10))),
                    statistics.nullFraction(),
                    number(statistics.min(), type),
                    number(statistics.max(), type),
                    statistics.averageBytes());
        }

        ColumnProfile limited(double rows) {
            return distinct <= rows ? this : new ColumnProfile(Math.max(1, rows), nullFraction, min, max, bytes);
        }
    }

    Profile {
        rows = Math.max(1, rows);
    }

    /** Returns a value as a number that keeps its order, NaN if it has none. */
    static double number(Datum value, SqlType type) {
        return switch (value) {
            case Datum.Integral(long v) ->
                type instanceof SqlType.Decimal(var _, int scale) ? v / Math.pow(10, scale) : v;
            case Datum.Floating(double v) -> v;
            case Datum.Wide(long high, long low) -> {
                double whole = high * 0x1p64 + (low >= 0 ? (double) low : low + 0x1p64);
                yield type instanceof SqlType.Decimal(var _, int scale) ? whole / Math.pow(10, scale) : whole;
            }
            case Datum.Null _, Datum.Bytes _ -> Double.NaN;
        };
    }

    /** Returns the profile of a part of the rows. */
    Profile scaled(double newRows) {
        return new Profile(newRows, columns);
    }

    double distinct(int column) {
        ColumnProfile profile = columns.get(column);
        return profile == null ? Math.max(1, rows / 10) : Math.min(profile.distinct(), rows);
    }

    Profile joined(Profile other, double newRows) {
        var all = new HashMap<>(columns);
        all.putAll(other.columns);
        return new Profile(newRows, all);
    }

    static double bytes(SqlType type) {
        return switch (type.physicalKind()) {
            case INT32 -> 4;
            case INT64, DOUBLE -> 8;
            case INT128 -> 16;
            case BYTES ->
                type instanceof SqlType.Varchar(int length)
                        ? Math.min(length, 32)
                        : type instanceof SqlType.Char(int length) ? Math.min(length, 32) : 32;
        };
    }
}
