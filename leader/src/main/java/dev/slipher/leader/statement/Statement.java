package dev.slipher.leader.statement;

/**
 * One SQL statement as parsed: syntax only, nothing in it has been looked up.
 *
 * <p>Names are folded to lower case unless quoted; types are resolved, as SQL has no user-defined ones here.
 */
public sealed interface Statement
        permits Statement.Query,
                Statement.Explain,
                DataStatement,
                TableStatement,
                ObjectStatement,
                SessionStatement,
                MaintenanceStatement {
    /** Returns the statement's text and position. */
    SourceText source();

    /** SELECT, VALUES, WITH or TABLE. */
    record Query(QueryTree tree) implements Statement {
        @Override
        public SourceText source() {
            return tree.source();
        }
    }

    /** EXPLAIN of a query, DML or CREATE TABLE AS. */
    record Explain(boolean analyze, boolean verbose, Statement statement, SourceText source) implements Statement {}
}
