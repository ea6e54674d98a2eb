package dev.slipher.leader.bind;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/** An item of ORDER BY; without NULLS FIRST or LAST, nulls are greater than all else. */
record SortItem(SqlNode expression, boolean descending, boolean nullsFirst) {
    static SortItem of(SqlNode item) {
        boolean descending = false;
        Boolean nullsFirst = null;
        SqlNode node = item;
        while (node instanceof SqlCall call
                && (call.getKind() == SqlKind.DESCENDING
                        || call.getKind() == SqlKind.NULLS_FIRST
                        || call.getKind() == SqlKind.NULLS_LAST)) {
            if (call.getKind() == SqlKind.DESCENDING) {
                descending = true;
            } else {
                nullsFirst = call.getKind() == SqlKind.NULLS_FIRST;
            }
            node = call.operand(0);
        }
        return new SortItem(node, descending, nullsFirst == null ? descending : nullsFirst);
    }
}
