package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.CastMode;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/** Binds what makes arrays of elements and of arrays, whose elements take one type together. */
final class ArrayBinder {
    private final FunctionBinder functions;
    private final Coercion coercion;

    ArrayBinder(FunctionBinder functions, Coercion coercion) {
        this.functions = functions;
        this.coercion = coercion;
    }

    /** Whether this is {@code ARRAY[]}, which has a type only where it is cast to one. */
    static boolean isEmpty(SqlNode node) {
        return node instanceof SqlCall call
                && call.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR
                && call.operandCount() == 0;
    }

    static Expression empty(SqlType.Array type) {
        return new Expression.Literal(new Datum.Bytes("{}".getBytes(StandardCharsets.US_ASCII)), type);
    }

    /** {@code ARRAY[…]} appends to the empty array one element after the other. */
    Expression array(List<Expression> elements, int position) {
        if (elements.isEmpty()) {
            throw new SlipherException(SqlState.INDETERMINATE_DATATYPE, "cannot determine type of empty array")
                    .withHint("Explicitly cast to the desired type, for example ARRAY[]::integer[].")
                    .withPosition(position);
        }
        List<Expression> items = coercion.unify(elements, "ARRAY", position);
        Expression array = empty(new SqlType.Array(items.getFirst().type()));
        for (Expression item : items) {
            array = functions.resolved("array_append", List.of(array, functions.elementText(item)), position);
        }
        return array;
    }

    /** Inside arrays, booleans are {@code t} and {@code f}, binary values hexadecimal, all else as a cast writes it. */
    Expression elementText(Expression item) {
        Expression settled = coercion.settle(item);
        if (settled.type() instanceof SqlType.Varbyte) {
            return functions.resolved("to_hex", List.of(settled), 0);
        }
        if (settled.type() != SqlType.Simple.BOOLEAN) {
            return coercion.cast(settled, new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH), CastMode.IMPLICIT);
        }
        var type = new SqlType.Varchar(1);
        return new Expression.Case(
                List.of(
                        new Expression.When(settled, coercion.toExactly(Coercion.string("t"), type)),
                        new Expression.When(Coercion.not(settled), coercion.toExactly(Coercion.string("f"), type))),
                Coercion.nullOf(type),
                type);
    }

    /** Makes a value of the text that an element of an array has. */
    Expression element(Expression text, SqlType type) {
        Expression value = type instanceof SqlType.Varbyte ? functions.resolved("from_hex", List.of(text), 0) : text;
        return coercion.cast(value, type, CastMode.EXPLICIT);
    }

    /** {@code ||} where a side is an array; empty where both are text. */
    Optional<Expression> concatenate(Expression left, Expression right, int position) {
        boolean leftArray = isArray(left);
        boolean rightArray = isArray(right);
        if (!leftArray && !rightArray) {
            return Optional.empty();
        }
        // What has no type yet is an array too.
        boolean both = leftArray == rightArray || Types.isUnknown(leftArray ? right.type() : left.type());
        List<Expression> operands = List.of(left, right);
        String name = both ? "array_cat" : leftArray ? "array_append" : "array_prepend";
        return Optional.of(functions.resolved(
                name,
                converted(name, operands)
                        .orElseThrow(() -> Coercion.undefinedOperator("||", left.type(), right.type(), position)),
                position));
    }

    /** Returns the arguments of a function of arrays and their elements so that elements are of the array's type. */
    List<Expression> arguments(String name, List<Expression> arguments, int position) {
        boolean known = arguments.size() == 2
                && switch (name) {
                    case "array_append", "array_remove", "array_position" -> isArray(arguments.getFirst());
                    case "array_prepend" -> isArray(arguments.getLast());
                    case "array_cat" -> isArray(arguments.getFirst()) || isArray(arguments.getLast());
                    default -> false;
                };
        return known
                ? converted(name, arguments)
                        .orElseThrow(() -> undefined(name, arguments).withPosition(position))
                : arguments;
    }

    private static SlipherException undefined(String name, List<Expression> arguments) {
        return new SlipherException(
                        SqlState.UNDEFINED_FUNCTION,
                        "function %s(%s, %s) does not exist"
                                .formatted(
                                        name,
                                        Types.name(arguments.getFirst().type()),
                                        Types.name(arguments.getLast().type())))
                .withHint("No function matches the given name and argument types."
                        + " You might need to add explicit type casts.");
    }

    /** Empty if the elements of both arguments have no type together. */
    private Optional<List<Expression>> converted(String name, List<Expression> arguments) {
        boolean firstArray = !name.equals("array_prepend");
        boolean secondArray = !firstArray || name.equals("array_cat");
        Expression first = arguments.getFirst();
        Expression second = arguments.getLast();
        return Types.common(elementType(first, firstArray), elementType(second, secondArray))
                .map(type -> List.of(operand(first, type, firstArray), operand(second, type, secondArray)));
    }

    private static SqlType elementType(Expression operand, boolean array) {
        return array && operand.type() instanceof SqlType.Array(var element, var _) && !Types.isUnknown(operand.type())
                ? element
                : array ? Types.UNKNOWN : operand.type();
    }

    private Expression operand(Expression operand, SqlType element, boolean array) {
        return array
                ? coercion.cast(operand, new SqlType.Array(element), CastMode.EXPLICIT)
                : elementText(coercion.cast(operand, element, CastMode.EXPLICIT));
    }

    /** Vectors of the catalog are no arrays here: they may be followed by text. */
    private static boolean isArray(Expression operand) {
        return operand.type() instanceof SqlType.Array(var _, var vector)
                && !vector
                && !Types.isUnknown(operand.type());
    }
}
