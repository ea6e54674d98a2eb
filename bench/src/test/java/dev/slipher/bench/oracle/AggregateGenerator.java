package dev.slipher.bench.oracle;

import java.util.List;

/** Makes aggregate and window functions over the columns in scope. */
final class AggregateGenerator {
    private static final Sql NOTHING = Sql.both("");
    private static final List<Kind> ORDERED = List.of(
            Kind.INTEGER,
            Kind.EXTREME_INTEGER,
            Kind.DECIMAL,
            Kind.EXTREME_DECIMAL,
            Kind.DOUBLE,
            Kind.ODD_DOUBLE,
            Kind.DATE,
            Kind.TIMESTAMP,
            Kind.TEXT,
            Kind.BLANK_TEXT);

    private final Choice choice;
    private final Relation relation;
    private final ExpressionGenerator expressions;

    AggregateGenerator(Choice choice, Relation relation) {
        this.choice = choice;
        this.relation = relation;
        this.expressions = new ExpressionGenerator(choice, relation.columns());
    }

    /** Returns an aggregate function. */
    Value aggregate() {
        if (choice.chance(12)) {
            return orderedAggregate();
        }
        if (choice.chance(15)) {
            return distinctAggregate();
        }
        var filter = choice.chance(12) ? Sql.format(" filter (where %s)", expressions.predicate(1)) : NOTHING;
        return plain(filter, !filter.equals(NOTHING));
    }

    /** Returns a window function. */
    Value window() {
        if (relation.unique().isEmpty()) {
            return choice.chance(50) ? rank(over(NOTHING)) : plain(over(NOTHING), false);
        }
        return switch (choice.below(10)) {
            case 0, 1 -> plain(over(frame()), false);
            case 2 -> plain(Sql.format(" over (%s)", partition()), false);
            case 3 -> rank(over(NOTHING));
            case 4 -> neighbour();
            case 5 -> positional(over(frame()));
            case 6 -> numbered();
            case 7 -> ranged();
            case 8 -> distant();
            default -> grouped();
        };
    }

    /** Returns an OVER clause in which every row has its own place. */
    Sql totalOrder() {
        return Sql.format(" over (%s order by %s)", partition(), uniqueOrder());
    }

    private Value plain(Sql suffix, boolean isFiltered) {
        var integer = expressions.value(Kind.INTEGER, 1).sql();
        var decimal = expressions.value(Kind.DECIMAL, 1).sql();
        return switch (choice.below(11)) {
            case 0 -> new Value(Sql.format("count(*)%s", suffix), Kind.INTEGER);
            case 1 -> new Value(Sql.format("count(%s)%s", anyColumn().sql(), suffix), Kind.INTEGER);
            case 2 -> new Value(Sql.format("sum(%s)%s", integer, suffix), Kind.EXTREME_INTEGER);
            case 3 -> new Value(Sql.format("sum(%s)%s", decimal, suffix), Kind.EXTREME_DECIMAL);
            case 4 ->
                new Value(
                        Sql.format(
                                "sum(%s)%s", expressions.value(Kind.DOUBLE, 1).sql(), suffix),
                        Kind.DOUBLE);
            case 5 ->
                isFiltered
                        ? new Value(Sql.format("count(%s)%s", integer, suffix), Kind.INTEGER)
                        : new Value(Differences.integerAverage(integer, suffix), Kind.EXTREME_INTEGER);
            case 6 ->
                isFiltered
                        ? new Value(Sql.format("sum(%s)%s", decimal, suffix), Kind.EXTREME_DECIMAL)
                        : new Value(Differences.decimalAverage(decimal, suffix), Kind.EXTREME_DECIMAL);
            case 7 ->
                new Value(
                        Sql.format(
                                "avg(%s)%s", expressions.value(Kind.DOUBLE, 1).sql(), suffix),
                        Kind.INEXACT_DOUBLE);
            case 8 ->
                new Value(
                        Sql.format(
                                choice.of("bool_and", "bool_or") + "(%s)%s",
                                expressions.value(Kind.BOOLEAN, 1).sql(),
                                suffix),
                        Kind.BOOLEAN);
            default -> {
                var column = expressions.value(choice.of(ORDERED), 1);
                yield new Value(Sql.format(choice.of("min", "max") + "(%s)%s", column.sql(), suffix), column.kind());
            }
        };
    }

