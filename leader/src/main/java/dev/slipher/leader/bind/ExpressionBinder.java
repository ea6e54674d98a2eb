package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ArithmeticOperator;
import dev.slipher.compute.fragment.Expression.CastMode;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.leader.calcite.Lexeme;
import dev.slipher.leader.calcite.LexemeCursor;
import dev.slipher.leader.calcite.Lexer;
import dev.slipher.leader.calcite.SyntaxErrors;
import dev.slipher.leader.calcite.TokenRewriter;
import dev.slipher.leader.calcite.TypeName;
import dev.slipher.leader.calcite.Unsupported;
import dev.slipher.leader.optimize.ExpressionTree;
import dev.slipher.leader.optimize.Folding;
import dev.slipher.leader.plan.Relation;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlBetweenOperator;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlLikeOperator;

/** Binds the expressions of one clause: names to columns, operators and functions to typed expressions. */
final class ExpressionBinder {
    private final QueryBinder queries;
    private final QueryContext context;
    private final Coercion coercion;
    private final FunctionBinder functions;
    private final SubqueryBinder subqueries;
    private final RowBinder rows;
    private final CaseBinder cases;
    private final Scope scope;
    private final TokenRewriter.Notes notes;
    private final Clause clause;
    private final WindowNames windows;

    ExpressionBinder(QueryBinder queries, Scope scope, Clause clause) {
        this(queries, scope, clause, WindowNames.NONE);
    }

    /** Takes the windows that a WINDOW clause names. */
    ExpressionBinder(QueryBinder queries, Scope scope, Clause clause, WindowNames windows) {
        this.queries = queries;
        this.context = queries.context();
        this.notes = queries.notes();
        this.scope = scope;
        this.clause = clause;
        this.windows = windows;
        this.coercion = new Coercion(context);
        this.functions = new FunctionBinder(queries, this, coercion);
        this.subqueries = new SubqueryBinder(queries, this, coercion);
        this.rows = new RowBinder(this, subqueries, coercion);
        this.cases = new CaseBinder(this, coercion);
    }

    FunctionBinder functions() {
        return functions;
    }

    RowBinder rows() {
        return rows;
    }

    /** Returns the window that OVER gives or names. */
    SqlWindow windowNamed(SqlNode node) {
        return windows.resolve(node);
    }

    Scope scope() {
        return scope;
    }

    Clause clause() {
        return clause;
    }

    /** Returns a binder for the same names in another clause, such as the argument of an aggregate. */
    ExpressionBinder in(Clause other) {
        return new ExpressionBinder(queries, scope, other, windows);
    }

    static int position(SqlNode node) {
        return node.getParserPosition().getColumnNum();
    }

    Expression condition(SqlNode node, String where) {
        return coercion.toBoolean(bind(node), where, position(node));
    }

    /** Binds an expression whose literals get a type at last. */
    Expression settled(SqlNode node) {
        return coercion.settle(bind(node));
    }

    /** Binds an expression; literals without a type may stay so. */
    Expression bind(SqlNode node) {
        return switch (node) {
            case SqlLiteral literal -> literal(literal);
            case SqlIdentifier identifier -> identifier(identifier);
            case SqlDynamicParam parameter -> parameter(parameter);
            case SqlCase call -> cases.bind(call);
            case SqlNodeList list when list.size() == 1 -> bind(list.get(0));
            case SqlCall call when call.isA(SqlKind.QUERY) -> subqueries.scalar(call);
            case SqlCall call -> call(call);
            default -> throw Unsupported.feature("this expression", position(node));
        };
    }

