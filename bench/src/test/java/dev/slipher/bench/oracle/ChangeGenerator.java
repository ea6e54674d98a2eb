package dev.slipher.bench.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes random statements that change one {@link RandomTable}, after which every right engine holds the same rows: what
 * joins to a row to change is unique, and no value outgrows its column however many changes there were.
 */
final class ChangeGenerator {
    private static final int LARGEST = 1_000;

    private final Choice choice;
    private final RandomTable target;
    private final List<RandomTable> sources;

    /**
     * @param sources tables to read, which nothing changes
     */
    ChangeGenerator(Choice choice, RandomTable target, List<RandomTable> sources) {
        this.choice = choice;
        this.target = target;
        this.sources = sources;
    }

    /** Returns the next change. */
    Sql change() {
        return switch (choice.below(12)) {
            case 0, 1, 2 -> update();
            case 3, 4 -> updateFrom();
            case 5 -> delete();
            case 6 -> deleteUsing();
            case 7, 8 -> merge();
            default -> insert();
        };
    }

    private Sql update() {
        var expressions = new ExpressionGenerator(choice, columns(target, target.name()));
        return Sql.format(
                "update %s set %s where %s",
                name(target), assignments(expressions, List.of()), expressions.predicate(2));
    }

    private Sql updateFrom() {
        var source = choice.of(sources);
        var expressions = new ExpressionGenerator(choice, columns(target, target.name()));
        return Sql.format(
                "update %s set %s from %s where %s = s.k and %s",
                name(target),
                assignments(expressions, joined()),
                unique(source),
                Sql.both(target.name() + "." + column(target, "_key")),
                expressions.predicate(1));
    }

    private Sql delete() {
        var expressions = new ExpressionGenerator(choice, columns(target, target.name()));
        return Sql.format("delete from %s where %s and %s", name(target), someRows(), expressions.predicate(2));
    }

    private Sql deleteUsing() {
        var source = choice.of(sources);
        var expressions = new ExpressionGenerator(choice, columns(source, "s"));
        return Sql.format(
                "delete from %s using %s s where %s and %s = s.%s and %s",
                name(target),
                name(source),
                someRows(),
                Sql.both(target.name() + "." + column(target, "_number")),
                Sql.both(column(source, "_key")),
                expressions.predicate(1));
    }

    private Sql merge() {
        var matched = choice.chance(25)
                ? Sql.both("delete")
                : Sql.format(
                        "update set %s = s.n, %s = s.t",
                        Sql.both(column(target, "_number")), Sql.both(column(target, "_text")));
        return Sql.format(
                "merge into %s using %s on %s = s.k when matched then %s"
                        + " when not matched then insert (%s) values (s.k, s.k, s.n, s.t)",
                name(target),
                unique(choice.of(sources)),
                Sql.both(target.name() + "." + column(target, choice.of("_id", "_key"))),
                matched,
                Sql.both(String.join(
                        ", ",
                        column(target, "_id"),
                        column(target, "_key"),
                        column(target, "_number"),
                        column(target, "_text"))));
    }

    private Sql insert() {
        var source = choice.of(sources);
        var expressions = new ExpressionGenerator(choice, columns(source, "s"));
        var names = new ArrayList<String>();
        var values = new ArrayList<Sql>();
        for (var column : choice.some(choice.between(1, target.columns().size()), target.columns())) {
            names.add(column.name());
            values.add(value(column, expressions));
        }
        return Sql.format(
                "insert into %s (%s) select %s from %s s where %s and s.%s %% 9 = %s",
                name(target),
                Sql.both(String.join(", ", names)),
                Sql.join(", ", values),
                name(source),
                expressions.predicate(1),
                Sql.both(column(source, "_id")),
                Sql.both(Integer.toString(choice.below(9))));
    }

    /** A few rows, so that the table does not run empty. */
    private Sql someRows() {
        return Sql.both("%s.%s %% 11 = %d".formatted(target.name(), column(target, "_id"), choice.below(11)));
    }

    /** A source with one row a key. */
    private static Sql unique(RandomTable source) {
        return Sql.both(
                "(select %1$s as k, max(%2$s) as n, min(%3$s) as t from %4$s where %1$s is not null group by %1$s) s"
                        .formatted(
                                column(source, "_key"),
                                column(source, "_number"),
                                column(source, "_word"),
                                source.name()));
    }

    private static List<Value> joined() {
        return List.of(
                new Value(Sql.both("s.n"), Kind.INTEGER),
                new Value(Sql.both("s.k"), Kind.INTEGER),
                new Value(Sql.both("s.t"), Kind.TEXT));
    }

    private Sql assignments(ExpressionGenerator expressions, List<Value> joined) {
        var all = new ArrayList<Sql>();
        for (var column : choice.some(choice.between(1, 4), target.columns())) {
            var fitting = joined.stream()
                    .filter(value -> value.kind() == column.kind())
                    .toList();
            var value = fitting.isEmpty() || choice.chance(40)
                    ? value(column, expressions)
                    : choice.of(fitting).sql();
            all.add(Sql.format("%s = %s", Sql.both(column.name()), value));
        }
        return Sql.join(", ", all);
    }

    /** Returns an expression that the column holds, and would hold if it read what it wrote. */
    private Sql value(RandomTable.Column column, ExpressionGenerator expressions) {
        if (choice.chance(8)) {
            return Sql.both("null");
        }
        return switch (column.kind()) {
            case INTEGER ->
                Sql.format("(%s) %% %s", expressions.value(Kind.INTEGER, 2).sql(), Sql.both(Integer.toString(LARGEST)));
            case EXTREME_INTEGER ->
                column.type().equals("smallint")
                        ? Sql.both(choice.of("-32768", "32767", "0", "1"))
                        : expressions.column(column.kind()).sql();
            case EXTREME_DECIMAL ->
                choice.of(
                        expressions.column(Kind.EXTREME_DECIMAL).sql(),
                        expressions.column(Kind.DECIMAL).sql(),
                        expressions.column(Kind.INTEGER).sql());
            case TEXT ->
                Sql.format("left(%s, 5)", expressions.value(Kind.TEXT, 2).sql());
            case BOOLEAN -> expressions.predicate(1);
            case BLANK_TEXT ->
                Sql.format("rtrim(%s)", expressions.column(Kind.BLANK_TEXT).sql());
            case DATE, TIMESTAMP, DECIMAL, DOUBLE, ODD_DOUBLE, INEXACT_DOUBLE ->
                expressions.column(column.kind()).sql();
        };
    }

    private static Sql name(RandomTable table) {
        return Sql.both(table.name());
    }

    private static String column(RandomTable table, String ending) {
        return table.columns().stream()
                .map(RandomTable.Column::name)
                .filter(name -> name.endsWith(ending))
                .findFirst()
                .orElseThrow();
    }

    private static List<Value> columns(RandomTable table, String alias) {
        return table.columns().stream()
                .map(column -> new Value(RelationGenerator.reference(alias, column), column.kind()))
                .toList();
    }
}
