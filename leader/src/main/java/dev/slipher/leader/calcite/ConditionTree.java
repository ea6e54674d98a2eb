package dev.slipher.leader.calcite;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlPrefixOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.SqlParserUtil;
import org.jspecify.annotations.Nullable;

/**
 * Makes trees of the operands and operators that the parser meets in a row: of OR, of AND, and of what stands between
 * them. However long it is, a chain of OR or AND becomes one call of many operands, and one of other operators is parsed
 * in time that grows with its length.
 */
public final class ConditionTree {
    private static final int NONE = Integer.MAX_VALUE;

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
        return operator.getKind() == SqlKind.OR ? chain(items, SqlStdOperatorTable.AND) : expression(items);
    }

    /** Cuts a chain of operators that bind equally weakly, such as a sum, at these; Calcite's time grows with its square. */
    private static SqlNode expression(List<Object> items) {
        int weakest = weakest(items);
        if (weakest == NONE) {
            return items.size() == 1 && items.getFirst() instanceof SqlNode node
                    ? node
                    : SqlParserUtil.toTree(new ArrayList<>(items));
        }
        SqlNode left = null;
        SqlParserUtil.ToTreeListItem operator = null;
        int from = 0;
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof SqlParserUtil.ToTreeListItem item
                    && item.getOperator() instanceof SqlBinaryOperator binary
                    && binary.getLeftPrec() == weakest) {
                left = call(left, operator, expression(items.subList(from, i)));
                operator = item;
                from = i + 1;
            }
        }
        return call(left, operator, expression(items.subList(from, items.size())));
    }

    private static SqlNode call(
            @Nullable SqlNode left, SqlParserUtil.@Nullable ToTreeListItem operator, SqlNode right) {
        return left == null || operator == null
                ? right
                : operator.getOperator().createCall(operator.getPos().plusAll(List.of(left, right)), left, right);
    }

    /**
     * Returns the precedence of the weakest operators, if these stand between operands and take them from left to right, and
     * all others stand between or before operands; else {@link #NONE}.
     */
    private static int weakest(List<Object> items) {
        int weakest = NONE;
        int weakestPrefix = NONE;
        for (Object item : items) {
            if (item instanceof SqlParserUtil.ToTreeListItem operator) {
                switch (operator.getOperator()) {
                    case SqlBinaryOperator binary
                    when binary.getLeftPrec() < binary.getRightPrec() ->
                        weakest = Math.min(weakest, binary.getLeftPrec());
                    case SqlPrefixOperator prefix -> weakestPrefix = Math.min(weakestPrefix, prefix.getRightPrec());
                    default -> {
                        return NONE;
                    }
                }
            }
        }
        return weakest < weakestPrefix ? weakest : NONE;
    }

    private static SqlKind kind(Object item) {
        return item instanceof SqlParserUtil.ToTreeListItem operator
                ? operator.getOperator().getKind()
                : SqlKind.OTHER;
    }
}
