package dev.slipher.compute.fragment;

import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.codec.Tag;
import java.util.List;

/** What becomes of the rows that a {@link PlanNode.Write} gets. */
public sealed interface Writing {
    /** Stands for a column that is none of the table's. */
    int UNUSED = -1;

    /**
     * Stands for a column that is none of the table's either, a BOOLEAN that is never null: it says which rows draw the
     * value of a column with an IDENTITY, whatever that column has there.
     */
    static int drawing(int columnId) {
        return -2 - columnId;
    }

    /**
     * New segments of a table. Of its columns, those that do not come are null, or drawn from their IDENTITY.
     *
     * @param sourceColumns permanent ids of the columns that come, {@link #UNUSED} or {@link #drawing}; empty if they are the
     *     table's, in its order, and hold only what its columns may
     * @param taking which rows of the table go; unless it is {@link Taking#NONE}, a column with addresses comes before the
     *     others
     */
    @Tag(246)
    record Segments(TableDefinition table, List<Integer> sourceColumns, Taking taking) implements Writing {
        public Segments {
            sourceColumns = List.copyOf(sourceColumns);
        }

        /** Returns the writing of rows that need nothing more. */
        public static Segments ofCompleteRows(TableDefinition table) {
            return new Segments(table, List.of(), Taking.NONE);
        }
    }

    /** Nothing but what there is to know of the columns, which are those that come. */
    @Tag(247)
    record Survey(List<Column> columns) implements Writing {
        public Survey {
            columns = List.copyOf(columns);
        }
    }

    /** Which of the rows that come take away a row of the table, and which are written. */
    enum Taking {
        /** None takes one away, and all are written. */
        NONE,
        /** Those whose address did not come before, and these alone are written. */
        FIRST,
        /** All, and all are written; an address that comes twice is an error. */
        ONCE,
        /** Those that have an address, as {@link #ONCE}; all are written. */
        MATCHED,
        /** Those that have an address, as {@link #ONCE}; the others are written. */
        MATCHED_ONLY
    }
}
