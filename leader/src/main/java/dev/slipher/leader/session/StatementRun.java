package dev.slipher.leader.session;

import dev.slipher.leader.history.QueryRecord;
import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.connection.ResultFormats;
import dev.slipher.wire.connection.ResultSink;
import dev.slipher.wire.format.ParameterValue;
import java.util.List;
import java.util.Optional;

/**
 * One execution of one statement.
 *
 * @param text by which its plan is cached
 * @param sink told of columns, rows and notices, never of the completion
 */
record StatementRun(
        Statement statement,
        String text,
        List<ParameterValue> values,
        ResultFormats formats,
        ResultSink sink,
        QueryRecord record) {
    StatementRun {
        values = List.copyOf(values);
    }

    List<Optional<SqlType>> parameterTypes() {
        return types(values);
    }

    List<Datum> parameters() {
        return values.stream().map(ParameterValue::value).toList();
    }

    /** Returns the types by which a plan for these values is made. */
    static List<Optional<SqlType>> types(List<ParameterValue> values) {
        return values.stream().map(ParameterValue::type).map(Optional::of).toList();
    }

    /** Returns the same execution of a statement inside this one, as of EXPLAIN or EXECUTE. */
    StatementRun of(Statement inner, String innerText, List<ParameterValue> innerValues) {
        return new StatementRun(inner, innerText, innerValues, formats, sink, record);
    }

    /** Returns the same execution with its rows sent elsewhere. */
    StatementRun into(ResultSink other) {
        return new StatementRun(statement, text, values, formats, other, record);
    }
}
