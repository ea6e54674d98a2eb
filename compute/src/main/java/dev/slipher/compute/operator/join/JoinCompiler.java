package dev.slipher.compute.operator.join;

import dev.slipher.compute.fragment.Expression.ColumnReference;
import dev.slipher.compute.fragment.JoinKind;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.PlanNode.Join;
import dev.slipher.compute.operator.PlanCompiler;
import dev.slipher.compute.operator.StepFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Turns joins into phases: the build side's pipelines, the table, the probe side's pipelines, and what comes after.
 *
 * <p>Joins whose rows one pipeline probes one after the other have their build sides made before it anyway, so these are
 * made in the order of their expected size: the keys of a small one then filter the scans of those that follow.
 *
 * <pre>
 *   join 1 ── build c (large)          a is made first, then b, whose rows of b.k not in a.k are left out, then c
 *     └─ join 2 ── build a (small)
 *          └─ join 3 ── build b
 *               └─ scan
 * </pre>
 */
public final class JoinCompiler {
    private final PlanCompiler compiler;
    private final IdentityHashMap<Join, JoinBuild> builds = new IdentityHashMap<>();

    public JoinCompiler(PlanCompiler compiler) {
        this.compiler = compiler;
    }

    /** Adds the phases of a join. */
    public void compile(Join node, StepFactory target) {
        var build = compileBuild(node);
        var probe = new JoinProbe(build);
        compiler.compileInput(node, node.probe(), worker -> probe.step(worker, target.create(worker)));
        compiler.addSource(node, new AfterProbeSource(build, probe), target);
    }

    /** Returns the build side of a join, made with those that are probed together with it if it was not yet. */
    private JoinBuild compileBuild(Join node) {
        var known = builds.get(node);
        if (known != null) {
            return known;
        }
        compileBuilds(probedTogether(node));
        return Objects.requireNonNull(builds.get(node));
    }

    /** Returns the join and those below it that the same rows probe before, from the top down. */
    private static List<Join> probedTogether(Join top) {
        var found = new ArrayList<Join>();
        for (PlanNode node = top; node instanceof Join join; node = withoutSteps(join.probe())) {
            found.add(join);
        }
        return found;
    }

    private static PlanNode withoutSteps(PlanNode node) {
        return switch (node) {
            case PlanNode.Filter(var input, var _, var _) -> withoutSteps(input);
            case PlanNode.Project(var input, var _) -> withoutSteps(input);
            default -> node;
        };
    }

    private void compileBuilds(List<Join> joins) {
        var ordered = IntStream.range(0, joins.size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        index -> joins.get(index).build().estimate().rows()))
                .toList();
        for (int index : ordered) {
            var join = joins.get(index);
            var build =
                    new JoinBuild(compiler.query(), JoinSpec.of(join, compiler.usedColumns(join), compiler.shapes()));
            builds.put(join, build);
            compiler.compileInput(join, join.build(), build::step);
            build.settle().forEach(compiler::add);
            for (var k = 0; k < join.buildKeys().size(); k++) {
                var filter = build.keyFilters()[k];
                if (filter != null && leavesOutUnmatched(join) && bind(joins, index, k, filter)) {
                    filter.want();
                }
            }
        }
    }

    private boolean bind(List<Join> joins, int index, int key, BuildKeyFilter filter) {
        var join = joins.get(index);
        var bound = compiler.filterKeys(join.probe(), join.probeKeys().get(key), filter);
        if (join.kind() != JoinKind.INNER && join.kind() != JoinKind.SEMI) {
            return bound;
        }
        Set<Integer> columns = new HashSet<>();
        columns.add(join.probeKeys().get(key));
        if (join.kind() == JoinKind.INNER) {
            columns.add(
                    compiler.shapes().of(join.probe()).size() + join.buildKeys().get(key));
        }
        for (var above = index - 1; above >= 0 && !columns.isEmpty(); above--) {
            var upper = joins.get(above);
            columns = through(upper.probe(), columns);
            bound |= bindBuild(upper, columns, filter);
            if (upper.kind() == JoinKind.RIGHT_SEMI || upper.kind() == JoinKind.RIGHT_ANTI) {
                break;
            }
        }
        return bound;
    }

    /** Returns where columns of the next join below are in the output of the steps above it. */
    private static Set<Integer> through(PlanNode steps, Set<Integer> columns) {
        return switch (steps) {
            case PlanNode.Filter(var input, var _, var _) -> through(input, columns);
            case PlanNode.Project(var input, var expressions) -> {
                var below = through(input, columns);
                var found = new HashSet<Integer>();
                for (var e = 0; e < expressions.size(); e++) {
                    if (expressions.get(e) instanceof ColumnReference(var column, var _) && below.contains(column)) {
                        found.add(e);
                    }
                }
                yield found;
            }
            default -> columns;
        };
    }

    /**
     * Binds a filter of keys that the probe rows of {@code join} all have, or null, to its build side: rows of other keys
     * find no match there, which is all the same unless they are then put out.
     */
    private boolean bindBuild(Join join, Set<Integer> probeColumns, BuildKeyFilter filter) {
        var unmatchedAreSeen = switch (join.kind()) {
            case INNER, LEFT, SEMI, ANTI, RIGHT_SEMI -> false;
            case RIGHT, FULL, RIGHT_ANTI, MARK -> true;
        };
        var bound = false;
        for (var k = 0; k < join.probeKeys().size() && !unmatchedAreSeen; k++) {
            if (probeColumns.contains(join.probeKeys().get(k))
                    && !join.nullsMatch().get(k)) {
                bound |= compiler.filterKeys(join.build(), join.buildKeys().get(k), filter);
            }
        }
        return bound;
    }

    private static boolean leavesOutUnmatched(Join node) {
        return switch (node.kind()) {
            case INNER, RIGHT, SEMI, RIGHT_SEMI, RIGHT_ANTI -> true;
            case LEFT, FULL, ANTI, MARK -> false;
        };
    }
}
