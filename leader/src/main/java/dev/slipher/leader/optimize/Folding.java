package dev.slipher.leader.optimize;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.expression.EvaluationContext;
import dev.slipher.compute.expression.ExpressionCompiler;
import dev.slipher.compute.expression.VolatileCalls;
import dev.slipher.compute.expression.function.Volatility;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Evaluates the constant parts of expressions, with the code that would evaluate them at run time, so that the meaning is
 * the same. What depends on the session, such as a time zone, stays; so does what fails, which may never be evaluated.
 */
public final class Folding {
    private static final SessionTime TIME = new SessionTime(ZoneOffset.UTC, 0);

    private static final EvaluationContext CONTEXT = new EvaluationContext(TIME, 0, "", "", "", List.of(), 0);

    /** Words that make a date depend on the clock. */
    private static final Pattern CLOCK = Pattern.compile("(?i).*(now|today|tomorrow|yesterday).*", Pattern.DOTALL);

    private Folding() {}

    /** Returns the expression with every constant part replaced by its value. */
    public static Expression fold(Expression expression) {
        Expression folded = ExpressionTree.mapChildren(expression, Folding::fold);
        return switch (folded) {
            case Expression.And(var operands) -> logical(operands, true);
            case Expression.Or(var operands) -> logical(operands, false);
            case Expression.Case e -> simplifyCase(e);
            case Expression.Literal _, Expression.Parameter _, Expression.ColumnReference _, Expression.Local _ ->
                folded;
            default -> allLiterals(folded) ? evaluate(folded) : folded;
        };
    }

    private static boolean allLiterals(Expression expression) {
        for (Expression child : ExpressionTree.children(expression)) {
            if (!(child instanceof Expression.Literal)) {
                return false;
            }
        }
        return true;
    }

    private static Expression logical(List<Expression> operands, boolean and) {
        Expression neutral = and ? ExpressionTree.TRUE : ExpressionTree.FALSE;
        Expression absorbing = and ? ExpressionTree.FALSE : ExpressionTree.TRUE;
        var kept = new ArrayList<Expression>();
        var seen = new HashSet<Expression>();
        for (Expression operand : operands) {
            if (operand.equals(absorbing)) {
                return absorbing;
            }
            // What changes from one time to the next is asked as often as it is written.
            if (!operand.equals(neutral) && (seen.add(operand) || isVolatile(operand))) {
                kept.add(operand);
            }
        }
        return switch (kept.size()) {
            case 0 -> neutral;
            case 1 -> kept.getFirst();
            default -> and ? new Expression.And(List.copyOf(kept)) : Memberships.or(List.copyOf(kept));
        };
    }

    private static Expression simplifyCase(Expression.Case expression) {
        var branches = new ArrayList<Expression.When>();
        for (Expression.When when : expression.branches()) {
            if (when.condition().equals(ExpressionTree.TRUE)) {
                return branches.isEmpty()
                        ? when.result()
                        : new Expression.Case(branches, when.result(), expression.type());
            }
            boolean never = when.condition().equals(ExpressionTree.FALSE)
                    || when.condition() instanceof Expression.Literal(var value, var _) && value.isNull();
            if (!never) {
                branches.add(when);
            }
        }
        return branches.isEmpty()
                ? expression.otherwise()
                : new Expression.Case(branches, expression.otherwise(), expression.type());
    }

    private static Expression evaluate(Expression expression) {
        if (expression instanceof Expression.Cast cast) {
            Optional<Expression> value = cast(cast);
            if (value.isPresent()) {
                return value.get();
            }
        }
        if (!isImmutable(expression)) {
            return expression;
        }
        try {
            var batch = new Batch(new Vector[0], 1);
            Vector vector = ExpressionCompiler.compile(expression, List.<ColumnShape>of(), CONTEXT)
                    .newEvaluator()
                    .evaluate(batch);
            return new Expression.Literal(vector.datum(0), expression.type());
        } catch (SlipherException e) {
            return expression;
        }
    }

