package dev.slipher.leader.bind;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWindow;

/** The windows that a SELECT names, each complete: what it takes from another one by that one's name is put in. */
final class WindowNames {
    static final WindowNames NONE = new WindowNames();

    private final Map<String, SqlWindow> windows = new HashMap<>();

    /** Adds a window of the clause WINDOW, which may take from those added before. */
    void add(SqlWindow window) {
        windows.put(window.getDeclName().getSimple(), complete(window));
    }

    /**
     * Returns the window that OVER gives or names.
     *
     * @throws SlipherException 42704 if there is none of a name, 42P20 if one takes from another what that has not to give
     */
    SqlWindow resolve(SqlNode over) {
        return over instanceof SqlWindow window ? complete(window) : named(over);
    }

    private SqlWindow named(SqlNode node) {
        String name = node instanceof SqlIdentifier id ? id.getSimple() : node.toString();
        return Optional.ofNullable(windows.get(name))
                .orElseThrow(() -> new SlipherException(
                                SqlState.UNDEFINED_OBJECT, "window \"%s\" does not exist".formatted(name))
                        .withPosition(ExpressionBinder.position(node)));
    }

    private SqlWindow complete(SqlWindow window) {
        SqlIdentifier reference = window.getRefName();
        if (reference == null) {
            return window;
        }
        SqlWindow base = named(reference);
        if (!window.getPartitionList().isEmpty()) {
            throw wrong("cannot override PARTITION BY clause of window \"%s\"", reference);
        }
        if (!window.getOrderList().isEmpty() && !base.getOrderList().isEmpty()) {
            throw wrong("cannot override ORDER BY clause of window \"%s\"", reference);
        }
        if (base.getLowerBound() != null) {
            throw wrong("cannot copy window \"%s\" because it has a frame clause", reference);
        }
        var completed = (SqlWindow) window.clone(window.getParserPosition());
        completed.setOperand(1, null);
        completed.setOperand(2, base.getPartitionList());
        completed.setOperand(3, window.getOrderList().isEmpty() ? base.getOrderList() : window.getOrderList());
        return completed;
    }

    private static SlipherException wrong(String message, SqlIdentifier window) {
        return new SlipherException(SqlState.WINDOWING_ERROR, message.formatted(window.getSimple()))
                .withPosition(ExpressionBinder.position(window));
    }
}
