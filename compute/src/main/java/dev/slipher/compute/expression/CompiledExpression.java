package dev.slipher.compute.expression;

import java.util.function.Supplier;

/** An expression ready to run: immutable, shared by all workers of a pipeline. */
public final class CompiledExpression {
    private final ColumnShape shape;
    private final Supplier<Evaluator> evaluators;

    CompiledExpression(ColumnShape shape, Supplier<Evaluator> evaluators) {
        this.shape = shape;
        this.evaluators = evaluators;
    }

    /** Returns what is known of the result. */
    public ColumnShape shape() {
        return shape;
    }

    /** Returns a new evaluator, for one worker. */
    public Evaluator newEvaluator() {
        return evaluators.get();
    }
}
