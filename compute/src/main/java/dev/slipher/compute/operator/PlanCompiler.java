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
     * Adds the phases that make the rows of a node's input and push them into {@code steps}, whose time until the node's own
     * output counts as the node's; afterwards the input's last pipelines are added, though phases that follow may be needed
     * before the rows are complete.
     */
    void compileInput(PlanNode node, PlanNode input, StepFactory steps);

    /**
     * Has scans below {@code node} leave out rows by the filter, where the column, or one equal to it, comes unchanged
     * from one and every row left out there would only have made rows of {@code node} that the filter leaves out.
     * Called before {@link #compileInput} with it.
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
