package dev.slipher.leader.session;

import dev.slipher.leader.result.ResultStore;
import dev.slipher.storage.type.Datum;
import dev.slipher.wire.connection.ResultColumn;
import dev.slipher.wire.connection.ResultFormats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement with its values, or an SQL cursor: run at once, or in parts out of a {@link ResultStore}.
 *
 * <p>Only the session's thread uses it.
 */
final class Portal implements AutoCloseable {
    private final String name;
    private final PreparedStatement statement;
    private final List<Datum> parameters;
    private final ResultFormats formats;
    private final boolean holdable;
    private @Nullable ResultStore store;
    private @Nullable String tag;

    Portal(String name, PreparedStatement statement, List<Datum> parameters, ResultFormats formats, boolean holdable) {
        this.name = name;
        this.statement = statement;
        this.parameters = List.copyOf(parameters);
        this.formats = formats;
        this.holdable = holdable;
    }

    String name() {
        return name;
    }

    PreparedStatement statement() {
        return statement;
    }

    List<Datum> parameters() {
        return parameters;
    }

    /** Returns whether it outlives its transaction. */
    boolean isHoldable() {
        return holdable;
    }

    ResultFormats formats() {
        return formats;
    }

    List<ResultColumn> columns() {
        return formats.applyTo(statement.description().columns());
    }

    /** Returns the rows that were computed and not fetched, null before the first fetch. */
    @Nullable
    ResultStore store() {
        return store;
    }

    void setStore(ResultStore rows) {
        store = rows;
    }

    /** Returns how the whole run ended, null as long as it has not. */
    @Nullable
    String tag() {
        return tag;
    }

    void setTag(String commandTag) {
        tag = commandTag;
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
            store = null;
        }
    }
}
