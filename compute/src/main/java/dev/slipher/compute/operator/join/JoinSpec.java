package dev.slipher.compute.operator.join;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.expression.CompiledCondition;
import dev.slipher.compute.fragment.ExpressionColumns;
import dev.slipher.compute.fragment.JoinKind;
import dev.slipher.compute.fragment.PlanNode.Join;
import dev.slipher.compute.memory.RowLayout;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the parts of one join have in common.
 *
 * @param notNullProbe probe columns that must not be null for a row to match
 * @param notNullBuild the same of the build side
 * @param residual over probe columns, then build columns
 * @param read by column of a pair, whether the residual or anything after the join reads it
 * @param equalProbeColumns by build column, the probe column whose numbers are the same in all pairs, -1 if none is
 * @param narrow by build column, whether it is read as ints
 * @param probeKinds by probe column
 * @param unread by column of a pair, a vector in place of one that is not read: nulls, where others are null too
 */
record JoinSpec(
        Join node,
        int[] probeKeys,
        int[] buildKeys,
        int[] notNullProbe,
        int[] notNullBuild,
        Optional<CompiledCondition> residual,
        RowLayout layout,
        BitSet read,
        int[] equalProbeColumns,
        boolean[] narrow,
        List<PhysicalKind> probeKinds,
        List<Vector> unread) {

    /** Where a probe row that spills has its hash. */
    static final int PROBE_HASH_SLOT = 0;

    /** Makes the parts of a join of whose output columns some are used. */
    static JoinSpec of(Join node, BitSet used, Shapes shapes) {
        var probe = shapes.of(node.probe());
        var build = shapes.of(node.build());
        var pairs = new ArrayList<ColumnShape>(probe);
        pairs.addAll(build);
        var strict = IntStream.range(0, node.nullsMatch().size())
                .filter(k -> !node.nullsMatch().get(k))
                .toArray();
        var equal = new int[build.size()];
        Arrays.fill(equal, -1);
        for (var k = 0; k < node.buildKeys().size(); k++) {
            var kind = build.get(node.buildKeys().get(k)).type().physicalKind();
            if (!node.nullsMatch().get(k) && (kind == PhysicalKind.INT32 || kind == PhysicalKind.INT64)) {
                equal[node.buildKeys().get(k)] = node.probeKeys().get(k);
            }
        }
        var read = (BitSet) used.clone();
        for (var c = 0; c < equal.length; c++) {
            if (equal[c] >= 0 && read.get(probe.size() + c)) {
                read.set(equal[c]);
            }
        }
        node.residual().ifPresent(condition -> ExpressionColumns.of(condition).forEach(read::set));
        return new JoinSpec(
                node,
                ints(node.probeKeys()),
                ints(node.buildKeys()),
                IntStream.of(strict).map(k -> node.probeKeys().get(k)).toArray(),
                IntStream.of(strict).map(k -> node.buildKeys().get(k)).toArray(),
                node.residual().map(condition -> shapes.condition(condition, pairs)),
                new RowLayout(kinds(build), BuildRows.HEADER_LONGS),
                read,
                equal,
                Shapes.narrow(build),
                kinds(probe),
                kinds(pairs).stream()
                        .<Vector>map(kind -> new ConstantVector(kind, Datum.Null.NULL))
                        .toList());
    }

    private static List<PhysicalKind> kinds(List<ColumnShape> shapes) {
        return shapes.stream().map(shape -> shape.type().physicalKind()).toList();
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

    /** Returns the layout of probe rows that spill. */
    RowLayout probeLayout() {
        return new RowLayout(probeKinds, PROBE_HASH_SLOT + 1);
    }

    int probeColumns() {
        return probeKinds.size();
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
