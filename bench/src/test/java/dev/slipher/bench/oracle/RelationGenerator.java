package dev.slipher.bench.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Makes what stands after FROM: tables, series, lists of values and derived tables, joined in every way. */
final class RelationGenerator {
    private static final long MOST_ROWS = 30_000;

    private final Choice choice;
    private final List<RandomTable> tables;
    private int aliases;

    RelationGenerator(Choice choice, List<RandomTable> tables) {
        this.choice = choice;
        this.tables = tables;
    }

    String nextAlias() {
        aliases++;
        return "r" + aliases;
    }

    /** Returns one of the tables under a new alias. */
    Relation table() {
        var full = choice.chance(88);
        var table = choice.of(
                tables.stream().filter(one -> full == one.rowCount() > 10).toList());
        var alias = nextAlias();
        var columns = table.columns().stream()
                .map(column -> new Value(reference(alias, column), column.kind()))
                .toList();
        return new Relation(
                Sql.both(table.name() + " " + alias), columns, List.of(columns.getFirst()), table.rowCount());
    }

    /** Returns a query in parentheses under a new alias. */
    Relation derived(Query query) {
        var alias = nextAlias();
        return new Relation(
                Sql.format("(%s) %s", query.text(), Sql.both(alias)), query.columns(alias), List.of(), query.rows());
    }

    /** Returns the name of a common table expression under a new alias. */
    Relation named(String name, Query query) {
        var alias = nextAlias();
        return new Relation(Sql.both(name + " " + alias), query.columns(alias), List.of(), query.rows());
    }

    /** Returns one to three joined relations; {@code derived} makes the queries among them. */
    Relation joined(int most, Supplier<Query> derived) {
        var result = single(derived);
        for (var more = choice.below(most); more > 0; more--) {
            result = join(result, single(derived));
        }
        return result;
    }

    /** Returns two relations joined in a random way, without more rows than can be compared. */
    Relation join(Relation left, Relation right) {
        var condition = new ArrayList<Sql>();
        var rows = Math.max(left.rows(), right.rows());
        var hasKeys = !keys(left).isEmpty() && !keys(right).isEmpty();
        if (hasKeys) {
            condition.add(equality(left, right));
            rows = Math.max(rows, left.rows() * right.rows() / 5);
        } else {
            rows = Math.max(rows, left.rows() * right.rows());
        }
        if (rows > MOST_ROWS) {
            return left;
        }
        var columns = concat(left.columns(), right.columns());
        var unique = left.unique().isEmpty() || right.unique().isEmpty()
                ? List.<Value>of()
                : concat(left.unique(), right.unique());
        var kind = hasKeys
                ? choice.of("join", "inner join", "left join", "right join", "full join", "left outer join")
                : choice.of("cross join", "left join", "right join", "join");
        if (kind.equals("cross join")) {
            return new Relation(Sql.format("%s cross join %s", left.text(), right.text()), columns, unique, rows);
        }
        if (choice.chance(hasKeys ? 25 : 100)) {
            condition.add(inequality(left, right));
        }
        if (choice.chance(10)) {
            condition.add(new ExpressionGenerator(choice, right.columns()).predicate(1));
        }
        var on = Sql.join(" and ", condition);
        return new Relation(
                Sql.format("%s " + kind + " %s on %s", left.text(), right.text(), on), columns, unique, rows);
    }

    private Relation single(Supplier<Query> derived) {
        return switch (choice.below(20)) {
            case 0 -> series();
            case 1 -> values();
            case 2, 3, 4 -> derived(derived.get());
            default -> table();
        };
    }

    private Relation series() {
        var alias = nextAlias();
        var column = new Value(Sql.both(alias + ".g"), Kind.INTEGER);
        var last = choice.between(0, 12);
        return new Relation(
                Sql.both("generate_series(1, %d) as %s(g)".formatted(last, alias)),
                List.of(column),
                List.of(column),
                last);
    }

    private Relation values() {
        var alias = nextAlias();
        return new Relation(
                Sql.both("(values (7, 'red', 1.50), (3, null, 2.25), (null, 'b', null), (7, '', 0.00)) as %s(v, w, x)"
                        .formatted(alias)),
                List.of(
                        new Value(Sql.both(alias + ".v"), Kind.INTEGER),
                        new Value(Sql.both(alias + ".w"), Kind.TEXT),
                        new Value(Sql.both(alias + ".x"), Kind.EXTREME_DECIMAL)),
                List.of(),
                4);
    }

    private Sql equality(Relation left, Relation right) {
        var kinds = new ArrayList<>(keys(left));
        kinds.retainAll(keys(right));
        var kind =
                kinds.isEmpty() || kinds.contains(Kind.INTEGER) && choice.chance(60) ? Kind.INTEGER : choice.of(kinds);
        var a = new ExpressionGenerator(choice, left.columns()).column(kind);
        var b = new ExpressionGenerator(choice, right.columns()).column(kind);
        return Sql.format("%s = %s", a.sql(), b.sql());
    }

    private Sql inequality(Relation left, Relation right) {
        var kind = choice.of(Kind.INTEGER, Kind.DATE, Kind.DECIMAL, Kind.TEXT, Kind.BLANK_TEXT, Kind.ODD_DOUBLE);
        var a = new ExpressionGenerator(choice, left.columns()).column(kind);
        var b = new ExpressionGenerator(choice, right.columns()).column(kind);
        return Sql.format("%s " + choice.of("<", ">=", "<>") + " %s", a.sql(), b.sql());
    }

    private static List<Kind> keys(Relation relation) {
        return relation.columns().stream()
                .map(Value::kind)
                .filter(kind -> kind == Kind.INTEGER
                        || kind == Kind.TEXT
                        || kind == Kind.BLANK_TEXT
                        || kind == Kind.ODD_DOUBLE
                        || kind == Kind.EXTREME_INTEGER)
                .distinct()
                .toList();
    }

    static Sql reference(String alias, RandomTable.Column column) {
        var name = Sql.both(alias + "." + column.name());
        return column.kind() == Kind.BLANK_TEXT ? Differences.withoutTrailingBlanks(name) : name;
    }

    private static List<Value> concat(List<Value> first, List<Value> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
