package dev.slipher.leader.session;

import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.MaintenanceStatement;
import dev.slipher.leader.statement.ObjectStatement;
import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.leader.statement.Statement;
import dev.slipher.leader.statement.TableStatement;

/** The kind of a statement as {@code sys_query_history.query_type} has it. */
final class StatementTypes {
    private StatementTypes() {}

    static String of(Statement statement) {
        return switch (statement) {
            case Statement.Query _ -> "SELECT";
            case Statement.Explain _ -> "UTILITY";
            case DataStatement.Insert _ -> "INSERT";
            case DataStatement.Update _ -> "UPDATE";
            case DataStatement.Delete _ -> "DELETE";
            case DataStatement.Merge _ -> "MERGE";
            case DataStatement.Truncate _ -> "DDL";
            case DataStatement.CopyFrom _ -> "COPY";
            case DataStatement.CopyTo _ -> "UNLOAD";
            case TableStatement.CreateTableAs _ -> "CTAS";
            case TableStatement _, ObjectStatement _ -> "DDL";
            case SessionStatement _, MaintenanceStatement _ -> "UTILITY";
        };
    }
}
