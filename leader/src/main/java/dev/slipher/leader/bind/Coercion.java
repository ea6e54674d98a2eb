package dev.slipher.leader.bind;

import dev.slipher.compute.expression.function.DecimalRules;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ArithmeticOperator;
import dev.slipher.compute.fragment.Expression.CastMode;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.leader.optimize.ExpressionTree;
import dev.slipher.leader.optimize.Folding;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Gives operands the types that an operator needs: decides what untyped literals are and writes implicit casts. */
final class Coercion {
    private final QueryContext context;

    Coercion(QueryContext context) {
        this.context = context;
    }

    static Expression nullOf(SqlType type) {
        return new Expression.Literal(Datum.Null.NULL, type);
    }

    static Expression string(String value) {
        return new Expression.Literal(new Datum.Bytes(value.getBytes(StandardCharsets.UTF_8)), Types.UNKNOWN);
    }

    static Expression integer(long value, SqlType type) {
        return new Expression.Literal(new Datum.Integral(value), type);
    }

    /** Has a value that may change from one time to the next computed once, however often the body reads it. */
    static Expression once(Expression value, UnaryOperator<Expression> body) {
        return Folding.isVolatile(value)
                ? new Expression.Let(value, body.apply(new Expression.Local(value.type())))
                : body.apply(value);
    }

    /** Converts to a type; a value of that type already stays as it is. */
    Expression cast(Expression operand, SqlType type, CastMode mode) {
        SqlType from = operand.type();
        if (from.equals(type)) {
            return operand;
        }
        if (!Types.isUnknown(from)) {
            if (mode == CastMode.IMPLICIT && widensString(from, type)) {
                return operand instanceof Expression.Literal(var value, var _)
                        ? new Expression.Literal(value, type)
                        : new Expression.Cast(operand, type, mode);
            }
            return new Expression.Cast(operand, type, mode);
        }
        return switch (operand) {
            case Expression.Parameter(int index, var _) -> {
                if (Types.isUnknown(context.parameterType(index))) {
                    // A parameter has no length: what is too long is its column's or cast's to say.
                    context.decideParameter(index, type.longest());
                }
                yield cast(new Expression.Parameter(index, context.parameterType(index)), type, mode);
            }
            case Expression.Literal(Datum.Bytes value, var _) -> literal(value, type, mode);
            case Expression.Literal(var value, var _) -> new Expression.Literal(value, type);
            default -> new Expression.Cast(operand, type, mode);
        };
    }

    private static boolean widensString(SqlType from, SqlType to) {
        return Types.isString(from) && to instanceof SqlType.Varchar(int length) && Types.stringLength(from) <= length;
    }

    private static Expression literal(Datum.Bytes value, SqlType type, CastMode mode) {
        int length = Math.clamp(value.value().length, 1, SqlType.MAX_VARCHAR_LENGTH);
        var text = new Expression.Literal(value, new SqlType.Varchar(length));
        if (type instanceof SqlType.Varchar(int max) && length <= max) {
            return mode == CastMode.IMPLICIT ? text : new Expression.Literal(value, type);
        }
        if (mode != CastMode.IMPLICIT) {
            return new Expression.Cast(text, type, mode);
        }
        // What stands beside a shorter binary value is not cut.
        return new Expression.Cast(
                text, type instanceof SqlType.Varbyte varbyte ? holding(varbyte, text) : type, CastMode.EXPLICIT);
    }

