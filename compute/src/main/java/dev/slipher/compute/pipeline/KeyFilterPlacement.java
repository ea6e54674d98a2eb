package dev.slipher.compute.pipeline;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.JoinKind;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.operator.KeyFilter;
import dev.slipher.compute.operator.Shapes;
import dev.slipher.compute.source.TableScan.BoundKeyFilter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Which scans apply which key filters. A filter over a node's column moves down to wherever that column's values come
 * from, as long as the rows it leaves out there could only have made rows that it leaves out above: it drops nulls, so
 * that rows which outer joins fill up with nulls for lack of a match go as well.
 */
final class KeyFilterPlacement {
    private final IdentityHashMap<PlanNode, List<BoundKeyFilter>> filters = new IdentityHashMap<>();
    private final Set<PlanNode> taken = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Shapes shapes;

    KeyFilterPlacement(Shapes shapes) {
        this.shapes = shapes;
    }

    /** Returns the filters of a scan, which takes none that are bound later: it may run before they are complete. */
    List<BoundKeyFilter> take(PlanNode.Scan scan) {
        taken.add(scan);
        return List.copyOf(filters.getOrDefault(scan, List.of()));
    }

    /** Gives a filter over an output column of {@code node} to the scans below, and returns whether there was one. */
    boolean bind(PlanNode node, int column, KeyFilter filter) {
        return switch (node) {
            case PlanNode.Scan scan ->
                !taken.contains(scan)
                        && filters.computeIfAbsent(scan, s -> new ArrayList<>())
                                .add(new BoundKeyFilter(column, filter));
            case PlanNode.Filter(var input, var _, var _) -> bind(input, column, filter);
            case PlanNode.Shared(var _, var _, var input) -> bind(input, column, filter);
            case PlanNode.Expand(var input, var _, var _) ->
                column < shapes.of(input).size() && bind(input, column, filter);
            case PlanNode.Project(var input, var expressions) ->
                expressions.get(column) instanceof Expression.ColumnReference(var source, var _)
                        && bind(input, source, filter);
            case PlanNode.Join join -> bindJoin(join, column, filter);
            case PlanNode.Aggregate aggregate ->
                column < aggregate.groupBy().size()
                        && bind(aggregate.input(), aggregate.groupBy().get(column), filter);
            case PlanNode.Window window ->
                window.partitionBy().contains(column) && bind(window.input(), column, filter);
            case PlanNode.Sort sort ->
                sort.limit().isEmpty() && sort.offset() == 0 && bind(sort.input(), column, filter);
            case PlanNode.Append append -> bindAll(append.inputs(), column, filter);
            case PlanNode.SetOperation operation -> bindAll(operation.inputs(), column, filter);
            case PlanNode.Limit _,
                    PlanNode.Recursion _,
                    PlanNode.WorkingTable _,
                    PlanNode.SharedScan _,
                    PlanNode.Values _,
                    PlanNode.LeaderRelation _,
                    PlanNode.ExternalScan _,
                    PlanNode.GenerateSeries _,
                    PlanNode.Write _ -> false;
        };
    }

    private boolean bindAll(List<PlanNode> inputs, int column, KeyFilter filter) {
        var bound = false;
        for (var input : inputs) {
            bound |= bind(input, column, filter);
        }
        return bound;
    }

    /** Binds to the side that the column comes from and, if it is a key, to the equal column of the other side. */
    private boolean bindJoin(PlanNode.Join join, int column, KeyFilter filter) {
        var probeColumns = shapes.of(join.probe()).size();
        var isRightHalf = switch (join.kind()) {
            case RIGHT_SEMI, RIGHT_ANTI -> true;
            case INNER, LEFT, RIGHT, FULL, SEMI, ANTI, MARK -> false;
        };
        var buildColumn = isRightHalf ? column : column - probeColumns;
        if (buildColumn < 0) {
            // The mark tells of the whole build side, of which nothing may be missing.
            var key = join.kind() == JoinKind.MARK ? -1 : join.probeKeys().indexOf(column);
            return bind(join.probe(), column, filter)
                    | (key >= 0 && bind(join.build(), join.buildKeys().get(key), filter));
        }
        if (join.kind() == JoinKind.MARK) {
            return false;
        }
        var key = join.buildKeys().indexOf(buildColumn);
        return bind(join.build(), buildColumn, filter)
                | (key >= 0 && bind(join.probe(), join.probeKeys().get(key), filter));
    }
}
