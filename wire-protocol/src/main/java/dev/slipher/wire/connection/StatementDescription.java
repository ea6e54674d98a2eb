package dev.slipher.wire.connection;

import java.util.List;

/**
 * What a prepared statement takes and gives.
 *
 * @param parameters all resolved
 * @param columns of its rows, in text format; empty if it gives none
 */
public record StatementDescription(List<ParameterType> parameters, List<ResultColumn> columns) {
    public StatementDescription {
        parameters = List.copyOf(parameters);
        columns = List.copyOf(columns);
    }
}
