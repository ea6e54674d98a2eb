package dev.slipher.leader.bind;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Turns the mark {@code (+)} behind columns in WHERE into outer joins: {@code FROM a, b WHERE a.x = b.y(+)} becomes
 * {@code FROM a LEFT JOIN b ON a.x = b.y}.
 */
final class OuterMarks {
    private final Set<Integer> marks;
    private final Map<String, List<SqlNode>> conditions = new LinkedHashMap<>();
    private final List<SqlNode> where = new ArrayList<>();

    /** What FROM and WHERE become; conditions that are left are joined by AND. */
    record Rewritten(SqlNode from, List<SqlNode> where) {}

    private OuterMarks(Set<Integer> marks) {
        this.marks = marks;
    }

    /** Whether a condition has marks of its own, not counting those in subqueries. */
    static boolean isMarked(SqlNode where, Set<Integer> marks) {
        return !marks.isEmpty() && !new OuterMarks(marks).markedTables(where).isEmpty();
    }

    static Rewritten rewrite(SqlNode from, SqlNode condition, Set<Integer> marks) {
        var rewriting = new OuterMarks(marks);
        rewriting.sort(condition);
        return new Rewritten(rewriting.join(from), rewriting.where);
    }

    private void sort(SqlNode condition) {
        if (condition instanceof SqlBasicCall call && call.getKind() == SqlKind.AND) {
            call.getOperandList().forEach(this::sort);
            return;
        }
        Set<String> tables = markedTables(condition);
        if (tables.size() > 1) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "a predicate may mark columns of only one table with (+)")
                    .withPosition(ExpressionBinder.position(condition));
        }
        if (tables.isEmpty()) {
            where.add(condition);
        } else {
            conditions
                    .computeIfAbsent(tables.iterator().next(), _ -> new ArrayList<>())
                    .add(condition);
        }
    }

    private Set<String> markedTables(SqlNode node) {
        var tables = new HashSet<String>();
        visit(node, id -> {
            if (!marks.contains(ExpressionBinder.position(id))) {
                return;
            }
            if (id.isSimple()) {
                throw new SlipherException(
                                SqlState.SYNTAX_ERROR,
                                "column \"%s\" before (+) must be qualified with its table".formatted(id.getSimple()))
                        .withPosition(ExpressionBinder.position(id));
            }
            tables.add(table(id));
        });
        return tables;
    }

    private static String table(SqlIdentifier column) {
        return column.names.get(column.names.size() - 2);
    }

    private interface Visitor {
        void visit(SqlIdentifier id);
    }

    private static void visit(SqlNode node, Visitor visitor) {
        switch (node) {
            case SqlIdentifier id -> visitor.visit(id);
            case SqlCall call when call.isA(SqlKind.QUERY) -> {}
            case SqlCall call ->
                call.getOperandList().stream().filter(o -> o != null).forEach(o -> visit(o, visitor));
            case SqlNodeList list -> list.forEach(o -> visit(o, visitor));
            default -> {}
        }
    }

    private SqlNode join(SqlNode from) {
        var items = new ArrayList<SqlNode>();
        flatten(from, items);
        var optional = new LinkedHashMap<String, SqlNode>();
        var present = new HashSet<String>();
        SqlNode joined = null;
        for (SqlNode item : items) {
            String name = name(item);
            if (conditions.containsKey(name)) {
                optional.put(name, item);
            } else {
                present.add(name);
                joined = joined == null ? item : join(joined, JoinType.COMMA, item, List.of());
            }
        }
        while (!optional.isEmpty()) {
            String next = optional.keySet().stream()
                    .filter(name -> isReady(name, present))
                    .findFirst()
                    .orElseThrow(() -> new SlipherException(
                                    SqlState.SYNTAX_ERROR, "tables are outer joined to each other with (+)")
                            .withPosition(ExpressionBinder.position(from)));
            SqlNode item = Objects.requireNonNull(optional.remove(next));
            if (joined == null) {
                throw new IllegalStateException("nothing to join " + next + " to");
            }
            joined = join(joined, JoinType.LEFT, item, conditions.getOrDefault(next, List.of()));
            present.add(next);
        }
        return joined == null ? from : joined;
    }

    private static void flatten(SqlNode from, List<SqlNode> items) {
        if (from instanceof SqlJoin join && join.getJoinType() == JoinType.COMMA) {
            flatten(join.getLeft(), items);
            flatten(join.getRight(), items);
        } else {
            items.add(from);
        }
    }

    private static String name(SqlNode item) {
        return switch (item) {
            case SqlIdentifier id -> id.names.getLast();
            case SqlCall call when call.getKind() == SqlKind.AS -> ((SqlIdentifier) call.operand(1)).getSimple();
            default -> "";
        };
    }

    /** Whether all other tables in a table's conditions are joined already, and at least one is. */
    private boolean isReady(String name, Set<String> present) {
        var others = new HashSet<String>();
        conditions
                .getOrDefault(name, List.of())
                .forEach(c -> visit(c, id -> {
                    if (!id.isSimple() && !table(id).equals(name)) {
                        others.add(table(id));
                    }
                }));
        return !present.isEmpty() && present.containsAll(others);
    }

    private static SqlNode join(SqlNode left, JoinType type, SqlNode right, List<SqlNode> on) {
        SqlNode condition = on.stream()
                .reduce((a, b) -> SqlStdOperatorTable.AND.createCall(SqlParserPos.ZERO, a, b))
                .orElse(null);
        SqlParserPos position = right.getParserPosition();
        return new SqlJoin(
                position,
                left,
                SqlLiteral.createBoolean(false, position),
                type.symbol(position),
                right,
                (condition == null ? JoinConditionType.NONE : JoinConditionType.ON).symbol(position),
                condition);
    }
}
