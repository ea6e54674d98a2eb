package dev.slipher.compute.expression;

import dev.slipher.compute.expression.ColumnShape.Representation;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.Optional;

/** Turns expressions into what runs over batches; once a pipeline, since the result serves all its workers. */
public final class ExpressionCompiler {
    private final List<ColumnShape> inputs;
    private final EvaluationContext context;
    /** What {@link Expression.Local} means. */
    private final Optional<Step> local;

    private ExpressionCompiler(List<ColumnShape> inputs, EvaluationContext context, Optional<Step> local) {
        this.inputs = inputs;
        this.context = context;
        this.local = local;
    }

    /** Returns a compiler of the body that reads a value. */
    ExpressionCompiler inBodyOf(Step value) {
        return new ExpressionCompiler(inputs, context, Optional.of(value));
    }

    /**
     * Compiles an expression of any type.
     *
     * @param inputs the columns of the batches that evaluators will see, in order
     */
    public static CompiledExpression compile(
            Expression expression, List<ColumnShape> inputs, EvaluationContext context) {
        var step = new ExpressionCompiler(List.copyOf(inputs), context, Optional.empty()).value(expression);
        if (expression instanceof Expression.ColumnReference(var columnIndex, var _)) {
            return new CompiledExpression(step.shape(), () -> batch -> batch.column(columnIndex));
        }
        return new CompiledExpression(step.shape(), () -> {
            var node = step.nodes().get();
            return batch -> node.evaluate(batch, batch.selection(), batch.selectedCount());
        });
    }

    /**
     * Compiles a BOOLEAN expression that filters rows; the operands of an AND at the top run cheapest and most
     * selective first, in an order that follows what they were seen to keep.
     */
    public static CompiledCondition compileCondition(
            Expression condition, List<ColumnShape> inputs, EvaluationContext context) {
        var compiler = new ExpressionCompiler(List.copyOf(inputs), context, Optional.empty());
        var operands = condition instanceof Expression.And(var list) ? flatten(list) : List.of(condition);
        var steps = operands.stream().map(compiler::condition).toList();
        return new CompiledCondition(() -> new Conjunction(steps));
    }

    private static List<Expression> flatten(List<Expression> operands) {
        return operands.stream()
                .flatMap(operand -> operand instanceof Expression.And(var list)
                        ? flatten(list).stream()
                        : List.of(operand).stream())
                .toList();
    }

    EvaluationContext context() {
        return context;
    }

    Step value(Expression expression) {
        return switch (expression) {
            case Expression.ColumnReference(var columnIndex, var type) -> column(columnIndex, type);
            case Expression.Literal(var value, var type) -> Constants.step(value, type);
            case Expression.Parameter(var index, var _) ->
                throw new IllegalStateException("parameter $%d was not replaced".formatted(index));
            case Expression.Arithmetic(var operator, var left, var right, var type) -> {
                var l = value(left);
                var r = value(right);
                yield Constants.fold(ArithmeticSteps.compile(operator, l, r, type), isConstant(l) && isConstant(r));
            }
            case Expression.Case node -> new BranchSteps(this).caseOf(node);
            case Expression.Let(var value, var body) -> new BranchSteps(this).let(value(value), body);
            case Expression.Local _ -> local.orElseThrow();
            case Expression.Coalesce(var operands, var type) -> new BranchSteps(this).coalesce(operands, type);
            case Expression.Cast(var operand, var type, var mode) -> {
                var step = value(operand);
                yield Constants.fold(CastSteps.compile(step, type, mode, context), isConstant(step));
            }
            case Expression.Call call -> new CallSteps(this).compile(call);
            case Expression.Comparison _,
                    Expression.And _,
                    Expression.Or _,
                    Expression.Not _,
                    Expression.IsNull _,
                    Expression.In _,
                    Expression.Like _ -> asValue(condition(expression));
        };
    }

    static boolean isConstant(Step step) {
        return step.constant().isPresent();
    }

    private Step column(int columnIndex, SqlType type) {
        var shape = inputs.get(columnIndex);
        var typed = shape.type().equals(type)
                ? shape
                : new ColumnShape(type, shape.representation(), shape.min(), shape.max(), shape.mayHaveNulls());
        return Step.of(typed, false, false, () -> new InputNode(columnIndex, typed));
    }

    private Step asValue(ConditionStep condition) {
        var shape = ColumnShape.integral(SqlType.Simple.BOOLEAN, 0, 1, condition.mayHaveNulls());
        var step = Step.of(
                shape,
                condition.canFail(),
                condition.isStable(),
                () -> new ConditionNodes.AsValue(condition.nodes().get()));
        return Constants.fold(step, condition.isStable());
    }

    ConditionStep condition(Expression expression) {
        var conditions = new ConditionSteps(this);
        return switch (expression) {
            case Expression.Comparison(var operator, var left, var right) ->
                conditions.comparison(operator, value(left), value(right));
            case Expression.And(var operands) -> conditions.and(operands, false);
            case Expression.Or(var operands) -> conditions.and(operands, true);
            case Expression.Not(var operand) -> {
                var inner = condition(operand);
                yield new ConditionStep(
                        inner.mayHaveNulls(),
                        inner.canFail(),
                        inner.isStable(),
                        inner.cost(),
                        () -> new ConditionNodes.Not(inner.nodes().get()));
            }
            case Expression.IsNull(var operand) -> conditions.isNull(operand);
            case Expression.In(var operand, var values) -> conditions.in(value(operand), values);
            case Expression.Like like -> conditions.like(like);
            case Expression.ColumnReference _,
                    Expression.Literal _,
                    Expression.Parameter _,
                    Expression.Arithmetic _,
                    Expression.Case _,
                    Expression.Let _,
                    Expression.Local _,
                    Expression.Coalesce _,
                    Expression.Cast _,
                    Expression.Call _ -> conditions.ofValue(value(expression));
        };
    }

    /** Brings operands that must share an array form into one. */
    static Step inForm(Step step, Representation representation) {
        if (step.shape().representation() == representation) {
            return step;
        }
        if (step.isNullConstant()) {
            var shape = ColumnShape.of(step.shape().type());
            return new Step(
                    new ColumnShape(shape.type(), representation, shape.min(), shape.max(), true),
                    false,
                    true,
                    step.constant(),
                    () -> {
                        var vector = Constants.vector(Datum.Null.NULL, representation);
                        return (_, _, _) -> vector;
                    });
        }
        return switch (representation) {
            case LONG -> NumericSteps.toLong(step);
            case WIDE -> NumericSteps.toWide(step);
            case DOUBLE -> NumericSteps.toDouble(step, SqlType.Simple.DOUBLE);
            case INT, BYTES ->
                throw new SlipherException(
                        SqlState.INTERNAL_ERROR,
                        "operand of type %s in form %s where %s is needed"
                                .formatted(step.shape().type(), step.shape().representation(), representation));
        };
    }

    /** Returns the narrowest array form that holds both. */
    static Representation commonForm(Representation left, Representation right) {
        return left.compareTo(right) >= 0 ? left : right;
    }
}