    private static boolean isImmutable(Expression expression) {
        return switch (expression) {
            case Expression.Call call -> VolatileCalls.of(call) == Volatility.IMMUTABLE;
            // A text that says nothing of the clock is a literal already.
            case Expression.Cast(var operand, var type, var _) ->
                !isZoned(type) && !isZoned(operand.type()) && !(isText(operand.type()) && isTime(type));
            default -> true;
        };
    }

    /** Returns whether an expression may give another value each time it is evaluated, so that it must not be copied. */
    public static boolean isVolatile(Expression expression) {
        return VolatileCalls.areIn(expression);
    }

    private static boolean isZoned(SqlType type) {
        return type == SqlType.Simple.TIMESTAMPTZ || type == SqlType.Simple.TIMETZ;
    }

    private static boolean isTime(SqlType type) {
        return type == SqlType.Simple.DATE || type == SqlType.Simple.TIMESTAMP || type == SqlType.Simple.TIME;
    }

    /** Converts literals that need no compiling: texts as INSERT and COPY read them, and numbers to wider ones. */
    private static Optional<Expression> cast(Expression.Cast cast) {
        var literal = (Expression.Literal) cast.operand();
        SqlType type = cast.type();
        return switch (literal.value()) {
            case Datum.Null _ -> Optional.of(new Expression.Literal(Datum.Null.NULL, type));
            case Datum.Bytes(byte[] bytes)
            when isText(literal.type()) && !isText(type) && !(type instanceof SqlType.Varbyte) ->
                cast.mode() == Expression.CastMode.TRY ? Optional.empty() : parse(bytes, type);
            case Datum.Bytes(byte[] bytes)
            when literal.type() instanceof SqlType.Varchar
                    && type instanceof SqlType.Varchar(int length)
                    && bytes.length <= length -> Optional.of(new Expression.Literal(literal.value(), type));
            case Datum.Integral(long value)
            when literal.type() instanceof SqlType.Decimal(int _, int from)
                    && type instanceof SqlType.Decimal(int precision, int scale)
                    && from <= scale -> toDecimal(value, precision, scale, scale - from);
            case Datum.Integral(long value)
            when isInteger(literal.type()) && (type == SqlType.Simple.BIGINT || type == SqlType.Simple.OID) ->
                Optional.of(new Expression.Literal(new Datum.Integral(value), type));
            case Datum.Integral(long value)
            when isInteger(literal.type()) && type == SqlType.Simple.DOUBLE ->
                Optional.of(new Expression.Literal(new Datum.Floating(value), type));
            case Datum.Integral(long value)
            when isInteger(literal.type()) && type instanceof SqlType.Decimal(int precision, int scale) ->
                toDecimal(value, precision, scale, scale);
            default -> Optional.empty();
        };
    }

    /** Appends zeros to a number; empty if it then has too many digits. */
    private static Optional<Expression> toDecimal(long value, int precision, int scale, int zeros) {
        var number = BigInteger.valueOf(value).multiply(BigInteger.TEN.pow(zeros));
        if (number.abs().toString().length() > precision) {
            return Optional.empty();
        }
        Datum datum = precision <= SqlType.Decimal.MAX_LONG_PRECISION
                ? new Datum.Integral(number.longValue())
                : new Datum.Wide(number.shiftRight(64).longValue(), number.longValue());
        return Optional.of(new Expression.Literal(datum, new SqlType.Decimal(precision, scale)));
    }

    private static boolean isInteger(SqlType type) {
        return type == SqlType.Simple.SMALLINT || type == SqlType.Simple.INTEGER || type == SqlType.Simple.BIGINT;
    }

    private static boolean isText(SqlType type) {
        return type instanceof SqlType.Varchar || type instanceof SqlType.Char || type == SqlType.Simple.NAME;
    }

    private static Optional<Expression> parse(byte[] bytes, SqlType type) {
        boolean timeArray = type instanceof SqlType.Array(var element, var _) && (isZoned(element) || isTime(element));
        if (isZoned(type) || timeArray) {
            return Optional.empty();
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (isTime(type) && CLOCK.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(new Expression.Literal(TypeText.parse(type, text, TIME), type));
    }
}
