package dev.slipher.leader.calcite;

import dev.slipher.leader.statement.QueryTree;
import dev.slipher.leader.statement.SourceText;
import org.apache.calcite.sql.SqlNode;

/**
 * A query as Calcite's tree, with what the rewriting of its tokens noted down. Positions in the tree count characters of
 * the whole text that the client sent.
 */
public record ParsedQuery(SqlNode root, TokenRewriter.Notes notes, SourceText source) implements QueryTree {
    @Override
    public int parameterCount() {
        return notes.parameterCount();
    }
}
