package dev.slipher.compute.expression;

import dev.slipher.compute.expression.function.FunctionRegistry;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Says expressions, columns and results in few words. */
final class Expressions {
    static final SessionTime TIME = new SessionTime(ZoneOffset.UTC, 0);
    static final EvaluationContext CONTEXT = new EvaluationContext(TIME, 0, "ada", "ada", "dev", List.of("public"), 42);
    static final SqlType TEXT = new SqlType.Varchar(200);

    private Expressions() {}

    static Datum datum(SqlType type, Object text) {
        return text == null ? Datum.Null.NULL : TypeText.parse(type, text.toString(), TIME);
    }

    static Expression literal(SqlType type, Object text) {
        return new Expression.Literal(datum(type, text), type);
    }

    static Expression column(int index, SqlType type) {
        return new Expression.ColumnReference(index, type);
    }

    /** Calls a function as the planner would: resolved by the arguments' types, each converted as asked. */
    static Expression call(String name, Expression... arguments) {
        var types = Stream.of(arguments)
                .map(argument -> Optional.of(argument.type()))
                .toList();
        var resolved = FunctionRegistry.resolve(name, types);
        var converted = new ArrayList<Expression>();
        for (int i = 0; i < arguments.length; i++) {
            var wanted = resolved.parameterTypes().get(i);
            converted.add(
                    arguments[i].type().equals(wanted)
                            ? arguments[i]
                            : new Expression.Cast(arguments[i], wanted, Expression.CastMode.IMPLICIT));
        }
        return new Expression.Call(name, converted, resolved.resultType());
    }

    /** Returns the text of a constant expression's value, null for NULL. */
    static String evaluate(Expression expression) {
        return text(
                evaluateAll(expression, List.of(), new Batch(new Vector[0], 1)).getFirst(), expression.type());
    }

    static String text(Datum value, SqlType type) {
        if (value.isNull()) {
            return null;
        }
        var sink = new ByteSink(32);
        TypeText.format(type, value, TIME, sink);
        return sink.toString();
    }

    static List<Datum> evaluateAll(Expression expression, List<ColumnShape> shapes, Batch batch) {
        var compiled = ExpressionCompiler.compile(expression, shapes, CONTEXT);
        return values(compiled.newEvaluator().evaluate(batch), batch, expression.type());
    }

    static List<Datum> values(Vector vector, Batch batch, SqlType type) {
        var values = new ArrayList<Datum>();
        int[] selection = batch.selection();
        for (int i = 0; i < batch.selectedCount(); i++) {
            values.add(vector.datum(selection == null ? i : selection[i]).as(type.physicalKind()));
        }
        return values;
    }

    /** Returns the positions that a condition keeps. */
    static List<Integer> filter(Expression condition, List<ColumnShape> shapes, Batch batch) {
        ExpressionCompiler.compileCondition(condition, shapes, CONTEXT)
                .newPredicate()
                .filter(batch);
        var kept = new ArrayList<Integer>();
        int[] selection = batch.selection();
        for (int i = 0; i < batch.selectedCount(); i++) {
            kept.add(selection == null ? i : selection[i]);
        }
        return kept;
    }

    static Batch batch(int rows, Vector... columns) {
        return new Batch(columns, rows);
    }

    static Vector vector(SqlType type, Datum... values) {
        return vector(type, ColumnShape.of(type).representation(), values);
    }

    static Vector vector(SqlType type, ColumnShape.Representation representation, Datum... values) {
        int size = values.length + Batch.SLACK;
        long[] nulls = null;
        for (int i = 0; i < values.length; i++) {
            if (values[i].isNull()) {
                nulls = nulls == null ? new long[(size >>> 6) + 1] : nulls;
                nulls[i >>> 6] |= 1L << i;
            }
        }
        return switch (representation) {
            case INT -> {
                var array = new int[size];
                Arrays.setAll(array, i -> i < values.length && !values[i].isNull() ? (int) integral(values[i]) : 7);
                yield new IntVector(array, nulls);
            }
            case LONG -> {
                var array = new long[size];
                Arrays.setAll(array, i -> i < values.length && !values[i].isNull() ? integral(values[i]) : 7);
                yield new LongVector(array, nulls);
            }
            case DOUBLE -> {
                var array = new double[size];
                Arrays.setAll(
                        array,
                        i -> i < values.length && !values[i].isNull() ? ((Datum.Floating) values[i]).value() : 0);
                yield new DoubleVector(array, nulls);
            }
            case WIDE -> {
                var high = new long[size];
                var low = new long[size];
                for (int i = 0; i < values.length; i++) {
                    if (values[i] instanceof Datum.Wide(var h, var l)) {
                        high[i] = h;
                        low[i] = l;
                    }
                }
                yield new Int128Vector(high, low, nulls);
            }
            case BYTES -> bytes(nulls, values);
        };
    }

    private static long integral(Datum value) {
        return value instanceof Datum.Wide(var _, var low) ? low : ((Datum.Integral) value).value();
    }

    private static Vector bytes(long[] nulls, Datum... values) {
        var sink = new ByteSink(16);
        var offsets = new int[values.length + Batch.SLACK + 1];
        for (int i = 0; i < values.length; i++) {
            offsets[i] = sink.length();
            if (values[i] instanceof Datum.Bytes(var content)) {
                sink.append(content);
            }
        }
        Arrays.fill(offsets, values.length, offsets.length, sink.length());
        return new BytesVector(sink.toByteArray(), offsets, nulls);
    }

    /** Returns strings as codes into a dictionary of all that occur. */
    static Vector dictionary(String... values) {
        var distinct = Stream.of(values)
                .filter(value -> value != null)
                .distinct()
                .sorted()
                .toList();
        var sink = new ByteSink(16);
        var offsets = new int[distinct.size() + 1];
        for (int i = 0; i < distinct.size(); i++) {
            sink.append(distinct.get(i));
            offsets[i + 1] = sink.length();
        }
        var codes = new int[values.length + Batch.SLACK];
        long[] nulls = null;
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                nulls = nulls == null ? new long[(codes.length >>> 6) + 1] : nulls;
                nulls[i >>> 6] |= 1L << i;
            } else {
                codes[i] = distinct.indexOf(values[i]);
            }
        }
        var entries = new Dictionary(sink.toByteArray(), offsets, distinct.size(), true, true);
        return new DictionaryVector(codes, entries, nulls);
    }

    static Vector strings(String... values) {
        return vector(TEXT, Stream.of(values).map(Expressions::bytes).toArray(Datum[]::new));
    }

    static Datum bytes(String text) {
        return text == null ? Datum.Null.NULL : new Datum.Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    static Vector constant(SqlType type, Object text) {
        return new ConstantVector(type.physicalKind(), datum(type, text));
    }
}
