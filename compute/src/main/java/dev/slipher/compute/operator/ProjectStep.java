package dev.slipher.compute.operator;

import dev.slipher.compute.expression.CompiledExpression;
import dev.slipher.compute.expression.Evaluator;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.Vector;
import java.util.List;

/** Evaluates expressions; what they give takes the place of the columns. */
public final class ProjectStep implements Step {
    private final Evaluator[] evaluators;
    private final Step next;
    private final Batch output;

    public ProjectStep(List<CompiledExpression> expressions, Step next) {
        evaluators = expressions.stream().map(CompiledExpression::newEvaluator).toArray(Evaluator[]::new);
        this.next = next;
        output = new Batch(new Vector[evaluators.length], 0);
    }

    @Override
    public void push(Batch batch) {
        for (var i = 0; i < evaluators.length; i++) {
            output.setColumn(i, evaluators[i].evaluate(batch));
        }
        output.setRows(batch.rowCount());
        var selection = batch.selection();
        if (selection != null) {
            output.select(selection, batch.selectedCount());
        }
        next.push(output);
    }

    @Override
    public void finish() {
        next.finish();
    }
}