    private Expression literal(SqlLiteral literal) {
        return switch (literal.getTypeName()) {
            case NULL -> Coercion.nullOf(Types.UNKNOWN);
            case UNKNOWN -> Coercion.nullOf(SqlType.Simple.BOOLEAN);
            case BOOLEAN -> literal.booleanValue() ? ExpressionTree.TRUE : ExpressionTree.FALSE;
            case CHAR -> Coercion.string(String.valueOf(literal.toValue()));
            case DECIMAL -> number(literal);
            case DOUBLE -> new Expression.Literal(new Datum.Floating(doubleValue(literal)), SqlType.Simple.DOUBLE);
            default -> throw Unsupported.feature("the literal " + literal, position(literal));
        };
    }

    private static double doubleValue(SqlLiteral literal) {
        String text = String.valueOf(literal.toValue());
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw new SlipherException(
                            SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
                            "\"%s\" is out of range for type double precision".formatted(text))
                    .withPosition(position(literal));
        }
        return value;
    }

    private static Expression number(SqlLiteral literal) {
        var value = new BigDecimal(String.valueOf(literal.toValue()));
        return exactNumber(value, position(literal));
    }

    private static Expression exactNumber(BigDecimal value, int position) {
        if (value.scale() <= 0 && value.precision() - value.scale() <= 18) {
            long whole = value.longValueExact();
            boolean small = whole >= Integer.MIN_VALUE && whole <= Integer.MAX_VALUE;
            return Coercion.integer(whole, small ? SqlType.Simple.INTEGER : SqlType.Simple.BIGINT);
        }
        int scale = Math.max(value.scale(), 0);
        BigDecimal scaled = value.setScale(scale);
        int precision = Math.max(scaled.precision(), Math.max(scale, 1));
        if (precision > SqlType.MAX_DECIMAL_PRECISION) {
            throw new SlipherException(
                            SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
                            "value \"%s\" is out of range for type numeric".formatted(value))
                    .withPosition(position);
        }
        var unscaled = scaled.unscaledValue();
        if (scale == 0 && unscaled.bitLength() < 64) {
            return Coercion.integer(unscaled.longValue(), SqlType.Simple.BIGINT);
        }
        var type = new SqlType.Decimal(precision, scale);
        Datum datum = precision <= SqlType.Decimal.MAX_LONG_PRECISION
                ? new Datum.Integral(unscaled.longValue())
                : new Datum.Wide(unscaled.shiftRight(64).longValue(), unscaled.longValue());
        return new Expression.Literal(datum, type);
    }

    private Expression parameter(SqlDynamicParam parameter) {
        // The position of one in parentheses is that of the parenthesis.
        var index = notes.parameters().ceilingEntry(position(parameter));
        if (index == null) {
            throw new IllegalStateException("parameter without number at " + position(parameter));
        }
        return new Expression.Parameter(index.getValue(), context.parameterType(index.getValue()));
    }

    Expression column(int id) {
        return new Expression.ColumnReference(id, context.columns().get(id).type());
    }

    private Expression identifier(SqlIdentifier identifier) {
        List<String> names = identifier.names;
        int position = position(identifier);
        if (identifier.isStar()) {
            throw SyntaxErrors.near("*", position - 1);
        }
        if (names.size() >= 2) {
            int column = scope.findQualified(names.get(names.size() - 2), names.getLast(), position)
                    .column();
            context.mention(column, position);
            return column(column);
        }
        String name = names.getFirst();
        for (Optional<Scope> at = Optional.of(scope);
                at.isPresent();
                at = at.get().outer()) {
            Optional<Scope.Entry> found = at.get().findHere(name, position);
            if (found.isPresent()) {
                context.mention(found.get().column(), position);
                return column(found.get().column());
            }
            Optional<Expression> alias = at.get() == scope ? clause.alias(name) : Optional.empty();
            if (alias.isPresent()) {
                return alias.get();
            }
        }
        throw new SlipherException(SqlState.UNDEFINED_COLUMN, "column \"%s\" does not exist".formatted(name))
                .withPosition(position);
    }

    private Expression call(SqlCall call) {
        int position = position(call);
        return switch (call.getKind()) {
            case AND -> new Expression.And(operands(call, "AND"));
            case OR -> new Expression.Or(operands(call, "OR"));
            case NOT -> Coercion.not(condition(call.operand(0), "NOT"));
            case EQUALS -> comparison(ComparisonOperator.EQUAL, call);
            case NOT_EQUALS -> comparison(ComparisonOperator.NOT_EQUAL, call);
            case LESS_THAN -> comparison(ComparisonOperator.LESS, call);
            case LESS_THAN_OR_EQUAL -> comparison(ComparisonOperator.LESS_OR_EQUAL, call);
            case GREATER_THAN -> comparison(ComparisonOperator.GREATER, call);
            case GREATER_THAN_OR_EQUAL -> comparison(ComparisonOperator.GREATER_OR_EQUAL, call);
            case IS_DISTINCT_FROM -> comparison(ComparisonOperator.DISTINCT, call);
            case IS_NOT_DISTINCT_FROM -> comparison(ComparisonOperator.NOT_DISTINCT, call);
            case IS_NULL, IS_UNKNOWN -> isNull(call.operand(0), false);
            case IS_NOT_NULL -> isNull(call.operand(0), true);
            case IS_TRUE -> Coercion.isTrue(condition(call.operand(0), "IS TRUE"));
            case IS_NOT_TRUE -> Coercion.not(Coercion.isTrue(condition(call.operand(0), "IS NOT TRUE")));
            case IS_FALSE -> Coercion.isTrue(Coercion.not(condition(call.operand(0), "IS FALSE")));
            case IS_NOT_FALSE ->
                Coercion.not(Coercion.isTrue(Coercion.not(condition(call.operand(0), "IS NOT FALSE"))));
            case BETWEEN -> between(call);
            case IN -> in(call, false);
            case NOT_IN -> in(call, true);
            case SOME -> subqueries.quantified(call, false);
            case ALL -> subqueries.quantified(call, true);
            case EXISTS -> subqueries.exists(call);
            case ARRAY_QUERY_CONSTRUCTOR, MULTISET_QUERY_CONSTRUCTOR -> subqueries.array(call);
            case LIKE -> like(call);
            case SIMILAR -> functions.similar(call);
            case OVERLAPS -> rows.overlaps(call.operand(0), call.operand(1));
            case PLUS -> arithmetic(ArithmeticOperator.ADD, "+", call);
            case MINUS -> arithmetic(ArithmeticOperator.SUBTRACT, "-", call);
            case TIMES -> arithmetic(ArithmeticOperator.MULTIPLY, "*", call);
            case DIVIDE -> arithmetic(ArithmeticOperator.DIVIDE, "/", call);
            case MOD -> arithmetic(ArithmeticOperator.MODULO, "%", call);
            case PLUS_PREFIX -> bind(call.operand(0));
            case MINUS_PREFIX -> negate(bind(call.operand(0)), position);
            case CAST, SAFE_CAST -> cast(call);
            case ROW -> throw Unsupported.feature("a row as a value", position);
            default -> functions.call(call);
        };
    }

    private List<Expression> operands(SqlCall call, String where) {
        var operands = new ArrayList<Expression>();
        flatten(call, call.getKind(), where, operands);
        return operands;
    }

    /** Adds the operands of nested calls of one kind in order; the nesting of a long chain is too deep to recurse into. */
    private void flatten(SqlNode node, SqlKind kind, String where, List<Expression> operands) {
        var waiting = new ArrayDeque<SqlNode>();
        waiting.push(node);
        while (!waiting.isEmpty()) {
            SqlNode next = waiting.pop();
            if (next instanceof SqlBasicCall call && call.getKind() == kind) {
                call.getOperandList().reversed().forEach(waiting::push);
            } else {
                operands.add(condition(next, where));
            }
        }
    }

    private Expression comparison(ComparisonOperator operator, SqlCall call) {
        SqlNode left = call.operand(0);
        SqlNode right = call.operand(1);
        return compare(operator, left, right, position(call));
    }

    private Expression compare(ComparisonOperator operator, SqlNode left, SqlNode right, int position) {
        return RowBinder.isRow(left) || RowBinder.isRow(right)
                ? rows.compare(operator, left, right)
                : coercion.compare(operator, bind(left), bind(right), position);
    }

    private Expression isNull(SqlNode operand, boolean negated) {
        if (RowBinder.isRow(operand)) {
            return rows.isNull(operand, negated);
        }
        Expression test = new Expression.IsNull(settled(operand));
        return negated ? new Expression.Not(test) : test;
    }

    private Expression between(SqlCall call) {
        var operator = (SqlBetweenOperator) call.getOperator();
        SqlNode value = call.operand(0);
        SqlNode low = call.operand(1);
        SqlNode high = call.operand(2);
        Expression result;
        if (RowBinder.isRow(value)) {
            result = rowRange(value, low, high);
            if (operator.flag == SqlBetweenOperator.Flag.SYMMETRIC) {
                result = new Expression.Or(List.of(result, rowRange(value, high, low)));
            }
        } else {
            Expression bound = bind(value);
            Expression from = bind(low);
            Expression to = bind(high);
            int position = position(call);
            result = range(bound, from, to, position);
            if (operator.flag == SqlBetweenOperator.Flag.SYMMETRIC) {
                result = new Expression.Or(List.of(result, range(bound, to, from, position)));
            }
        }
        return operator.isNegated() ? Coercion.not(result) : result;
    }

    private Expression rowRange(SqlNode value, SqlNode low, SqlNode high) {
        return new Expression.And(List.of(
                rows.compare(ComparisonOperator.GREATER_OR_EQUAL, value, low),
                rows.compare(ComparisonOperator.LESS_OR_EQUAL, value, high)));
    }

    private Expression range(Expression value, Expression low, Expression high, int position) {
        return new Expression.And(List.of(
                coercion.compare(ComparisonOperator.GREATER_OR_EQUAL, value, low, position),
                coercion.compare(ComparisonOperator.LESS_OR_EQUAL, value, high, position)));
    }

    private Expression in(SqlCall call, boolean negated) {
        SqlNode right = call.operand(1);
        if (!(right instanceof SqlNodeList list)) {
            Expression member = subqueries.in(call);
            return negated ? Coercion.not(member) : member;
        }
        Expression member = inList(call, list);
        return negated ? Coercion.not(member) : member;
    }

    private Expression inList(SqlCall call, SqlNodeList list) {
        int position = position(call);
        if (RowBinder.isRow(call.operand(0))) {
            return rows.in(call.operand(0), list);
        }
        return Coercion.once(
                bind(call.operand(0)),
                operand -> equalsAny(operand, list.stream().map(this::bind).toList(), position));
    }

    /** Whether a value equals one of some. */
    Expression equalsAny(Expression operand, List<Expression> items, int position) {
        var operands = new ArrayList<>(List.of(operand));
        operands.addAll(items);
        var compared = coercion.withNumbers(operands);
        var any = new ArrayList<Expression>();
        for (Expression item : compared.subList(1, compared.size())) {
            any.add(coercion.compare(ComparisonOperator.EQUAL, compared.getFirst(), item, position));
        }
        return any.size() == 1 ? any.getFirst() : new Expression.Or(any);
    }

    private Expression like(SqlCall call) {
        var operator = (SqlLikeOperator) call.getOperator();
        boolean ignoreCase = operator.getName().contains("ILIKE");
        List<Expression> operands = texts(ignoreCase ? "~~*" : "~~", call);
        Optional<Expression> escape = operands.size() > 2 ? Optional.of(operands.get(2)) : Optional.empty();
        Expression like = new Expression.Like(operands.get(0), operands.get(1), escape, ignoreCase);
        return operator.isNegated() ? Coercion.not(like) : like;
    }

    /** Binds the operands of an operator of strings; numbers and the like become some, binary values do not. */
    List<Expression> texts(String symbol, SqlCall call) {
        List<Expression> operands =
                call.getOperandList().stream().map(this::bind).toList();
        if (operands.stream().anyMatch(operand -> operand.type() instanceof SqlType.Varbyte)) {
            throw Coercion.undefinedOperator(
                    symbol, operands.get(0).type(), operands.get(1).type(), position(call));
        }
        return operands.stream().map(this::asText).toList();
    }

    /** Makes a string of an operand. */
    Expression asText(Expression bound) {
        Expression operand = coercion.settle(bound);
        return Types.isString(operand.type())
                ? operand
                : coercion.cast(operand, new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH), CastMode.IMPLICIT);
    }

    private Expression arithmetic(ArithmeticOperator operator, String symbol, SqlCall call) {
        Expression left = bind(call.operand(0));
        Expression right = bind(call.operand(1));
        Optional<Expression> number = coercion.arithmetic(operator, left, right);
        if (number.isPresent()) {
            return number.get();
        }
        return functions.temporalArithmetic(symbol, left, right, position(call));
    }

    private Expression negate(Expression operand, int position) {
        if (operand instanceof Expression.Literal(Datum.Integral(long value), var type) && isNegatable(value, type)) {
            return new Expression.Literal(new Datum.Integral(-value), type);
        }
        if (operand instanceof Expression.Literal(Datum.Floating(double value), var type)) {
            return new Expression.Literal(new Datum.Floating(-value), type);
        }
        SqlType type = Types.isUnknown(operand.type()) ? SqlType.Simple.DOUBLE : operand.type();
        Expression typed = coercion.cast(operand, type, CastMode.IMPLICIT);
        if (type == SqlType.Simple.INTERVAL) {
            return functions.resolved(
                    "*",
                    List.of(typed, new Expression.Literal(new Datum.Floating(-1), SqlType.Simple.DOUBLE)),
                    position);
        }
        Expression zero = Types.isFloating(type)
                ? new Expression.Literal(new Datum.Floating(0), type)
                : coercion.cast(Coercion.integer(0, SqlType.Simple.INTEGER), type, CastMode.IMPLICIT);
        return switch (type) {
            case SqlType.Decimal d -> new Expression.Arithmetic(ArithmeticOperator.SUBTRACT, zeroOf(d), typed, d);
            case SqlType.Simple _
            when Types.isNumeric(type) -> new Expression.Arithmetic(ArithmeticOperator.SUBTRACT, zero, typed, type);
            default ->
                throw new SlipherException(
                                SqlState.UNDEFINED_FUNCTION, "operator does not exist: - " + Types.name(type))
                        .withPosition(position);
        };
    }

    private static boolean isNegatable(long value, SqlType type) {
        return switch (type) {
            case SqlType.Simple.SMALLINT -> value != Short.MIN_VALUE;
            case SqlType.Simple.INTEGER -> value != Integer.MIN_VALUE;
            case SqlType.Simple.BIGINT -> value != Long.MIN_VALUE;
            case SqlType.Decimal _ -> value != Long.MIN_VALUE;
            default -> false;
        };
    }

    private static Expression zeroOf(SqlType.Decimal type) {
        Datum zero =
                type.precision() <= SqlType.Decimal.MAX_LONG_PRECISION ? new Datum.Integral(0) : new Datum.Wide(0, 0);
        return new Expression.Literal(zero, type);
    }

    /** CAST, TRY_CAST, {@code ::} and typed literals. */
    private Expression cast(SqlCall call) {
        SqlNode typeNode = call.operand(1);
        TypeName type = notes.types().get(typePosition(typeNode));
        if (type == null) {
            throw new IllegalStateException("type without name at " + position(typeNode));
        }
        if (ArrayBinder.isEmpty(call.operand(0)) && type.type() instanceof SqlType.Array array) {
            return ArrayBinder.empty(array);
        }
        Expression operand = bind(call.operand(0));
        Optional<Expression> object = objectCast(type, call.operand(0), operand, position(call));
        if (object.isPresent()) {
            return object.get();
        }
        boolean attempt = call.getOperator().getName().startsWith("TRY");
        CastMode mode = attempt ? CastMode.TRY : CastMode.EXPLICIT;
        checkCast(operand.type(), type.type(), position(call));
        Expression cast = coercion.cast(operand, type.type(), mode);
        return operand instanceof Expression.Literal ? folded(cast, position(call.operand(0))) : cast;
    }

    /** Converts a literal at once, so that an error can say where it is. */
    static Expression folded(Expression cast, int position) {
        try {
            return Folding.fold(cast);
        } catch (SlipherException e) {
            throw e.withPosition(position);
        }
    }

    /**
     * Casts from and to {@code regclass} and its family, which are oids: text is looked up, a written name of a relation at
     * once; an oid that becomes text again is a name.
     */
    private Optional<Expression> objectCast(TypeName type, SqlNode node, Expression operand, int position) {
        if (type.isObjectId()) {
            if (type.alias().equals("regclass")
                    && operand instanceof Expression.Literal(Datum.Bytes(byte[] name), var _)) {
                long oid = relationOid(new String(name, StandardCharsets.UTF_8), position);
                return Optional.of(Coercion.integer(oid, SqlType.Simple.OID));
            }
            boolean text = Types.isString(operand.type()) || Types.isUnknown(operand.type());
            boolean isNull = operand instanceof Expression.Literal(Datum.Null _, var _);
            return text && !isNull
                    ? Optional.of(functions.resolved(type.alias() + "in", List.of(operand), position))
                    : Optional.empty();
        }
        boolean cast = node instanceof SqlCall inner && inner.getKind() == SqlKind.CAST;
        if (!cast || !Types.isString(type.type()) || operand.type() != SqlType.Simple.OID) {
            return Optional.empty();
        }
        TypeName from = notes.types().get(typePosition(((SqlCall) node).operand(1)));
        return from != null && from.isObjectId()
                ? Optional.of(functions.resolved(from.alias() + "out", List.of(operand), position))
                : Optional.empty();
    }

    private static int typePosition(SqlNode type) {
        return type.getParserPosition().getColumnNum();
    }

    private static void checkCast(SqlType from, SqlType to, int position) {
        boolean possible = Types.isAssignable(from, to)
                || Types.isTimestamp(from) && (to == SqlType.Simple.TIME || Types.isTimestamp(to))
                || from == SqlType.Simple.BOOLEAN && Types.isInteger(to)
                || Types.isInteger(from) && to == SqlType.Simple.BOOLEAN
                || Types.isString(from)
                || from == SqlType.Simple.TIME && to == SqlType.Simple.INTERVAL
                || from == SqlType.Simple.INTERVAL && to == SqlType.Simple.TIME
                || from instanceof SqlType.Array
                || from instanceof SqlType.Varbyte && (Types.isString(to) || Types.isInteger(to))
                || Types.isInteger(from) && to instanceof SqlType.Varbyte;
        if (!possible) {
            throw new SlipherException(
                            SqlState.CANNOT_COERCE,
                            "cannot cast type %s to %s".formatted(Types.name(from), Types.name(to)))
                    .withPosition(position);
        }
    }

    private long relationOid(String name, int position) {
        if (!name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Long.parseLong(name);
        }
        List<Lexeme> lexemes = Lexer.lex(name);
        QualifiedName qualified = new LexemeCursor(name, lexemes).qualifiedName();
        return context.planning()
                .relations()
                .resolve(qualified)
                .map(Relation::oid)
                .orElseThrow(() -> new SlipherException(
                                SqlState.UNDEFINED_TABLE, "relation \"%s\" does not exist".formatted(qualified))
                        .withPosition(position));
    }
}
