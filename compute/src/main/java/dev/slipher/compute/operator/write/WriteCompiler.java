package dev.slipher.compute.operator.write;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.Writing;
import dev.slipher.compute.operator.PlanCompiler;
import dev.slipher.compute.operator.StepFactory;
import dev.slipher.compute.operator.sort.SortCompiler;
import dev.slipher.compute.source.BoundInputs.BoundTarget;
import dev.slipher.compute.source.IteratorSource;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Turns a Write into the pipeline that writes, and the one that reports what was written and puts out its row. */
public final class WriteCompiler {
    private WriteCompiler() {}

    /** Adds the phases of a write. */
    public static void compile(PlanCompiler compiler, PlanNode.Write node, BoundTarget bound, StepFactory next) {
        var target = switch (node.writing()) {
            case Writing.Segments segments -> new SegmentTarget(segments, bound);
            case Writing.Survey survey -> new SurveyTarget(survey);
        };
        var written = new AtomicLong();
        if (node.order().isEmpty()) {
            var query = compiler.query();
            var account = query.openAccount(node);
            compiler.compileInput(
                    node,
                    node.input(),
                    worker -> new WriteStep(query.closeLater(target.open(account, worker)), written));
        } else {
            SortCompiler.write(compiler, node, target, written);
        }
        compiler.addSource(
                node,
                new IteratorSource(() -> {
                    bound.port().written(target.report());
                    var count = LongVector.allocate(1);
                    count.values()[0] = written.get();
                    return List.of(new Batch(new Vector[] {count}, 1)).iterator();
                }),
                next);
    }
}
