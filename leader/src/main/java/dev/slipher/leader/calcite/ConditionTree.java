package dev.slipher.leader.calcite;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.SqlParserUtil;

/**
 * Makes trees of the operands and operators that the parser meets in a row: of OR, of AND, and of what stands between
 * them. However long it is, a chain of OR or AND becomes one call of many operands.
 */
public final class ConditionTree {
    private ConditionTree() {}

    /** Returns whether a token of one kind before one of another is all of an expression. */
    public static boolean isConstant(int kind, int next) {
        return (kind == TokenKinds.UNSIGNED_INTEGER_LITERAL
                        || kind == TokenKinds.DECIMAL_NUMERIC_LITERAL
                        || kind == TokenKinds.QUOTED_STRING)
                && (next == TokenKinds.COMMA || next == TokenKinds.RPAREN);
    }

    /** Returns the tree of operands, which are {@link SqlNode}, and operators between them. */
    public static SqlNode of(List<Object> items) {
        return items.size() == 1 && items.getFirst() instanceof SqlNode node
                ? node
                : chain(items, SqlStdOperatorTable.OR);
    }

    private static SqlNode chain(List<Object> items, SqlOperator operator) {
        var operands = new ArrayList<SqlNode>();
        int from = 0;
        int betweens = 0;
        for (int i = 0; i < items.size(); i++) {
            SqlKind kind = kind(items.get(i));
            if (kind == SqlKind.BETWEEN) {
                betweens++;
            } else if (kind == SqlKind.AND && betweens > 0) {
                betweens--;
            } else if (kind == operator.getKind() && i > from) {
                operands.add(operand(items.subList(from, i), operator));
                from = i + 1;
            }
        }
        if (operands.isEmpty()) {
            return operand(items, operator);
        }
        operands.add(operand(items.subList(from, items.size()), operator));
        return operator.createCall(SqlParserPos.sum(operands), operands);
    }

    private static SqlNode operand(List<Object> items, SqlOperator operator) {
        return operator.getKind() == SqlKind.OR
                ? chain(items, SqlStdOperatorTable.AND)
                : SqlParserUtil.toTree(new ArrayList<>(items));
    }

    private static SqlKind kind(Object item) {
        return item instanceof SqlParserUtil.ToTreeListItem operator
                ? operator.getOperator().getKind()
                : SqlKind.OTHER;
    }
}
