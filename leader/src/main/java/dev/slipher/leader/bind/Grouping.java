package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.leader.bind.Clause.Pending;
import dev.slipher.leader.calcite.Placeholders;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;

/** Binds GROUP BY with its ordinals, aliases and extensions. */
final class Grouping {
    private static final int MAX_SETS = 4_096;

    /** The distinct grouped expressions, and the sets of them by index. */
    record Keys(List<Expression> expressions, List<List<Integer>> sets) {}

    private final SqlSelect select;
    private final SelectBinder items;
    private final ExpressionBinder binder;
    private final Scope scope;
    private final List<Expression> expressions = new ArrayList<>();

    Grouping(QueryBinder queries, SqlSelect select, SelectBinder items, Scope scope, List<Pending> pending) {
        this.select = select;
        this.items = items;
        this.scope = scope;
        this.binder = new ExpressionBinder(queries, scope, Clause.plain("GROUP BY", pending));
    }

    Keys keys() {
        List<List<Integer>> sets = List.of(List.of());
        if (select.getGroup() == null) {
            return new Keys(List.of(), sets);
        }
        for (SqlNode item : select.getGroup()) {
            if (item instanceof SqlIdentifier id
                    && id.isSimple()
                    && id.getSimple().equals(Placeholders.GROUP_BY_ALL)) {
                return all();
            }
            sets = product(sets, element(item));
            if (sets.size() > MAX_SETS) {
                throw new SlipherException(
                                SqlState.STATEMENT_TOO_COMPLEX,
                                "too many grouping sets present (maximum %d)".formatted(MAX_SETS))
                        .withPosition(ExpressionBinder.position(item));
            }
        }
        return new Keys(expressions, sets);
    }

    /** GROUP BY ALL: every item of the select list that has no aggregate in it. */
    private Keys all() {
        var set = new ArrayList<Integer>();
        for (int i = 0; i < items.itemCount(); i++) {
            SqlNode node = select.getSelectList().size() == items.itemCount()
                    ? select.getSelectList().get(i)
                    : null;
            if (node == null || !AggregateFinder.hasAggregate(node)) {
                set.add(index(items.item(i)));
            }
        }
        return new Keys(expressions, List.of(set.stream().distinct().toList()));
    }

    private int index(Expression expression) {
        int known = expressions.indexOf(expression);
        if (known >= 0) {
            return known;
        }
        expressions.add(expression);
        return expressions.size() - 1;
    }

    private static List<List<Integer>> product(List<List<Integer>> left, List<List<Integer>> right) {
        var all = new ArrayList<List<Integer>>();
        for (List<Integer> a : left) {
            for (List<Integer> b : right) {
                var both = new ArrayList<>(a);
                b.stream().filter(i -> !both.contains(i)).forEach(both::add);
                all.add(both);
            }
        }
        return all;
    }

    /** Returns the sets that one element of GROUP BY stands for. */
    private List<List<Integer>> element(SqlNode node) {
        return switch (node.getKind()) {
            case ROLLUP -> rollup((SqlCall) node);
            case CUBE -> cube((SqlCall) node);
            case GROUPING_SETS -> {
                var sets = new ArrayList<List<Integer>>();
                ((SqlCall) node).getOperandList().forEach(o -> sets.addAll(element(o)));
                yield sets;
            }
            default -> List.of(group(node));
        };
    }

    /** Returns the indexes of a parenthesised list of expressions, or of one. */
    private List<Integer> group(SqlNode node) {
        var group = new ArrayList<Integer>();
        if (node instanceof SqlNodeList list) {
            list.forEach(n -> group.add(index(expression(n))));
        } else if (node instanceof SqlCall call && call.getKind() == SqlKind.ROW) {
            call.getOperandList().forEach(n -> group.add(index(expression(n))));
        } else {
            group.add(index(expression(node)));
        }
        return group;
    }

    private List<List<Integer>> rollup(SqlCall call) {
        List<List<Integer>> groups =
                call.getOperandList().stream().map(this::group).toList();
        var sets = new ArrayList<List<Integer>>();
        for (int n = groups.size(); n >= 0; n--) {
            sets.add(groups.subList(0, n).stream()
                    .flatMap(List::stream)
                    .distinct()
                    .toList());
        }
        return sets;
    }

    private List<List<Integer>> cube(SqlCall call) {
        List<List<Integer>> groups =
                call.getOperandList().stream().map(this::group).toList();
        if (groups.size() > 12) {
            throw new SlipherException(SqlState.TOO_MANY_COLUMNS, "CUBE is limited to 12 elements")
                    .withPosition(ExpressionBinder.position(call));
        }
        var sets = new ArrayList<List<Integer>>();
        for (int mask = (1 << groups.size()) - 1; mask >= 0; mask--) {
            var set = new ArrayList<Integer>();
            for (int i = 0; i < groups.size(); i++) {
                if ((mask >> (groups.size() - 1 - i) & 1) == 1) {
                    groups.get(i).stream().filter(g -> !set.contains(g)).forEach(set::add);
                }
            }
            sets.add(set);
        }
        return sets;
    }

    private Expression expression(SqlNode node) {
        if (node instanceof SqlLiteral) {
            return checked(items.item(SelectBinder.ordinal(node, items.itemCount(), "GROUP BY")), node);
        }
        if (node instanceof SqlIdentifier id
                && id.isSimple()
                && scope.findHere(id.getSimple(), ExpressionBinder.position(id)).isEmpty()) {
            Optional<Expression> alias = items.alias(id.getSimple());
            if (alias.isPresent()) {
                return checked(alias.get(), node);
            }
        }
        return sameItem(node).map(item -> checked(item, node)).orElseGet(() -> binder.settled(node));
    }

    /** Returns the item of the select list that is written like an expression with a subquery, which is bound once. */
    private Optional<Expression> sameItem(SqlNode node) {
        OptionalInt same = hasQuery(node) ? items.sameItem(node) : OptionalInt.empty();
        return same.stream().mapToObj(items::item).findFirst();
    }

    private static boolean hasQuery(SqlNode node) {
        if (node instanceof SqlNodeList list) {
            return list.stream().anyMatch(Grouping::hasQuery);
        }
        return node.isA(SqlKind.QUERY)
                || node instanceof SqlCall call
                        && call.getOperandList().stream().anyMatch(n -> n != null && hasQuery(n));
    }

    private Expression checked(Expression expression, SqlNode node) {
        if (items.usesCalls(expression)) {
            throw new SlipherException(SqlState.GROUPING_ERROR, "aggregate functions are not allowed in GROUP BY")
                    .withPosition(ExpressionBinder.position(node));
        }
        return expression;
    }
}
