package dev.slipher.compute.expression;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.List;

/** Turns expressions into what runs over batches; once a pipeline, since the result serves all its workers. */
public final class ExpressionCompiler {
    private static final Expression TRUE = new Expression.Literal(new Datum.Integral(1), SqlType.Simple.BOOLEAN);

    private ExpressionCompiler() {}

    /**
     * Compiles an expression of any type.
     *
     * @param inputs the columns of the batches that evaluators will see, in order
     */
    public static CompiledExpression compile(
            Expression expression, List<ColumnShape> inputs, EvaluationContext context) {
        if (expression instanceof Expression.ColumnReference(var columnIndex, var _)) {
            return new CompiledExpression(inputs.get(columnIndex), () -> batch -> batch.column(columnIndex));
        }
        throw new SlipherException(
                SqlState.FEATURE_NOT_SUPPORTED, "expression %s over %s".formatted(expression, inputs));
    }

    /**
     * Compiles a BOOLEAN expression that filters rows; the operands of an AND at the top run cheapest and most
     * selective first, in an order that follows what they were seen to keep.
     */
    public static CompiledCondition compileCondition(
            Expression condition, List<ColumnShape> inputs, EvaluationContext context) {
        if (condition.equals(TRUE)) {
            return new CompiledCondition(() -> _ -> {});
        }
        throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "condition %s over %s".formatted(condition, inputs));
    }
}
