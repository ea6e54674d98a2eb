package dev.slipher.leader.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.SqlParserUtil;
import org.apache.calcite.sql.parser.SqlParserUtil.ToTreeListItem;
import org.apache.calcite.util.Litmus;
import org.junit.jupiter.api.Test;

class ConditionTreeTest {
    private static final List<SqlOperator> BETWEEN_OPERANDS = List.of(
            SqlStdOperatorTable.PLUS,
            SqlStdOperatorTable.MINUS,
            SqlStdOperatorTable.MULTIPLY,
            SqlStdOperatorTable.DIVIDE,
            SqlStdOperatorTable.PERCENT_REMAINDER,
            SqlStdOperatorTable.CONCAT,
            SqlStdOperatorTable.EQUALS,
            SqlStdOperatorTable.LESS_THAN,
            SqlStdOperatorTable.IS_DISTINCT_FROM,
            SlipherOperators.BIT_AND,
            SlipherOperators.POWER,
            SqlLibraryOperators.INFIX_CAST);

    private static final List<SqlOperator> BEFORE_OPERANDS =
            List.of(SqlStdOperatorTable.UNARY_MINUS, SqlStdOperatorTable.NOT, SlipherOperators.BIT_NOT);

    private static final List<SqlOperator> AFTER_OPERANDS =
            List.of(SqlStdOperatorTable.IS_NULL, SqlStdOperatorTable.IS_NOT_TRUE);

    @Test
    void chainsAreWhatCalciteMakesOfThem() {
        var random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            List<Object> items = chain(random);
            SqlNode expected = SqlParserUtil.toTree(new ArrayList<>(items));
            SqlNode made = ConditionTree.of(items);
            assertThat(made.equalsDeep(expected, Litmus.IGNORE))
                    .as("%s is read as %s", expected, made)
                    .isTrue();
        }
    }

    private static List<Object> chain(Random random) {
        var items = new ArrayList<Object>();
        int kinds = 1 + random.nextInt(BETWEEN_OPERANDS.size());
        int length = 1 + random.nextInt(8);
        for (int i = 0; i < length; i++) {
            if (i > 0) {
                items.add(item(BETWEEN_OPERANDS.get(random.nextInt(kinds))));
            }
            while (random.nextInt(6) == 0) {
                items.add(item(BEFORE_OPERANDS.get(random.nextInt(BEFORE_OPERANDS.size()))));
            }
            items.add(SqlLiteral.createExactNumeric(Integer.toString(i), SqlParserPos.ZERO));
            if (random.nextInt(20) == 0) {
                items.add(item(AFTER_OPERANDS.get(random.nextInt(AFTER_OPERANDS.size()))));
            }
        }
        return items;
    }

    private static ToTreeListItem item(SqlOperator operator) {
        return new ToTreeListItem(operator, SqlParserPos.ZERO);
    }

    @Test
    void aLongChainTakesNoTimeInTheSquareOfItsLength() {
        var items = new ArrayList<Object>();
        for (int i = 0; i < 1_000_000; i++) {
            items.add(SqlLiteral.createExactNumeric("1", SqlParserPos.ZERO));
            items.add(item(i % 2 == 0 ? SqlStdOperatorTable.PLUS : SqlStdOperatorTable.MINUS));
        }
        items.add(SqlLiteral.createExactNumeric("1", SqlParserPos.ZERO));
        assertThat(ConditionTree.of(items).getKind()).isEqualTo(SqlKind.MINUS);
    }
}