    private Value distinctAggregate() {
        return switch (choice.below(3)) {
            case 0 ->
                new Value(
                        Sql.format(
                                "sum(distinct %s)",
                                expressions.column(Kind.INTEGER).sql()),
                        Kind.EXTREME_INTEGER);
            case 1 ->
                new Value(
                        Sql.format(
                                "sum(distinct %s)",
                                expressions.column(Kind.DECIMAL).sql()),
                        Kind.EXTREME_DECIMAL);
            default ->
                new Value(
                        Sql.format(
                                "count(distinct %s)",
                                expressions.column(choice.of(ORDERED)).sql()),
                        Kind.INTEGER);
        };
    }

    private Value orderedAggregate() {
        var number = expressions.column(Kind.DOUBLE).sql();
        return switch (choice.below(5)) {
            case 0 -> {
                var text = expressions.column(Kind.TEXT).sql();
                yield relation.rows() > 1_000
                                || expressions.columnsOf(Kind.TEXT).isEmpty()
                        ? new Value(Sql.format("max(%s)", text), Kind.TEXT)
                        : new Value(Differences.listAggregate(text, text), Kind.TEXT);
            }
            case 1 -> new Value(Sql.format("median(%s)", number), Kind.INEXACT_DOUBLE);
            case 2 ->
                new Value(
                        Sql.format(
                                "percentile_cont(" + choice.of("0.25", "0.5", "0.9") + ") within group (order by %s)",
                                number),
                        Kind.INEXACT_DOUBLE);
            case 3 ->
                new Value(
                        Sql.format(choice.of("stddev_samp", "stddev_pop", "var_samp", "var_pop") + "(%s)", number),
                        Kind.INEXACT_DOUBLE);
            default ->
                new Value(
                        Sql.format(
                                "sum(%s * %s)",
                                expressions.column(Kind.DECIMAL).sql(),
                                expressions.column(Kind.DECIMAL).sql()),
                        Kind.EXTREME_DECIMAL);
        };
    }

    private Value rank(Sql over) {
        return choice.chance(25)
                ? new Value(Sql.format(choice.of("percent_rank", "cume_dist") + "()%s", over), Kind.INEXACT_DOUBLE)
                : new Value(Sql.format(choice.of("rank", "dense_rank") + "()%s", over), Kind.INTEGER);
    }

    private Value numbered() {
        var function = choice.of("row_number()", "row_number()", "ntile(" + choice.between(1, 7) + ")");
        return new Value(Sql.format(function + "%s", totalOrder()), Kind.INTEGER);
    }

    private Value neighbour() {
        var column = expressions.column(choice.of(ORDERED));
        var arguments = switch (choice.below(3)) {
            case 0 -> column.sql();
            case 1 -> Sql.format("%s, " + choice.between(0, 3), column.sql());
            default -> Sql.format("%s, 2, %s", column.sql(), expressions.literal(column.kind()));
        };
        return new Value(Sql.format(choice.of("lag", "lead") + "(%s)%s", arguments, totalOrder()), column.kind());
    }

    private Value positional(Sql over) {
        var column = expressions.column(choice.of(ORDERED));
        var sql = switch (choice.below(4)) {
            case 0 -> Sql.format("nth_value(%s, " + choice.between(1, 3) + ")%s", column.sql(), over);
            case 1 -> Differences.ignoringNulls(choice.of("first_value", "last_value"), column.sql(), over);
            default -> Sql.format(choice.of("first_value", "last_value") + "(%s)%s", column.sql(), over);
        };
        return new Value(sql, column.kind());
    }

