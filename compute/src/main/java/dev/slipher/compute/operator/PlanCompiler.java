package dev.slipher.compute.operator;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.fragment.PlanNode;
import java.util.BitSet;
import java.util.List;

/** What the compilation of one node asks of that of the whole plan. */
public interface PlanCompiler {
    QueryContext query();

    Shapes shapes();

    /**
     * Adds the phases that make a node's rows and push them into {@code target}; afterwards the node's last pipelines
     * are added, though phases that follow may be needed before the target's rows are complete.
     */
    void compile(PlanNode node, StepFactory target);

    /**
     * Has scans below {@code node} leave out rows by the filter, where the column, or one equal to it, comes unchanged
     * from one and every row left out there would only have made rows of {@code node} that the filter leaves out.
     * Called before {@link #compile} of the node.
     *
     * @return whether there was such a scan
     */
    boolean filterKeys(PlanNode node, int column, KeyFilter filter);

    /** Adds a phase after those added so far. */
    void add(Phase phase);

    /** Adds a pipeline whose source makes the output of {@code node}, which is counted. */
    void addSource(PlanNode node, Source source, StepFactory target);

    /** Returns a factory whose steps count what they are given as the output of {@code node}. */
    StepFactory counted(PlanNode node, StepFactory target);

    /** Returns the output columns of a join that something reads; the rest may hold anything. */
    BitSet usedColumns(PlanNode.Join join);

    default List<ColumnShape> shapesOf(PlanNode node) {
        return shapes().of(node);
    }
}
