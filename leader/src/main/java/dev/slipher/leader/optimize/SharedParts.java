package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.leader.optimize.PhysicalPlanner.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The shared subplans of a query while it is planned: which of their columns anybody reads, then their plans. */
final class SharedParts {
    private final Map<Integer, Set<Integer>> read = new HashMap<>();
    private final Map<Integer, Part> parts = new HashMap<>();

    /** Returns the columns of a subplan that were asked for so far; none if nothing reads it. */
    List<Integer> readColumns(int subplan) {
        return List.copyOf(read.getOrDefault(subplan, Set.of()));
    }

    void plan(int subplan, Part part) {
        parts.put(subplan, part);
    }

    PlanNode planOf(int subplan) {
        return Objects.requireNonNull(parts.get(subplan)).plan();
    }

    /** Plans the reading of a subplan; before it has a plan itself, this notes what is read. */
    Part scan(LogicalNode.SharedScan scan, Set<Integer> required, PhysicalPlanner planner) {
        Set<Integer> columns = read.computeIfAbsent(scan.subplan(), _ -> new LinkedHashSet<>());
        for (int i = 0; i < scan.outputs().size(); i++) {
            if (required.contains(scan.outputs().get(i))) {
                columns.add(scan.columns().get(i));
            }
        }
        if (columns.isEmpty()) {
            columns.add(scan.columns().getFirst());
        }
        Part part = parts.get(scan.subplan());
        List<Integer> found = part == null ? List.copyOf(columns) : part.columns();
        var outputs = new ArrayList<Integer>();
        for (int column : found) {
            outputs.add(scan.outputs().get(scan.columns().indexOf(column)));
        }
        var plan = new PlanNode.SharedScan(
                scan.subplan(),
                outputs.stream().map(id -> planner.columns().get(id).type()).toList(),
                planner.estimate(scan, outputs));
        return planner.part(plan, outputs, Placement.Fixed.SCATTERED);
    }
}
