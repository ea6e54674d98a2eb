package dev.slipher.leader.session;

import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.connection.ParameterType;
import dev.slipher.wire.connection.StatementDescription;
import java.util.List;
import java.util.Optional;

/**
 * A statement that was parsed and described, ready to be bound any number of times.
 *
 * @param statement empty for a text without one
 * @param declared the types that the client gave for its first parameters
 */
record PreparedStatement(
        String name,
        String text,
        Optional<Statement> statement,
        List<Optional<SqlType>> declared,
        StatementDescription description) {
    PreparedStatement {
        declared = List.copyOf(declared);
    }

    /** Returns the types of all parameters, as given or found. */
    List<Optional<SqlType>> parameterTypes() {
        return description.parameters().stream().map(ParameterType::type).toList();
    }
}
