package dev.slipher.bench.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Makes random SELECT statements over {@link RandomTable}s whose rows every right engine must agree on: a statement's
 * seed tells all of it, a limit only follows an order of all columns, and sums are exact.
 */
final class StatementGenerator {
    private static final int DEEPEST = 2;
    private static final List<Kind> SHOWN = List.of(Kind.values());
    private static final List<Kind> GROUPED = List.of(
            Kind.INTEGER,
            Kind.INTEGER,
            Kind.EXTREME_INTEGER,
            Kind.DECIMAL,
            Kind.ODD_DOUBLE,
            Kind.BOOLEAN,
            Kind.DATE,
            Kind.TEXT,
            Kind.BLANK_TEXT);

    private final Choice choice;
    private final RelationGenerator relations;
    private final SubqueryGenerator subqueries;
    private final List<Sql> commonTables = new ArrayList<>();

    private StatementGenerator(long seed, List<RandomTable> tables) {
        this.choice = new Choice(seed);
        this.relations = new RelationGenerator(choice, tables);
        this.subqueries = new SubqueryGenerator(choice, relations);
    }

    /** A statement and the columns, from 0, that its rows are ordered by. */
    record Statement(Sql sql, List<Integer> sortColumns) {}

    /** Returns the statement of a seed. */
    static Statement statement(long seed, List<RandomTable> tables) {
        return new StatementGenerator(seed, tables).top();
    }

    private Statement top() {
        var query = choice.chance(15) ? setOperation() : query(0);
        if (choice.chance(20)) {
            query = overCommonTable(query);
        }
        var with = commonTables.isEmpty() ? Sql.both("") : Sql.format("with %s ", Sql.join(", ", commonTables));
        var text = Sql.format("%s%s", with, query.text());
        if (choice.chance(35)) {
            return new Statement(text, List.of());
        }
        return ordered(text, query);
    }

    private Statement ordered(Sql text, Query query) {
        var sortColumns = IntStream.range(0, query.kinds().size())
                .filter(i -> query.kinds().get(i) != Kind.INEXACT_DOUBLE)
                .boxed()
                .toList();
        if (sortColumns.isEmpty()) {
            return new Statement(text, List.of());
        }
        var order = sortColumns.stream()
                .map(i -> (i + 1) + choice.of("", "", " desc", " nulls first", " desc nulls last"))
                .collect(Collectors.joining(", ", " order by ", ""));
        var isTotal = sortColumns.size() == query.kinds().size();
        var limit = isTotal && choice.chance(50)
                ? " limit " + choice.between(0, 40) + choice.of("", " offset " + choice.between(0, 9))
                : "";
        return new Statement(Sql.format("%s%s", text, Sql.both(order + limit)), sortColumns);
    }

    private Query query(int depth) {
        var from = relations.joined(depth == 0 ? 3 : 2, () -> depth >= DEEPEST ? simple() : query(depth + 1));
        var expressions = new ExpressionGenerator(choice, from.columns());
        var conditions = new ArrayList<Sql>();
        for (var more = choice.of(0, 0, 0, 1, 1, 2); more > 0; more--) {
            conditions.add(choice.chance(35) ? subqueries.predicate(from.columns()) : expressions.predicate(2));
        }
        var where = conditions.isEmpty() ? Sql.both("") : Sql.format(" where %s", Sql.join(" and ", conditions));
        return switch (choice.below(10)) {
            case 0, 1, 2, 3 -> grouped(from, where);
            case 4, 5 -> windowed(from, where);
            case 6 -> distinct(from, where);
            default -> plain(from, where);
        };
    }

    private Query simple() {
        return plain(relations.table(), Sql.both(""));
    }

    private Query plain(Relation from, Sql where) {
        var values = shownValues(from);
        if (choice.chance(20)) {
            values.add(subqueries.scalar(from.columns()));
        }
        return select("select ", values, from, where);
    }

    private Query distinct(Relation from, Sql where) {
        var expressions = new ExpressionGenerator(choice, from.columns());
        var values = new ArrayList<Value>();
        for (var kind : choice.some(choice.between(1, 3), GROUPED)) {
            values.add(expressions.value(kind, 1));
        }
        return select("select distinct ", values, from, where);
    }

    private Query windowed(Relation from, Sql where) {
        var windows = new AggregateGenerator(choice, from);
        var values = shownValues(from);
        for (var more = choice.between(1, 2); more > 0; more--) {
            values.add(windows.window());
        }
        var query = select("select ", values, from, where);
        if (from.unique().isEmpty() || !choice.chance(20)) {
            return query;
        }
        var qualify = Sql.format(
                " qualify row_number()%s <= %s",
                windows.totalOrder(), Sql.both(Integer.toString(choice.between(1, 5))));
        return new Query(Sql.format("%s%s", query.text(), qualify), query.kinds(), query.rows());
    }

