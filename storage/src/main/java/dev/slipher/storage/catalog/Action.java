package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;
import java.util.List;
import java.util.Map;

/** A change of the catalog: what transactions stage and the log records; {@link Catalog#apply(Action)} says its effect. */
public sealed interface Action {
    /** A new database, schema, table, view or user. A table starts without rows. */
    @Tag(70)
    record Create(Definition definition) implements Action {}

    /** Another definition for an object that exists, whose kind and oid stay. */
    @Tag(71)
    record Alter(Definition definition) implements Action {}

    /** The end of an object that contains nothing any more; its comments, rights and settings go with it. */
    @Tag(72)
    record Drop(int oid) implements Action {}

    /** Finished segments that become part of a table, and what they add to what is known about its columns. */
    @Tag(73)
    record AddSegments(int tableOid, List<SegmentRecord> segments, List<ColumnSummary> statistics) implements Action {
        public AddSegments {
            segments = List.copyOf(segments);
            statistics = List.copyOf(statistics);
        }
    }

    /**
     * A few rows that lie in the log itself.
     *
     * @param columnIds what the batch's columns are, by permanent id
     * @param batch the rows as {@link dev.slipher.storage.encoding.BatchCodec} encodes them; not copied, never changed
     */
    @Tag(74)
    record AddRows(int tableOid, List<Integer> columnIds, int rowCount, byte[] batch) implements Action {
        public AddRows {
            columnIds = List.copyOf(columnIds);
        }
    }

    /** Rows that are deleted, none of which was before. */
    @Tag(75)
    record AddDeletes(int tableOid, List<DeleteDelta> deletes) implements Action {
        public AddDeletes {
            deletes = List.copyOf(deletes);
        }
    }

    /**
     * The same rows in other segments: the work of compaction and of writing inline rows out.
     *
     * @param removed segments whose live rows are now in {@code added}
     * @param inlineEnd inline rows of lower numbers are now in {@code added}; it is where a pack begins, or their end
     * @param statistics what rows that were inline add to what is known about the columns
     */
    @Tag(76)
    record MoveRows(
            int tableOid,
            List<SegmentRecord> removed,
            long inlineEnd,
            List<SegmentRecord> added,
            List<ColumnSummary> statistics)
            implements Action {
        public MoveRows {
            removed = List.copyOf(removed);
            added = List.copyOf(added);
            statistics = List.copyOf(statistics);
        }
    }

    /** The end of all rows of a table. */
    @Tag(77)
    record Truncate(int tableOid) implements Action {}

    /** Values of an IDENTITY column that are taken: all before the {@code drawn}-th, counted from 0. */
    @Tag(78)
    record DrawIdentities(int tableOid, int columnId, long drawn) implements Action {}

    /** What ANALYZE found about columns, in place of what was known of them. */
    @Tag(79)
    record SetStatistics(int tableOid, List<ColumnSummary> columns) implements Action {
        public SetStatistics {
            columns = List.copyOf(columns);
        }
    }

    /** All settings stored for a user, a database or both, in place of those before; by name. */
    @Tag(80)
    record SetSettings(SettingScope scope, Map<String, String> values) implements Action {
        public SetSettings {
            values = Map.copyOf(values);
        }
    }

    /** A comment on an object, or on a column of it if {@code columnId} is not 0; empty text takes it away. */
    @Tag(81)
    record SetComment(int oid, int columnId, String text) implements Action {}

    /** All rights granted on an object, in place of those before. */
    @Tag(82)
    record SetPrivileges(int oid, List<Privilege> privileges) implements Action {
        public SetPrivileges {
            privileges = List.copyOf(privileges);
        }
    }
}
