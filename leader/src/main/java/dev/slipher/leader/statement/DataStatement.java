package dev.slipher.leader.statement;

import java.util.List;
import java.util.Optional;

/** A statement that changes or moves rows of one table. */
public sealed interface DataStatement extends Statement {
    /**
     * INSERT.
     *
     * @param columns as listed; empty when the statement lists none
     * @param rows the VALUES or query; absent for DEFAULT VALUES
     */
    record Insert(QualifiedName table, List<ColumnName> columns, Optional<QueryTree> rows, SourceText source)
            implements DataStatement {
        public Insert {
            columns = List.copyOf(columns);
        }
    }

    /** A column as written in a list. */
    record ColumnName(String name, int position) {}

    /**
     * UPDATE.
     *
     * @param targets the columns that each assignment of SET names, of which there are several where a query gives them
     * @param tree a query over the tables of FROM whose select list is the new values, in the order of {@code targets}
     */
    record Update(
            QualifiedName table,
            Optional<String> alias,
            List<List<ColumnName>> targets,
            QueryTree tree,
            SourceText source)
            implements DataStatement {
        public Update {
            targets = targets.stream().map(List::copyOf).toList();
        }
    }

    /**
     * DELETE.
     *
     * @param tree a query over the tables of USING with the condition; its select list means nothing
     */
    record Delete(QualifiedName table, Optional<String> alias, QueryTree tree, SourceText source)
            implements DataStatement {}

    /**
     * MERGE: rows of the table that match one of the source are updated or deleted, rows of the source without a match
     * inserted.
     *
     * @param updated the columns that UPDATE SET names, empty if there is no such action
     * @param deletes whether matching rows are deleted
     * @param inserted the columns that INSERT lists; empty if it lists none
     * @param insertedCount the values that INSERT gives, 0 if there is no such action
     * @param replaces REMOVE DUPLICATES: matching rows are deleted, and all rows of the source inserted as they are
     * @param tree a query over the source whose select list is the condition, the new values in the order of
     *     {@code updated}, and the values of INSERT
     */
    record Merge(
            QualifiedName table,
            Optional<String> alias,
            List<ColumnName> updated,
            boolean deletes,
            List<ColumnName> inserted,
            int insertedCount,
            boolean replaces,
            QueryTree tree,
            SourceText source)
            implements DataStatement {
        public Merge {
            updated = List.copyOf(updated);
            inserted = List.copyOf(inserted);
        }

        /** Whether rows that match are changed in any way. */
        public boolean changesMatches() {
            return deletes || !updated.isEmpty();
        }

        /** Whether rows of the source become rows of the table. */
        public boolean inserts() {
            return replaces || insertedCount > 0;
        }
    }

    /** TRUNCATE, which commits the transaction. */
    record Truncate(List<QualifiedName> tables, SourceText source) implements DataStatement {
        public Truncate {
            tables = List.copyOf(tables);
        }
    }

    /** Where COPY reads or writes. */
    sealed interface CopyEndpoint {
        /** The client, through the protocol's COPY messages. */
        enum Client implements CopyEndpoint {
            CLIENT
        }

        /** A path or URL in quotes. */
        record Location(String url) implements CopyEndpoint {}
    }

    /**
     * An option of COPY in one spelling, whichever of the two syntaxes it came from.
     *
     * @param name in lower case, such as {@code delimiter}, {@code maxerror}, {@code gzip}; data formats are
     *     {@code format} with the values csv, text, fixedwidth, json, avro, parquet, orc
     * @param value what follows it; empty for a bare word
     */
    record CopyOption(String name, Optional<String> value, int position) {}

    /** COPY table FROM. */
    record CopyFrom(
            QualifiedName table,
            List<ColumnName> columns,
            CopyEndpoint endpoint,
            List<CopyOption> options,
            SourceText source)
            implements DataStatement {
        public CopyFrom {
            columns = List.copyOf(columns);
            options = List.copyOf(options);
        }
    }

    /** COPY query TO; {@code COPY table (columns) TO} arrives as the query that reads them. */
    record CopyTo(QueryTree query, CopyEndpoint endpoint, List<CopyOption> options, SourceText source)
            implements DataStatement {
        public CopyTo {
            options = List.copyOf(options);
        }
    }
}
