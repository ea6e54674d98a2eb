package dev.slipher.leader.bind;

import dev.slipher.compute.expression.function.ReservedWords;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ArithmeticOperator;
import dev.slipher.compute.fragment.Expression.CastMode;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.leader.calcite.Unsupported;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ArrayText;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Functions that give several rows for one: each is a number of rows and, for a row's number, the values of its columns, so
 * that {@link LogicalNode.Expand} runs them all.
 */
final class SetFunctions {
    /** The functions, besides {@code generate_series}. */
    private static final Set<String> NAMES = Set.of(
            "unnest",
            "generate_subscripts",
            "regexp_split_to_table",
            "_pg_expandarray",
            "pg_get_keywords",
            "pg_options_to_table",
            "pg_get_late_binding_view_cols",
            "pg_partition_tree",
            "pg_partition_ancestors");

    private static final SqlType TEXT = new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH);

    /** A column that a function gives. */
    record Column(String name, Expression value) {}

    /**
     * A call.
     *
     * @param count a BIGINT, how many rows
     * @param columns null past the last row
     */
    record Expansion(Expression count, List<Column> columns) {}

    private final FunctionBinder functions;
    private final Coercion coercion;
    private final Expression number;
    private final int position;

    /**
     * Binds one call.
     *
     * @param number the BIGINT column that numbers rows from 1
     */
    SetFunctions(FunctionBinder functions, Coercion coercion, Expression number, int position) {
        this.functions = functions;
        this.coercion = coercion;
        this.number = number;
        this.position = position;
    }

    static boolean contains(String name) {
        return NAMES.contains(name);
    }

    /** Returns what repeats its one row by the count. */
    static LogicalNode rows(Expression count, int number) {
        return new LogicalNode.Expand(new LogicalNode.Values(List.of(List.of()), List.of()), count, number);
    }

    /**
     * Returns a call's row as one value: that of its only column, or an array of its columns, which stands for a composite
     * value; {@code _pg_expandarray} is used in this way, whose columns are of one type.
     */
    static Expression row(List<Column> columns, FunctionBinder functions, int position) {
        if (columns.size() == 1) {
            return columns.getFirst().value();
        }
        var type = new SqlType.Array(columns.getFirst().value().type());
        Expression array = new Expression.Literal(new Datum.Bytes(new byte[] {'{', '}'}), type);
        for (Column column : columns) {
            array = functions.resolved("array_append", List.of(array, functions.elementText(column.value())), position);
        }
        return array;
    }

    /** Returns the place of a field of such a value, 0 if there is none of that name. */
    static int fieldOfRow(String name) {
        return name.equals("x") ? 1 : name.equals("n") ? 2 : 0;
    }

    Expansion bind(String name, List<Expression> arguments) {
        return switch (name) {
            case "unnest" -> {
                Expression array = array(name, arguments, 1);
                yield elements(array, new Column(name, element(array)));
            }
            case "generate_subscripts" -> {
                Expression array = array(name, arguments, 2);
                yield elements(array, new Column(name, counted(array, subscript(array))));
            }
            case "regexp_split_to_table" -> {
                Expression array = functions.resolved("regexp_split_to_array", arguments, position);
                yield elements(array, new Column(name, element(array)));
            }
            case "_pg_expandarray" -> {
                Expression array = array(name, arguments, 1);
                Expression index = coercion.cast(number, SqlType.Simple.INTEGER, CastMode.EXPLICIT);
                yield elements(array, new Column("x", element(array)), new Column("n", counted(array, index)));
            }
            case "pg_get_keywords" -> keywords();
            case "pg_options_to_table" -> options(array(name, arguments, 1));
            case "pg_partition_tree" ->
                none(
                        new Column("relid", Coercion.nullOf(SqlType.Simple.OID)),
                        new Column("parentrelid", Coercion.nullOf(SqlType.Simple.OID)),
                        new Column("isleaf", Coercion.nullOf(SqlType.Simple.BOOLEAN)),
                        new Column("level", Coercion.nullOf(SqlType.Simple.INTEGER)));
            case "pg_partition_ancestors" -> none(new Column("relid", Coercion.nullOf(SqlType.Simple.OID)));
            case "pg_get_late_binding_view_cols" ->
                none(
                        new Column("schemaname", Coercion.nullOf(SqlType.Simple.NAME)),
                        new Column("tablename", Coercion.nullOf(SqlType.Simple.NAME)),
                        new Column("columnname", Coercion.nullOf(SqlType.Simple.NAME)),
                        new Column("columntype", Coercion.nullOf(TEXT)),
                        new Column("columnnum", Coercion.nullOf(SqlType.Simple.INTEGER)));
            default -> throw new IllegalStateException("no set function: " + name);
        };
    }

    private Expression array(String name, List<Expression> arguments, int count) {
        if (arguments.size() != count || !(arguments.getFirst().type() instanceof SqlType.Array)) {
            functions.resolved(name, arguments, position);
            throw new SlipherException(SqlState.UNDEFINED_FUNCTION, "function %s does not exist".formatted(name))
                    .withPosition(position);
        }
        return arguments.getFirst();
    }

    private Expression call(String name, Expression... arguments) {
        return functions.resolved(name, List.of(arguments), position);
    }

    private Expansion elements(Expression array, Column... columns) {
        return new Expansion(count(array), List.of(columns));
    }

    private Expression count(Expression array) {
        return coercion.cast(call("cardinality", array), SqlType.Simple.BIGINT, CastMode.IMPLICIT);
    }

    /** The subscript of the row's element. */
    private Expression subscript(Expression array) {
        Expression lower = call("array_lower", array, integer(1));
        Expression offset = arithmetic(ArithmeticOperator.SUBTRACT, lower, integer(1));
        return coercion.cast(
                arithmetic(ArithmeticOperator.ADD, number, offset), SqlType.Simple.INTEGER, CastMode.EXPLICIT);
    }

    private Expression element(Expression array) {
        SqlType type = ((SqlType.Array) array.type()).element();
        return functions.elementOfText(call("array_element", array, subscript(array)), type);
    }

    /** Makes null of a value where another function beside this one still has rows. */
    private Expression counted(Expression array, Expression value) {
        Expression inside = coercion.compare(ComparisonOperator.LESS_OR_EQUAL, number, count(array), position);
        return new Expression.Case(
                List.of(new Expression.When(inside, value)), Coercion.nullOf(value.type()), value.type());
    }

    private static Expression integer(long value) {
        return Coercion.integer(value, SqlType.Simple.INTEGER);
    }

    private Expression arithmetic(ArithmeticOperator operator, Expression left, Expression right) {
        return coercion.arithmetic(operator, left, right).orElseThrow();
    }

    private Expansion keywords() {
        List<Optional<String>> words =
                ReservedWords.all().stream().sorted().map(Optional::of).toList();
        var text = new ArrayText(1, words).toString().getBytes(StandardCharsets.UTF_8);
        Expression array = new Expression.Literal(new Datum.Bytes(text), new SqlType.Array(TEXT));
        return elements(
                array,
                new Column("word", element(array)),
                new Column("catcode", counted(array, coercion.settle(Coercion.string("R")))),
                new Column("catdesc", counted(array, coercion.settle(Coercion.string("reserved")))));
    }

    private Expansion options(Expression array) {
        Expression option = element(array);
        Expression equals = call("strpos", option, coercion.settle(Coercion.string("=")));
        Expression name = call("left", option, arithmetic(ArithmeticOperator.SUBTRACT, equals, integer(1)));
        Expression value = call("substring", option, arithmetic(ArithmeticOperator.ADD, equals, integer(1)));
        return elements(array, new Column("option_name", name), new Column("option_value", value));
    }

    /** No rows: no table has partitions, and late binding views are not resolved ahead of their use. */
    private static Expansion none(Column... columns) {
        return new Expansion(Coercion.integer(0, SqlType.Simple.BIGINT), List.of(columns));
    }

    /** {@code generate_series} of integers over columns: the number of steps, and the value after as many. */
    Expansion series(LogicalNode.Series series, SqlType type) {
        if (!Types.isInteger(type)) {
            throw Unsupported.feature("generate_series of timestamps beside another such function", position);
        }
        if (series.step() instanceof Expression.Literal(Datum.Integral(long step), var _) && step == 0) {
            throw new SlipherException(SqlState.INVALID_PARAMETER_VALUE, "step size cannot equal zero")
                    .withPosition(position);
        }
        Expression distance = arithmetic(ArithmeticOperator.SUBTRACT, series.stop(), series.start());
        Expression steps = arithmetic(ArithmeticOperator.DIVIDE, distance, series.step());
        Expression last = arithmetic(ArithmeticOperator.ADD, steps, integer(1));
        // Division rounds toward zero: a distance against the step's direction is no row even where it is short.
        Expression backward = new Expression.Or(List.of(
                backward(ComparisonOperator.GREATER, ComparisonOperator.LESS, distance, series.step()),
                backward(ComparisonOperator.LESS, ComparisonOperator.GREATER, distance, series.step())));
        Expression count = new Expression.Case(
                List.of(new Expression.When(backward, Coercion.integer(0, SqlType.Simple.BIGINT))),
                coercion.cast(last, SqlType.Simple.BIGINT, CastMode.IMPLICIT),
                SqlType.Simple.BIGINT);
        Expression before = arithmetic(ArithmeticOperator.SUBTRACT, number, integer(1));
        Expression offset = arithmetic(ArithmeticOperator.MULTIPLY, before, series.step());
        Expression value =
                coercion.cast(arithmetic(ArithmeticOperator.ADD, series.start(), offset), type, CastMode.EXPLICIT);
        Expression inside = coercion.compare(ComparisonOperator.LESS_OR_EQUAL, number, count, position);
        Expression guarded =
                new Expression.Case(List.of(new Expression.When(inside, value)), Coercion.nullOf(type), type);
        return new Expansion(count, List.of(new Column("generate_series", guarded)));
    }

    private Expression backward(
            ComparisonOperator ofStep, ComparisonOperator ofDistance, Expression distance, Expression step) {
        return new Expression.And(List.of(
                coercion.compare(ofStep, step, integer(0), position),
                coercion.compare(ofDistance, distance, integer(0), position)));
    }
}
