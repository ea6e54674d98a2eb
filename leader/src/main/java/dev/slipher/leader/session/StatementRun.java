package dev.slipher.leader.session;

import dev.slipher.leader.history.QueryRecord;
import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.connection.ResultFormats;
import dev.slipher.wire.connection.ResultSink;
import java.util.List;
import java.util.Optional;

/**
 * One execution of one statement.
 *
 * @param text by which its plan is cached
 * @param parameterTypes as given or found, one for each of {@code parameters}
 * @param sink told of columns, rows and notices, never of the completion
 */
record StatementRun(
        Statement statement,
        String text,
        List<Optional<SqlType>> parameterTypes,
        List<Datum> parameters,
        ResultFormats formats,
        ResultSink sink,
        QueryRecord record) {
    StatementRun {
        parameterTypes = List.copyOf(parameterTypes);
        parameters = List.copyOf(parameters);
    }

    /** Returns the same execution of a statement inside this one, as of EXPLAIN or EXECUTE. */
    StatementRun of(Statement inner, String innerText, List<Optional<SqlType>> types, List<Datum> values) {
        return new StatementRun(inner, innerText, types, values, formats, sink, record);
    }

    /** Returns the same execution with its rows sent elsewhere. */
    StatementRun into(ResultSink other) {
        return new StatementRun(statement, text, parameterTypes, parameters, formats, other, record);
    }
}
