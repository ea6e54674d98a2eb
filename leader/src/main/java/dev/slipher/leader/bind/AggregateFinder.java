package dev.slipher.leader.bind;

import dev.slipher.compute.expression.function.FunctionRegistry;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;

/** Looks for aggregate and window functions in syntax, outside subqueries. */
final class AggregateFinder {
    private AggregateFinder() {}

    /** Returns whether there is an aggregate or window function in it. */
    static boolean hasAggregate(SqlNode node) {
        return has(node, true);
    }

    /** Returns whether there is an aggregate in it that is no window function. */
    static boolean groups(SqlNode node) {
        return has(node, false);
    }

    private static boolean has(SqlNode node, boolean overWindow) {
        if (node instanceof SqlNodeList list) {
            return list.stream().anyMatch(n -> n != null && has(n, overWindow));
        }
        if (!(node instanceof SqlCall call) || call.isA(SqlKind.QUERY)) {
            return false;
        }
        if (call.getKind() == SqlKind.OVER) {
            return overWindow;
        }
        SqlIdentifier name = call.getOperator().getNameAsId();
        if (FunctionRegistry.isAggregate(name.names.getLast().toLowerCase(Locale.ROOT))) {
            return true;
        }
        return call.getOperandList().stream().anyMatch(n -> n != null && has(n, overWindow));
    }
}
