package dev.slipher.leader.session;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A session's prepared statements by name, of the protocol's Parse and of SQL's PREPARE alike. */
final class PreparedStatements {
    private final Map<String, PreparedStatement> byName = new HashMap<>();

    Optional<PreparedStatement> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    PreparedStatement get(String name) {
        var statement = byName.get(name);
        if (statement == null) {
            throw new SlipherException(
                    SqlState.INVALID_SQL_STATEMENT_NAME,
                    name.isEmpty()
                            ? "unnamed prepared statement does not exist"
                            : "prepared statement \"%s\" does not exist".formatted(name));
        }
        return statement;
    }

    void put(PreparedStatement statement) {
        byName.put(statement.name(), statement);
    }

    void remove(String name) {
        byName.remove(name);
    }

    void removeAll() {
        byName.clear();
    }
}