    private Query grouped(Relation from, Sql where) {
        var expressions = new ExpressionGenerator(choice, from.columns());
        var aggregates = new AggregateGenerator(choice, from);
        var keys = new ArrayList<Value>();
        for (var kind : choice.some(choice.below(4), GROUPED)) {
            var key = choice.chance(75) ? expressions.column(kind) : expressions.value(kind, 1);
            if (from.columns().stream()
                    .anyMatch(
                            column -> key.sql().slipher().contains(column.sql().slipher()))) {
                keys.add(key);
            }
        }
        var values = new ArrayList<>(keys);
        for (var more = choice.between(1, 3); more > 0; more--) {
            values.add(aggregates.aggregate());
        }
        var keyTexts = keys.stream().map(Value::sql).distinct().toList();
        var extension = keyTexts.size() >= 2 && choice.chance(30);
        if (extension) {
            values.add(new Value(Sql.format("grouping(%s)", keyTexts.getFirst()), Kind.INTEGER));
        } else if (choice.chance(10)) {
            var order = Sql.format("count(*) %s", Sql.both(choice.of("", "desc")));
            values.add(new Value(Sql.format("rank() over (order by %s)", order), Kind.INTEGER));
        }
        var query = select("select ", values, from, where);
        var groupBy = keyTexts.isEmpty()
                ? Sql.both("")
                : Sql.format(" group by %s", extension ? groupingSets(keyTexts) : Sql.join(", ", keyTexts));
        var having = choice.chance(20) ? having(aggregates) : Sql.both("");
        return new Query(Sql.format("%s%s%s", query.text(), groupBy, having), query.kinds(), query.rows());
    }

    private Sql having(AggregateGenerator aggregates) {
        var aggregate = aggregates.aggregate();
        while (aggregate.kind() == Kind.INEXACT_DOUBLE) {
            aggregate = aggregates.aggregate();
        }
        var literal = new ExpressionGenerator(choice, List.of()).literal(aggregate.kind());
        return choice.chance(80)
                ? Sql.format(" having %s " + choice.of(">", "<=", "<>") + " %s", aggregate.sql(), literal)
                : Sql.format(
                        " having %s > (select avg(s_id) from t_small where s_id < 0) or count(*) > 1", Sql.both("1"));
    }

    private Sql groupingSets(List<Sql> keys) {
        var all = Sql.join(", ", keys);
        return switch (choice.below(3)) {
            case 0 -> Sql.format("rollup(%s)", all);
            case 1 -> Sql.format("cube(%s)", all);
            default -> Sql.format("grouping sets ((%s), (%s), ())", all, keys.getFirst());
        };
    }

    /** Two or three queries of the same kinds of columns. */
    private Query setOperation() {
        var kinds = choice.some(choice.between(1, 3), GROUPED);
        var text = Sql.format("(%s)", member(kinds));
        for (var more = choice.between(1, 2); more > 0; more--) {
            var operator = choice.of("union", "union all", "intersect", "except", "intersect all", "except all");
            text = Sql.format("(%s " + operator + " (%s))", text, member(kinds));
        }
        var names =
                IntStream.rangeClosed(1, kinds.size()).mapToObj(i -> "u.c" + i).collect(Collectors.joining(", "));
        return new Query(Sql.format("select " + names + " from %s u", text), kinds, 1_000);
    }

    private Sql member(List<Kind> kinds) {
        var from = relations.table();
        var expressions = new ExpressionGenerator(choice, from.columns());
        var values = new ArrayList<Value>();
        for (var kind : kinds) {
            values.add(expressions.value(kind, choice.below(2)));
        }
        var where = choice.chance(50) ? Sql.format(" where %s", expressions.predicate(1)) : Sql.both("");
        return select(choice.of("select ", "select distinct "), values, from, where)
                .text();
    }

    /** Names the query, and reads all or some of it once, or joins it with itself. */
    private Query overCommonTable(Query query) {
        var name = "w" + (commonTables.size() + 1);
        commonTables.add(Sql.format(name + " as (%s)", query.text()));
        var once = relations.named(name, query);
        var from = choice.chance(30) ? once : relations.join(once, relations.named(name, query));
        if (choice.chance(30)) {
            from = relations.join(from, relations.named(name, query));
        }
        var where = choice.chance(50)
                ? Sql.both("")
                : Sql.format(" where %s", new ExpressionGenerator(choice, from.columns()).predicate(2));
        return choice.chance(50) ? plain(from, where) : grouped(from, where);
    }

    private List<Value> shownValues(Relation from) {
        var expressions = new ExpressionGenerator(choice, from.columns());
        var values = new ArrayList<Value>();
        for (var kind : choice.some(choice.between(1, 4), SHOWN)) {
            values.add(expressions.value(kind, 2));
        }
        return values;
    }

    private static Query select(String verb, List<Value> values, Relation from, Sql where) {
        var items = new ArrayList<Sql>();
        for (var value : values) {
            items.add(Sql.format("%s as c" + (items.size() + 1), value.sql()));
        }
        return new Query(
                Sql.format(verb + "%s from %s%s", Sql.join(", ", items), from.text(), where),
                values.stream().map(Value::kind).toList(),
                from.rows());
    }
}
