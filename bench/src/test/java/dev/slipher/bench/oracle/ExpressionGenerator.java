package dev.slipher.bench.oracle;

import java.util.ArrayList;
import java.util.List;

/** Makes random expressions over the columns in scope, of a wanted {@link Kind}. */
final class ExpressionGenerator {
    private static final List<Kind> COMPARED = List.of(
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
    private static final List<String> WORDS = List.of("red", "green", "Red", "", "ähre", "日本", "b", "zz", "nothing");

    private final Choice choice;
    private final List<Value> columns;

    ExpressionGenerator(Choice choice, List<Value> columns) {
        this.choice = choice;
        this.columns = columns;
    }

    /** Returns the columns in scope of one kind. */
    List<Value> columnsOf(Kind kind) {
        return columns.stream().filter(column -> column.kind() == kind).toList();
    }

    /** Returns a column or, if there is none of the kind, a literal. */
    Value column(Kind kind) {
        var matching = columnsOf(kind);
        return matching.isEmpty() ? new Value(literal(kind), kind) : choice.of(matching);
    }

    /** Returns an expression of one kind, with functions nested up to a depth. */
    Value value(Kind kind, int depth) {
        if (depth == 0 || choice.chance(30)) {
            return column(kind);
        }
        if (choice.chance(20)) {
            return new Value(conditional(kind, depth - 1), kind);
        }
        var sql = switch (kind) {
            case INTEGER -> integer(depth - 1);
            case DECIMAL -> decimal(depth - 1);
            case DOUBLE -> exactDouble(depth - 1);
            case INEXACT_DOUBLE -> inexactDouble(depth - 1);
            case DATE -> date(depth - 1);
            case TIMESTAMP -> timestamp(depth - 1);
            case TEXT -> text(depth - 1);
            case BOOLEAN -> predicate(depth - 1);
            case EXTREME_INTEGER, EXTREME_DECIMAL, ODD_DOUBLE, BLANK_TEXT ->
                column(kind).sql();
        };
        return new Value(sql, kind);
    }

    /** Returns a condition, with conditions and functions nested up to a depth. */
    Sql predicate(int depth) {
        if (depth > 0 && choice.chance(35)) {
            return switch (choice.below(4)) {
                case 0 -> Sql.format("(%s and %s)", predicate(depth - 1), predicate(depth - 1));
                case 1, 2 -> Sql.format("(%s or %s)", predicate(depth - 1), predicate(depth - 1));
                default -> Sql.format("not (%s)", predicate(depth - 1));
            };
        }
        var kind = choice.of(COMPARED);
        return switch (choice.below(9)) {
            case 0 ->
                Sql.format(
                        "%s is " + choice.of("null", "not null"), column(kind).sql());
            case 1 ->
                Sql.format(
                        "%s " + choice.of("between", "not between") + " %s and %s",
                        value(kind, depth).sql(),
                        literal(kind),
                        literal(kind));
            case 2 -> inList(kind, depth);
            case 3 -> like(depth);
            case 4 ->
                Sql.format(
                        "%s is " + choice.of("true", "not true", "false", "not false"),
                        column(Kind.BOOLEAN).sql());
            case 5 ->
                Sql.format(
                        "%s is " + choice.of("distinct", "not distinct") + " from %s",
                        column(kind).sql(),
                        operand(kind));
            default -> comparison(kind, depth);
        };
    }

    /** Returns a constant of one kind. */
    Sql literal(Kind kind) {
        return switch (kind) {
            case INTEGER -> Sql.both(Integer.toString(choice.between(0, 60)));
            case EXTREME_INTEGER -> Sql.both(choice.of("0", "32767", "9223372036854775807", "-32768", "-2147483649"));
            case DECIMAL -> Sql.both(choice.between(0, 5_000) + "." + choice.between(10, 99));
            case EXTREME_DECIMAL ->
                Sql.both("cast(%s as decimal(38,4))"
                        .formatted(choice.of("0.0001", "0", "9999999999999999999999999999999999.9999")));
            case DOUBLE -> Sql.both("cast(%s as double precision)".formatted(choice.between(-800, 800) / 4.0));
            case INEXACT_DOUBLE -> Sql.both("cast(0.1 as double precision)");
            case ODD_DOUBLE ->
                Sql.both("cast('%s' as double precision)".formatted(choice.of("NaN", "Infinity", "-Infinity", "0.1")));
            case BOOLEAN -> Sql.both(choice.of("true", "false"));
            case DATE -> Sql.both("date '20%02d-%02d-15'".formatted(choice.between(10, 14), choice.between(1, 12)));
            case TIMESTAMP ->
                Sql.both(
                        "timestamp '20%02d-%02d-15 12:00:00'".formatted(choice.between(10, 14), choice.between(1, 12)));
            case TEXT -> Sql.both("'" + choice.of(WORDS) + "'");
            case BLANK_TEXT -> {
                var word = choice.of(WORDS);
                yield new Sql("'" + word + "  '", "'" + word + "'");
            }
        };
    }

    private Sql comparison(Kind kind, int depth) {
        var operator = choice.of("=", "<>", "<", "<=", ">", ">=");
        return Sql.format("%s " + operator + " %s", value(kind, depth).sql(), operand(kind));
    }

    private Sql operand(Kind kind) {
        return choice.chance(40) ? column(kind).sql() : literal(kind);
    }

    private Sql inList(Kind kind, int depth) {
        var items = new ArrayList<Sql>();
        for (var i = choice.between(1, 5); i > 0; i--) {
            items.add(literal(kind));
        }
        if (choice.chance(20)) {
            items.add(Sql.both("null"));
        }
        return Sql.format(
                "%s " + choice.of("in", "not in") + " (%s)", value(kind, depth).sql(), Sql.join(", ", items));
    }

    private Sql like(int depth) {
        var pattern = choice.of("%e%", "re_%", "%é", "g%n%", "_", "%", "", "%-1_", "日%", "red%x", "%1%2%");
        return Sql.format(
                "%s " + choice.of("like", "not like", "ilike") + " %s",
                value(Kind.TEXT, depth).sql(),
                Sql.both("'" + pattern + "'"));
    }

    private Sql conditional(Kind kind, int depth) {
        var first = value(kind, depth).sql();
        var second = operand(kind);
        return switch (choice.below(8)) {
            case 0 -> Sql.format("case when %s then %s else %s end", predicate(depth), first, second);
            case 1 -> Sql.format("case when %s then %s end", predicate(depth), first);
            case 2 ->
                Sql.format(
                        "case %s when %s then %s when %s then %s else null end",
                        column(Kind.INTEGER).sql(), literal(Kind.INTEGER), first, literal(Kind.INTEGER), second);
            case 3 -> Sql.format("coalesce(%s, %s)", first, second);
            case 4 -> Sql.format("nullif(%s, %s)", first, second);
            case 5 -> Differences.firstNonNull(first, second);
            case 6 ->
                kind == Kind.BOOLEAN
                        ? Sql.format("coalesce(%s, %s)", first, second)
                        : Sql.format(choice.of("greatest", "least") + "(%s, %s)", first, second);
            default -> Differences.decode(column(Kind.INTEGER).sql(), literal(Kind.INTEGER), first, second);
        };
    }

    private Sql integer(int depth) {
        var a = value(Kind.INTEGER, depth).sql();
        var b = column(Kind.INTEGER).sql();
        return switch (choice.below(15)) {
            case 0 -> Sql.format("(%s + %s)", a, b);
            case 1 -> Sql.format("(%s - %s)", a, b);
            case 2 -> Sql.format("(%s * %s)", a, Sql.both(choice.of("2", "3", "-1")));
            case 3 -> Differences.integerDivision(a, Sql.both(choice.of("2", "7", "-3")));
            case 4 -> Sql.format("(%s %% %s)", a, Sql.both(choice.of("2", "7", "5")));
            case 5 -> Sql.format("abs(%s)", a);
            case 6 -> Sql.format("-(%s)", a);
            case 7 -> Sql.format("length(%s)", value(Kind.TEXT, depth).sql());
            case 8 ->
                Sql.format(
                        "extract(" + choice.of("year", "month", "day", "dow", "doy", "quarter", "week") + " from %s)",
                        value(Kind.DATE, depth).sql());
            case 9 ->
                Sql.format(
                        "extract(" + choice.of("hour", "minute", "year") + " from %s)",
                        column(Kind.TIMESTAMP).sql());
            case 10 ->
                Differences.dateDifference(
                        choice.of("day", "month", "year"),
                        value(Kind.DATE, depth).sql(),
                        column(Kind.DATE).sql());
            case 11 -> Sql.format("strpos(%s, 'e')", value(Kind.TEXT, depth).sql());
            case 12 -> Differences.characterIndex("1", value(Kind.TEXT, depth).sql());
            case 13 ->
                Sql.format(
                        "cast(floor(%s) as integer)", value(Kind.DOUBLE, depth).sql());
            default ->
                Sql.format("cast(%s as integer)", value(Kind.DECIMAL, depth).sql());
        };
    }

    private Sql decimal(int depth) {
        var a = value(Kind.DECIMAL, depth).sql();
        var b = column(Kind.DECIMAL).sql();
        return switch (choice.below(6)) {
            case 0 -> Sql.format("(%s + %s)", a, b);
            case 1 -> Sql.format("(%s - %s)", a, b);
            case 2 -> Sql.format("abs(%s)", a);
            case 3 -> Sql.format("cast(round(%s, 1) as decimal(12,2))", b);
            case 4 ->
                Sql.format(
                        "cast(%s as decimal(12,2))", value(Kind.INTEGER, depth).sql());
            default -> Sql.format("-(%s)", a);
        };
    }

    private Sql exactDouble(int depth) {
        var a = value(Kind.DOUBLE, depth).sql();
        return switch (choice.below(6)) {
            case 0 -> Sql.format("(%s + %s)", a, column(Kind.DOUBLE).sql());
            case 1 -> Sql.format("(%s - %s)", a, column(Kind.DOUBLE).sql());
            case 2 -> Sql.format("(%s * cast(0.5 as double precision))", a);
            case 3 -> Sql.format(choice.of("floor", "ceil", "abs") + "(%s)", a);
            case 4 ->
                Sql.format(
                        "cast(%s as double precision)",
                        value(Kind.INTEGER, depth).sql());
            default -> Sql.format("-(%s)", a);
        };
    }

    private Sql inexactDouble(int depth) {
        var a = value(Kind.DOUBLE, depth).sql();
        return switch (choice.below(6)) {
            case 0 -> Sql.format("sqrt(abs(%s))", a);
            case 1 -> Sql.format("ln(abs(%s) + 1)", a);
            case 2 -> Sql.format(choice.of("sin", "cos", "atan") + "(%s)", a);
            case 3 -> Sql.format("exp(%s / cast(1000 as double precision))", a);
            case 4 -> Sql.format("power(abs(%s), cast(1.5 as double precision))", a);
            default -> Sql.format("(%s / cast(3 as double precision))", a);
        };
    }

    private Sql date(int depth) {
        var a = value(Kind.DATE, depth).sql();
        return switch (choice.below(6)) {
            case 0 -> Sql.format("(%s + %s)", a, Sql.both(Integer.toString(choice.between(1, 40))));
            case 1 ->
                Sql.format("cast(date_trunc('" + choice.of("month", "year", "quarter", "week") + "', %s) as date)", a);
            case 2 -> Differences.addToDate(choice.of("day", "month", "year"), choice.between(-2, 2), a);
            case 3 -> Sql.format("last_day(%s)", a);
            case 4 -> Sql.format("cast(%s as date)", column(Kind.TIMESTAMP).sql());
            default -> Sql.format("(%s - %s)", a, Sql.both(Integer.toString(choice.between(1, 40))));
        };
    }

    private Sql timestamp(int depth) {
        var a = value(Kind.TIMESTAMP, depth).sql();
        return switch (choice.below(3)) {
            case 0 -> Sql.format("date_trunc('" + choice.of("hour", "day", "minute", "month") + "', %s)", a);
            case 1 -> Sql.format("(%s + interval '" + choice.of("3 hours", "1 day", "90 minutes") + "')", a);
            default ->
                Sql.format("cast(%s as timestamp)", value(Kind.DATE, depth).sql());
        };
    }

    private Sql text(int depth) {
        var a = value(Kind.TEXT, depth).sql();
        return switch (choice.below(15)) {
            case 0 -> Sql.format("upper(%s)", a);
            case 1 -> Sql.format("lower(%s)", a);
            case 2 -> Sql.format("(%s || %s)", a, operand(Kind.TEXT));
            case 3 -> Sql.format("substring(%s, " + choice.between(1, 4) + ", " + choice.between(0, 5) + ")", a);
            case 4 -> Sql.format(choice.of("left", "right") + "(%s, " + choice.between(0, 5) + ")", a);
            case 5 -> Sql.format("replace(%s, 'e', 'EE')", a);
            case 6 -> Sql.format(choice.of("lpad", "rpad") + "(%s, " + choice.between(1, 9) + ", 'xy')", a);
            case 7 -> Differences.trimBoth(a, "rx");
            case 8 -> Sql.format("split_part(%s, '-', " + choice.between(1, 2) + ")", a);
            case 9 -> Sql.format("translate(%s, 'aeb', 'AE')", a);
            case 10 ->
                Sql.format("cast(%s as varchar(20))", column(Kind.INTEGER).sql());
            case 11 ->
                Sql.format(
                        "repeat(%s, " + choice.between(0, 2) + ")",
                        column(Kind.TEXT).sql());
            case 12 -> Sql.format("reverse(%s)", a);
            case 13 -> Differences.replacePattern(a, "[0-9]+", "#");
            default -> Sql.format("cast(%s as varchar(20))", column(Kind.DATE).sql());
        };
    }
}
