package dev.slipher.leader.session;

import dev.slipher.leader.result.ResultStore;
import dev.slipher.wire.connection.ResultColumn;
import dev.slipher.wire.connection.ResultFormats;
import dev.slipher.wire.format.ParameterValue;
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
    private final List<ParameterValue> values;
    private List<ResultColumn> columns;
    private final ResultFormats formats;
    private final boolean holdable;
    private @Nullable ResultStore store;
    private @Nullable String tag;

    /**
     * Makes a portal that has no rows yet.
     *
     * @param columns in the formats that were asked for
     */
    Portal(
            String name,
            PreparedStatement statement,
            List<ParameterValue> values,
            List<ResultColumn> columns,
            ResultFormats formats,
            boolean holdable) {
        this.name = name;
        this.statement = statement;
        this.values = List.copyOf(values);
        this.columns = List.copyOf(columns);
        this.formats = formats;
        this.holdable = holdable;
    }

    String name() {
        return name;
    }

    PreparedStatement statement() {
        return statement;
    }

    List<ParameterValue> values() {
        return values;
    }

    /** Returns whether it outlives its transaction. */
    boolean isHoldable() {
        return holdable;
    }

    ResultFormats formats() {
        return formats;
    }

    List<ResultColumn> columns() {
        return columns;
    }

    /** Notes which columns the rows have; those of an EXECUTE depend on its values. */
    void setColumns(List<ResultColumn> found) {
        columns = List.copyOf(found);
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
