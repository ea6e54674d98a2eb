package dev.slipher.compute.operator.join;

import dev.slipher.compute.fragment.PlanNode.Join;
import dev.slipher.compute.operator.PlanCompiler;
import dev.slipher.compute.operator.StepFactory;

/** Turns a Join into phases: the build side's pipelines, the table, the probe side's pipelines, and what comes after. */
public final class JoinCompiler {
    private JoinCompiler() {}

    /** Adds the phases of a join. */
    public static void compile(PlanCompiler compiler, Join node, StepFactory target) {
        var spec = JoinSpec.of(node, compiler.shapes());
        var build = new JoinBuild(compiler.query(), spec);
        compiler.compile(node.build(), build::step);
        compiler.add(build.settle());
        var probe = new JoinProbe(build);
        if (leavesOutUnmatched(node)) {
            for (var k = 0; k < spec.buildKeys().length; k++) {
                var filter = build.keyFilters()[k];
                if (filter != null
                        && compiler.filterKeys(node.probe(), node.probeKeys().get(k), filter)) {
                    filter.want();
                }
            }
        }
        compiler.compile(node.probe(), worker -> probe.step(worker, target.create(worker)));
        compiler.addSource(node, new AfterProbeSource(build, probe), target);
    }

    private static boolean leavesOutUnmatched(Join node) {
        return switch (node.kind()) {
            case INNER, RIGHT, SEMI, RIGHT_SEMI, RIGHT_ANTI -> true;
            case LEFT, FULL, ANTI, MARK -> false;
        };
    }
}
