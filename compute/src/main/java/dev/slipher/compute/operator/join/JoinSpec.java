package dev.slipher.compute.operator.join;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.expression.CompiledCondition;
import dev.slipher.compute.fragment.PlanNode.Join;
import dev.slipher.compute.fragment.PlanNode.JoinKind;
import dev.slipher.compute.memory.RowLayout;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.storage.type.PhysicalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the parts of one join have in common.
 *
 * @param notNullProbe probe columns that must not be null for a row to match
 * @param notNullBuild the same of the build side
 * @param residual over probe columns, then build columns
 * @param narrow by build column, whether it is read as ints
 */
record JoinSpec(
        Join node,
        int[] probeKeys,
        int[] buildKeys,
        int[] notNullProbe,
        int[] notNullBuild,
        Optional<CompiledCondition> residual,
        RowLayout layout,
        boolean[] narrow,
        int probeColumns) {

    static JoinSpec of(Join node, Shapes shapes) {
        var probe = shapes.of(node.probe());
        var build = shapes.of(node.build());
        var pairs = new ArrayList<ColumnShape>(probe);
        pairs.addAll(build);
        var strict = IntStream.range(0, node.nullsMatch().size())
                .filter(k -> !node.nullsMatch().get(k))
                .toArray();
        return new JoinSpec(
                node,
                ints(node.probeKeys()),
                ints(node.buildKeys()),
                IntStream.of(strict).map(k -> node.probeKeys().get(k)).toArray(),
                IntStream.of(strict).map(k -> node.buildKeys().get(k)).toArray(),
                node.residual().map(condition -> shapes.condition(condition, pairs)),
                new RowLayout(
                        build.stream().map(shape -> shape.type().physicalKind()).toList(), BuildRows.HEADER_LONGS),
                Shapes.narrow(build),
                probe.size());
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    JoinKind kind() {
        return node.kind();
    }

    boolean hasKeys() {
        return probeKeys.length > 0;
    }

    /** Returns whether pairs are put out, and not only what became of probe rows. */
    boolean emitsPairs() {
        return switch (kind()) {
            case INNER, LEFT, RIGHT, FULL -> true;
            case SEMI, ANTI, RIGHT_SEMI, RIGHT_ANTI, MARK -> false;
        };
    }

    /** Returns whether build rows are put out in the end, for which they are kept although their key may be null. */
    boolean keepsBuildRows() {
        return kind().decidesBuildRows();
    }

    /** Returns which build rows are put out in the end, if any are. */
    LoadedBuild.Choice lastRows() {
        return kind() == JoinKind.RIGHT_SEMI ? LoadedBuild.Choice.MATCHED : LoadedBuild.Choice.UNMATCHED;
    }

    /** Returns by key whether it is a number that no null equals, so that a {@link BuildKeyFilter} can be made of it. */
    boolean isFilterable(int key) {
        var kind = layout.kind(buildKeys[key]);
        return !node.nullsMatch().get(key) && (kind == PhysicalKind.INT32 || kind == PhysicalKind.INT64);
    }

    /** Returns whether the single key is a number that could index an array. */
    boolean hasIntegralKey() {
        return buildKeys.length == 1 && isFilterable(0);
    }
}
