package dev.slipher.leader.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlPivot;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnpivot;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Spells PIVOT and UNPIVOT out as the queries that they abbreviate:
 *
 * <pre>
 * t PIVOT (sum(v) FOR a IN (1, 2))   is  SELECT k, sum(v) FILTER (WHERE a = 1) AS "1", … FROM t GROUP BY k
 * t UNPIVOT (v FOR name IN (a, b))   is  SELECT k, 'a' AS name, a AS v FROM t WHERE a IS NOT NULL UNION ALL …
 * </pre>
 *
 * where {@code k} are the columns of {@code t} that neither mentions.
 */
final class PivotQuery {
    private final SqlParserPos position;
    private final SqlNode from;
    private final SqlNodeList others;

    private PivotQuery(SqlParserPos position, SqlNode from, List<String> columns, Set<String> used) {
        this.position = position;
        this.from = from;
        this.others = SqlNodeList.of(
                position,
                columns.stream()
                        .filter(c -> !used.contains(c))
                        .<SqlNode>map(c -> new SqlIdentifier(c, position))
                        .toList());
    }

    /** Returns the query for a PIVOT over rows of these columns. */
    static SqlNode of(SqlPivot pivot, List<String> columns) {
        return new PivotQuery(pivot.getParserPosition(), pivot.query, columns, pivot.usedColumnNames()).pivot(pivot);
    }

    /** Returns the query for an UNPIVOT over rows of these columns. */
    static SqlNode of(SqlUnpivot unpivot, List<String> columns) {
        return new PivotQuery(unpivot.getParserPosition(), unpivot.query, columns, unpivot.usedColumnNames())
                .unpivot(unpivot);
    }

    private SqlNode pivot(SqlPivot pivot) {
        var items = new ArrayList<SqlNode>(others);
        pivot.forEachNameValues((name, values) -> {
            String plain = name.replace("'", "");
            var equal = new ArrayList<SqlNode>();
            for (int i = 0; i < values.size(); i++) {
                equal.add(SqlStdOperatorTable.EQUALS.createCall(position, pivot.axisList.get(i), values.get(i)));
            }
            SqlNode condition = chain(SqlStdOperatorTable.AND, equal);
            pivot.forEachAgg((alias, call) -> items.add(named(
                    SqlStdOperatorTable.FILTER.createCall(position, call, condition),
                    alias == null ? plain : plain + "_" + alias)));
        });
        return select(items, null, others.isEmpty() ? null : others);
    }

    private SqlNode unpivot(SqlUnpivot unpivot) {
        var parts = new ArrayList<SqlNode>();
        unpivot.forEachNameValues((measured, given) -> {
            var items = new ArrayList<SqlNode>(others);
            SqlNodeList names = given == null
                    ? SqlNodeList.of(SqlLiteral.createCharString(SqlUnpivot.aliasValue(measured), position))
                    : given;
            for (int i = 0; i < unpivot.axisList.size(); i++) {
                items.add(named(names.get(Math.min(i, names.size() - 1)), name(unpivot.axisList.get(i))));
            }
            var known = new ArrayList<SqlNode>();
            for (int i = 0; i < measured.size(); i++) {
                items.add(named(measured.get(i), name(unpivot.measureList.get(i))));
                known.add(SqlStdOperatorTable.IS_NOT_NULL.createCall(position, measured.get(i)));
            }
            parts.add(select(items, unpivot.includeNulls ? null : chain(SqlStdOperatorTable.OR, known), null));
        });
        return chain(SqlStdOperatorTable.UNION_ALL, parts);
    }

    private SqlNode chain(SqlOperator operator, List<SqlNode> operands) {
        return operands.stream()
                .reduce((a, b) -> operator.createCall(position, a, b))
                .orElseThrow();
    }

    private static String name(SqlNode node) {
        return ((SqlIdentifier) node).names.getLast();
    }

    private SqlNode named(SqlNode value, String name) {
        return SqlStdOperatorTable.AS.createCall(position, value, new SqlIdentifier(name, position));
    }

    private SqlSelect select(List<SqlNode> items, @Nullable SqlNode where, @Nullable SqlNodeList groupBy) {
        return new SqlSelect(
                position,
                null,
                SqlNodeList.of(position, items),
                from,
                where,
                groupBy,
                null,
                SqlNodeList.EMPTY,
                null,
                null,
                null,
                null,
                SqlNodeList.EMPTY);
    }
}