    /** Makes text of what is still untyped, as for a result column or a function of any type. */
    Expression settle(Expression operand) {
        if (!Types.isUnknown(operand.type())) {
            return operand;
        }
        if (operand instanceof Expression.Literal(Datum.Bytes(byte[] bytes), var _)) {
            return cast(
                    operand,
                    new SqlType.Varchar(Math.clamp(bytes.length, 1, SqlType.MAX_VARCHAR_LENGTH)),
                    CastMode.IMPLICIT);
        }
        return cast(operand, new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH), CastMode.IMPLICIT);
    }

    Expression toBoolean(Expression operand, String where, int position) {
        if (operand.type() == SqlType.Simple.BOOLEAN) {
            return operand;
        }
        if (Types.isUnknown(operand.type())) {
            return cast(operand, SqlType.Simple.BOOLEAN, CastMode.IMPLICIT);
        }
        throw new SlipherException(
                        SqlState.DATATYPE_MISMATCH,
                        "argument of %s must be type boolean, not type %s".formatted(where, Types.name(operand.type())))
                .withPosition(position);
    }

    /** Converts all to the one type that they have together. */
    List<Expression> unify(List<Expression> operands, String what, int position) {
        SqlType common = Types.UNKNOWN;
        for (Expression operand : operands) {
            SqlType before = common;
            common = Types.common(before, operand.type())
                    .orElseThrow(() -> new SlipherException(
                                    SqlState.DATATYPE_MISMATCH,
                                    "%s types %s and %s cannot be matched"
                                            .formatted(what, Types.name(before), Types.name(operand.type())))
                            .withPosition(position));
        }
        if (Types.isUnknown(common)) {
            return operands.stream().map(this::settle).map(o -> castText(o)).toList();
        }
        SqlType wide = common;
        for (Expression operand : operands) {
            wide = withUntyped(wide, operand);
        }
        var unified = new ArrayList<Expression>();
        for (Expression operand : operands) {
            unified.add(toExactly(operand, wide));
        }
        return unified;
    }

    /**
     * Makes numbers of the literals without type among operands that otherwise are numbers, of the kind that all have
     * together; an exact number keeps all of its digits.
     */
    List<Expression> withNumbers(List<Expression> operands) {
        Optional<SqlType> common = Optional.of(Types.UNKNOWN);
        for (Expression operand : operands) {
            common = common.flatMap(type -> Types.common(type, operand.type()));
        }
        if (common.isEmpty() || !Types.isNumeric(common.get())) {
            return operands;
        }
        SqlType type = common.get();
        return operands.stream().map(operand -> withNumber(operand, type)).toList();
    }

    private Expression withNumber(Expression operand, SqlType type) {
        if (!Types.isUnknown(operand.type())
                || !(operand instanceof Expression.Literal(Datum.Bytes(byte[] text), var _))) {
            return operand;
        }
        return cast(
                operand, type instanceof SqlType.Decimal decimal ? holding(text, decimal) : type, CastMode.IMPLICIT);
    }

    /** Returns a type that holds the number which a text is, if it is one, beside all that {@code type} holds. */
    private static SqlType holding(byte[] text, SqlType.Decimal type) {
        try {
            var number = new BigDecimal(new String(text, StandardCharsets.UTF_8).strip());
            int scale = Math.max(number.scale(), 0);
            int precision = Math.max(number.precision() - number.scale(), 0) + scale;
            return precision > SqlType.MAX_DECIMAL_PRECISION
                    ? type
                    : Types.common(type, new SqlType.Decimal(Math.max(precision, 1), scale))
                            .orElseThrow();
        } catch (NumberFormatException _) {
            return type;
        }
    }

    /** Makes a string or binary type long enough for an operand without type: a literal, or a parameter of any length. */
    static SqlType withUntyped(SqlType type, Expression operand) {
        if (!Types.isUnknown(operand.type())) {
            return type;
        }
        if (type instanceof SqlType.Varbyte varbyte) {
            return holding(varbyte, operand);
        }
        if (!Types.isString(type)) {
            return type;
        }
        int length = operand instanceof Expression.Literal(Datum.Bytes(byte[] bytes), var _)
                ? bytes.length
                : operand instanceof Expression.Literal ? 0 : SqlType.MAX_VARCHAR_LENGTH;
        return length <= Types.stringLength(type)
                ? type
                : new SqlType.Varchar(Math.min(length, SqlType.MAX_VARCHAR_LENGTH));
    }

    private static SqlType holding(SqlType.Varbyte type, Expression operand) {
        int length = operand instanceof Expression.Literal(var value, var _)
                ? value instanceof Datum.Bytes(byte[] bytes) ? bytes.length : 0
                : SqlType.MAX_VARBYTE_LENGTH;
        return length <= type.length() ? type : new SqlType.Varbyte(Math.min(length, SqlType.MAX_VARBYTE_LENGTH));
    }

    private Expression castText(Expression operand) {
        return toExactly(operand, new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH));
    }

    /** Converts so that the type is this one, also where only the length of a string differs. */
    Expression toExactly(Expression operand, SqlType type) {
        Expression converted = cast(operand, type, CastMode.IMPLICIT);
        return converted.type().equals(type)
                ? converted
                : converted instanceof Expression.Literal(var value, var _)
                        ? new Expression.Literal(value, type)
                        : new Expression.Cast(converted, type, CastMode.IMPLICIT);
    }

    /** Compares two values, which become comparable first. */
    Expression compare(ComparisonOperator operator, Expression left, Expression right, int position) {
        SqlType type = Types.comparable(left.type(), right.type())
                .orElseThrow(() -> undefinedOperator(symbol(operator), left.type(), right.type(), position));
        if (Types.isUnknown(type)) {
            return new Expression.Comparison(operator, settle(left), settle(right));
        }
        return new Expression.Comparison(operator, comparand(left, type), comparand(right, type));
    }

    /** Strings of any length compare as they are; all else takes the common type. */
    private Expression comparand(Expression operand, SqlType type) {
        if (Types.isString(operand.type()) && Types.isString(type)) {
            return operand;
        }
        if (Types.isUnknown(operand.type()) && Types.isString(type)) {
            return settle(operand);
        }
        if (type instanceof SqlType.Decimal(int precision, int scale)
                && operand.type() instanceof SqlType.Decimal(int ownPrecision, int ownScale)
                && ownScale == scale
                && new SqlType.Decimal(ownPrecision, ownScale).physicalKind()
                        == new SqlType.Decimal(precision, scale).physicalKind()) {
            return operand;
        }
        return cast(operand, type, CastMode.IMPLICIT);
    }

    static String symbol(ComparisonOperator operator) {
        return switch (operator) {
            case EQUAL -> "=";
            case NOT_EQUAL -> "<>";
            case LESS -> "<";
            case LESS_OR_EQUAL -> "<=";
            case GREATER -> ">";
            case GREATER_OR_EQUAL -> ">=";
            case DISTINCT, NOT_DISTINCT -> "=";
        };
    }

    static SlipherException undefinedOperator(String symbol, SqlType left, SqlType right, int position) {
        return undefinedOperator("%s %s %s".formatted(Types.name(left), symbol, Types.name(right)), position);
    }

    /** The error of an operator that is not there, with the types of its operands around it. */
    static SlipherException undefinedOperator(String operation, int position) {
        return new SlipherException(SqlState.UNDEFINED_FUNCTION, "operator does not exist: " + operation)
                .withHint("No operator matches the given name and argument types."
                        + " You might need to add explicit type casts.")
                .withPosition(position);
    }

    /** Makes an arithmetic expression over numbers; empty if one side is none. */
    Optional<Expression> arithmetic(ArithmeticOperator operator, Expression left, Expression right) {
        SqlType a = left.type();
        SqlType b = right.type();
        if (Types.isUnknown(a) && Types.isNumeric(b)) {
            return arithmetic(operator, cast(left, b, CastMode.IMPLICIT), right);
        }
        if (Types.isUnknown(b) && Types.isNumeric(a)) {
            return arithmetic(operator, left, cast(right, a, CastMode.IMPLICIT));
        }
        if (!Types.isNumeric(a) || !Types.isNumeric(b)) {
            return Optional.empty();
        }
        if (Types.isFloating(a) || Types.isFloating(b)) {
            SqlType type = a == SqlType.Simple.REAL && b == SqlType.Simple.REAL ? a : SqlType.Simple.DOUBLE;
            return Optional.of(sameTyped(operator, left, right, type));
        }
        if (a instanceof SqlType.Decimal || b instanceof SqlType.Decimal) {
            SqlType.Decimal x = Types.asDecimal(a);
            SqlType.Decimal y = Types.asDecimal(b);
            SqlType.Decimal type = switch (operator) {
                case ADD, SUBTRACT -> DecimalRules.add(x, y);
                case MULTIPLY -> DecimalRules.multiply(x, y);
                case DIVIDE -> DecimalRules.divide(x, y);
                case MODULO -> DecimalRules.modulo(x, y);
            };
            return Optional.of(new Expression.Arithmetic(
                    operator, cast(left, x, CastMode.IMPLICIT), cast(right, y, CastMode.IMPLICIT), type));
        }
        SqlType type = Types.common(a, b).orElseThrow();
        return Optional.of(sameTyped(operator, left, right, type == SqlType.Simple.OID ? SqlType.Simple.BIGINT : type));
    }

    private Expression sameTyped(ArithmeticOperator operator, Expression left, Expression right, SqlType type) {
        return new Expression.Arithmetic(
                operator, cast(left, type, CastMode.IMPLICIT), cast(right, type, CastMode.IMPLICIT), type);
    }

    /** Converts a value for a column that INSERT or UPDATE sets. */
    Expression assign(Expression value, SqlType type, String column, int position) {
        if (value.type().equals(type)) {
            return value;
        }
        if (!Types.isAssignable(value.type(), type)) {
            throw new SlipherException(
                            SqlState.DATATYPE_MISMATCH,
                            "column \"%s\" is of type %s but expression is of type %s"
                                    .formatted(column, Types.name(type), Types.name(value.type())))
                    .withHint("You will need to rewrite or cast the expression.")
                    .withPosition(position);
        }
        if (Types.isUnknown(value.type()) && !(value instanceof Expression.Literal(Datum.Bytes _, var _))) {
            return cast(value, type, CastMode.ASSIGNMENT);
        }
        return new Expression.Cast(settle(value), type, CastMode.ASSIGNMENT);
    }

    static Expression not(Expression operand) {
        return operand instanceof Expression.Not(var inner) ? inner : new Expression.Not(operand);
    }

    static Expression isTrue(Expression operand) {
        return new Expression.Coalesce(List.of(operand, ExpressionTree.FALSE), SqlType.Simple.BOOLEAN);
    }
}