    /** A frame up to or from the row's peers: its order may have ties. */
    private Value ranged() {
        var frame = choice.of(
                "range between unbounded preceding and current row",
                "range between current row and current row",
                "range between current row and unbounded following");
        var over = Sql.format(
                " over (%s order by %s " + choice.of("", "desc ") + frame + ")",
                partition(),
                expressions.column(choice.of(ORDERED)).sql());
        return plain(over, false);
    }

    /** A frame of the rows whose values are so far away from the row's. */
    private Value distant() {
        var kind = choice.of(Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE, Kind.DATE, Kind.TIMESTAMP);
        var frame = choice.of(
                "%1$s preceding and current row",
                "%1$s preceding and %2$s following",
                "%2$s preceding and %1$s preceding",
                "%1$s following and %2$s following",
                "current row and %1$s following",
                "unbounded preceding and %1$s preceding",
                "%1$s preceding and unbounded following");
        var near = choice.between(0, 4);
        var bounds = frame.formatted(distance(kind, near), distance(kind, near + choice.between(0, 9)));
        var over = Sql.format(
                " over (%s order by %s %s range between " + bounds + ")",
                partition(),
                expressions.column(kind).sql(),
                direction());
        return plain(over, false);
    }

    private static String distance(Kind kind, int number) {
        return switch (kind) {
            case INTEGER -> Integer.toString(number);
            case DATE -> "interval '%d days'".formatted(number * 10);
            case TIMESTAMP -> "interval '%d days %d hours'".formatted(number * 3, number);
            default -> "%d.%d".formatted(number, number % 4 * 25);
        };
    }

    /** A frame of the rows whose values are so many different ones away. */
    private Value grouped() {
        var frame = choice.of(
                "1 preceding and current row",
                "2 preceding and 1 following",
                "3 preceding and 2 preceding",
                "1 following and 2 following",
                "unbounded preceding and 1 preceding");
        var over = Sql.format(
                " over (%s order by %s %s groups between " + frame + ")",
                partition(),
                expressions.column(choice.of(ORDERED)).sql(),
                direction());
        return plain(over, false);
    }

    private Sql over(Sql frame) {
        var order = frame.equals(NOTHING)
                ? Sql.format("%s %s", expressions.column(choice.of(ORDERED)).sql(), direction())
                : uniqueOrder();
        return Sql.format(" over (%s order by %s%s)", partition(), order, frame);
    }

    private Sql frame() {
        return Sql.both(" "
                + choice.of(
                        "rows between unbounded preceding and current row",
                        "rows between 2 preceding and 1 following",
                        "rows between current row and unbounded following",
                        "rows between 3 preceding and 1 preceding",
                        "rows between 1 following and 4 following",
                        "rows between unbounded preceding and unbounded following",
                        "rows unbounded preceding",
                        "rows 2 preceding"));
    }

    private Sql partition() {
        if (choice.chance(40)) {
            return NOTHING;
        }
        var kinds = choice.some(choice.between(1, 2), List.of(Kind.INTEGER, Kind.BOOLEAN, Kind.TEXT, Kind.BLANK_TEXT));
        return Sql.format(
                "partition by %s",
                Sql.join(
                        ", ",
                        kinds.stream()
                                .map(kind -> expressions.column(kind).sql())
                                .toList()));
    }

    private Sql uniqueOrder() {
        var unique = Sql.join(", ", relation.unique().stream().map(Value::sql).toList());
        return choice.chance(50)
                ? unique
                : Sql.format("%s %s, %s", expressions.column(choice.of(ORDERED)).sql(), direction(), unique);
    }

    private Sql direction() {
        return Sql.both(choice.of("", "asc", "desc", "desc nulls last", "asc nulls first"));
    }

    private Value anyColumn() {
        return choice.of(relation.columns());
    }
}
