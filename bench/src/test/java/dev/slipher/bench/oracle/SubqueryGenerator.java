package dev.slipher.bench.oracle;

import java.util.List;

/** Makes subqueries of every kind, correlated with the columns in scope or not. */
final class SubqueryGenerator {
    private static final List<Kind> COMPARED = List.of(
            Kind.INTEGER, Kind.INTEGER, Kind.EXTREME_INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TEXT, Kind.BLANK_TEXT);

    private final Choice choice;
    private final RelationGenerator relations;

    SubqueryGenerator(Choice choice, RelationGenerator relations) {
        this.choice = choice;
        this.relations = relations;
    }

    /** Returns a condition with a subquery in it. */
    Sql predicate(List<Value> outer) {
        var kind = choice.of(COMPARED);
        var outerExpressions = new ExpressionGenerator(choice, outer);
        var left = choice.chance(25)
                ? outerExpressions.literal(kind)
                : outerExpressions.column(kind).sql();
        var inner = relations.table();
        var expressions = new ExpressionGenerator(choice, inner.columns());
        var column = expressions.column(kind).sql();
        var where = condition(outer, inner);
        return switch (choice.below(6)) {
            case 0, 1 -> Sql.format(choice.of("", "not ") + "exists (select 1 from %s%s)", inner.text(), where);
            case 2, 3 ->
                Sql.format(
                        "%s " + choice.of("in", "not in") + " (select %s from %s%s)",
                        left,
                        column,
                        inner.text(),
                        where);
            case 4 ->
                Sql.format(
                        "%s " + choice.of("<", ">=", "=") + " (select " + choice.of("min", "max") + "(%s) from %s%s)",
                        left,
                        column,
                        inner.text(),
                        where);
            default ->
                Sql.format(
                        "%s " + choice.of("> any", "<= all", "= any", "<> all", "< some") + " (select %s from %s%s)",
                        left,
                        column,
                        inner.text(),
                        where);
        };
    }

    /** Returns a subquery of one value. */
    Value scalar(List<Value> outer) {
        var inner = relations.table();
        var expressions = new ExpressionGenerator(choice, inner.columns());
        var where = condition(outer, inner);
        if (choice.chance(40)) {
            return new Value(Sql.format("(select count(*) from %s%s)", inner.text(), where), Kind.INTEGER);
        }
        var column = expressions.column(choice.of(COMPARED));
        return new Value(
                Sql.format("(select " + choice.of("min", "max") + "(%s) from %s%s)", column.sql(), inner.text(), where),
                column.kind());
    }

    private Sql condition(List<Value> outer, Relation inner) {
        var expressions = new ExpressionGenerator(choice, inner.columns());
        var outerExpressions = new ExpressionGenerator(choice, outer);
        var kind = choice.of(Kind.INTEGER, Kind.INTEGER, Kind.TEXT, Kind.DATE);
        var equality = Sql.format(
                "%s = %s",
                expressions.column(kind).sql(), outerExpressions.column(kind).sql());
        return switch (choice.below(5)) {
            case 0 -> Sql.format(" where %s", expressions.predicate(1));
            case 1, 2 -> Sql.format(" where %s", equality);
            case 3 -> Sql.format(" where %s and %s", equality, expressions.predicate(0));
            default ->
                Sql.format(
                        " where %s and %s < %s",
                        equality,
                        expressions.column(Kind.DECIMAL).sql(),
                        outerExpressions.column(Kind.DECIMAL).sql());
        };
    }
}
